/** The dialog that lists all keys, opened by "?". */

import { Dialog } from "../ui/Dialog.tsx";
import { SHORTCUTS, shortcutsOpen } from "./keys.ts";

export function Shortcuts() {
  const close = () => {
    shortcutsOpen.value = false;
  };
  return (
    <Dialog name="shortcuts" title="Keys" onClose={close}>
      {() => (
        <div class="shortcut-groups">
          <p class="shortcuts-guide">
            <a href="/guide" target="_blank" rel="noopener">
              The guide
            </a>{" "}
            explains the page with pictures; it opens in a new tab.
          </p>
          {SHORTCUTS.map(({ title, keys }) => (
            <section key={title} aria-label={title}>
              <h3>{title}</h3>
              <dl>
                {keys.map((shortcut) => (
                  <div key={shortcut.keys + shortcut.does}>
                    <dt>
                      {shortcut.keys.split(" / ").map((way, i) => (
                        <span key={way}>
                          {i > 0 && " or "}
                          <kbd>{way}</kbd>
                        </span>
                      ))}
                    </dt>
                    <dd>{shortcut.does}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      )}
    </Dialog>
  );
}
