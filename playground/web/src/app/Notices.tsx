/** The notices at the top of the page. */
import { CloseIcon } from "../ui/icons.tsx";
import { dismiss, notices } from "../ui/notices.ts";

export function Notices() {
  return (
    <div class="notices" role="alert">
      {notices.value.map(({ id, tone, text, about, action }) => (
        <div key={id} class={`notice ${tone}`}>
          <span>
            {about === "program" && <strong>The program says: </strong>}
            {text}
          </span>
          {action && (
            <button type="button" class="notice-action" onClick={action.act}>
              {action.name}
            </button>
          )}
          <button type="button" class="icon-only" aria-label="Dismiss" onClick={() => dismiss(id)}>
            <CloseIcon />
          </button>
        </div>
      ))}
    </div>
  );
}
