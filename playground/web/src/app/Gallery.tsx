/** The dialog that shows the examples as pictures of their trees. */
import "../styles/gallery.css";
import { currentDocument, exampleDocument, isKeptEdited } from "../program/documents.ts";
import { chooseExample } from "../session/session.ts";
import site from "../site.ts";
import { formatCount } from "../text.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { galleryOpen } from "./Header.tsx";

export function Gallery() {
  const onClose = () => {
    galleryOpen.value = false;
  };
  return (
    <Dialog
      name="gallery"
      title="Examples"
      note="Small programs and the shape of their calls"
      onClose={onClose}
    >
      {(close) => (
        <ul>
          <li class="gallery-guide">
            <a href="/guide" target="_blank" rel="noopener">
              The guide
            </a>{" "}
            explains how to read the pictures; it opens in a new tab.
          </li>
          {site.examples.map((example) => (
            <li key={example.name}>
              <button
                type="button"
                class="card"
                aria-current={currentDocument.value.example?.name === example.name ? "true" : undefined}
                onClick={() => {
                  close();
                  chooseExample(example);
                }}
              >
                <img src={example.picture} alt="" width="320" height="200" loading="lazy" decoding="async" />
                <span class="card-title">
                  {example.title}
                  <small>{formatCount(example.calls, "call")}</small>
                </span>
                <span class="card-blurb">{example.blurb}</span>
                {isKeptEdited(exampleDocument(example)) && (
                  <span class="card-blurb">Your edited version is kept.</span>
                )}
              </button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
