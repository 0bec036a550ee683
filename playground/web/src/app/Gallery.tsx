/** The examples as pictures of their trees, in a dialog. */
import "../styles/gallery.css";
import { useEffect, useRef } from "preact/hooks";
import site from "../site.ts";
import { formatCount } from "../trace/describe.ts";
import { current } from "./documents.ts";
import { galleryOpen } from "./Header.tsx";
import { CloseIcon } from "./icons.tsx";
import { chooseExample } from "./session.ts";

export function Gallery() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = galleryOpen.value;
  useEffect(() => {
    if (open) {
      dialog.current?.showModal();
      dialog.current?.querySelector<HTMLElement>("[aria-current]")?.focus();
    }
  }, [open]);
  if (!open) return null;

  const close = () => {
    galleryOpen.value = false;
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      class="gallery"
      ref={dialog}
      aria-labelledby="gallery-title"
      onClose={close}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current?.close();
      }}
    >
      <div class="gallery-inside">
        <div class="gallery-head">
          <h2 id="gallery-title">Examples</h2>
          <p class="muted">Small programs and the shape of their calls</p>
          <button
            type="button"
            class="button icon-only"
            aria-label="Close"
            onClick={() => dialog.current?.close()}
          >
            <CloseIcon />
          </button>
        </div>
        <ul>
          {site.examples.map((example) => (
            <li key={example.name}>
              <button
                type="button"
                class="card"
                aria-current={current.value.example?.name === example.name ? "true" : undefined}
                onClick={() => {
                  dialog.current?.close();
                  chooseExample(example);
                }}
              >
                <img src={example.picture} alt="" width="320" height="200" loading="lazy" decoding="async" />
                <span class="card-title">
                  {example.title}
                  <small>{formatCount(example.calls, "call")}</small>
                </span>
                <span class="card-blurb">{example.blurb}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </dialog>
  );
}
