/** The dialog that explains the picture and, below that, lists all keys; opened by the button or the key "?". */

import { useEffect } from "preact/hooks";
import { Dialog } from "../ui/Dialog.tsx";
import { askForLayout, letterAt } from "../ui/this-keyboard.ts";
import { HowToRead } from "./HowToRead.tsx";
import { SHORTCUTS, shortcutsOpen } from "./keys.ts";

/** `groups`: the keys that do something where the dialog is opened. */
export function Shortcuts({ groups = SHORTCUTS }: { groups?: typeof SHORTCUTS }) {
  useEffect(() => void askForLayout(), []);
  const close = () => {
    shortcutsOpen.value = false;
  };
  return (
    <Dialog name="shortcuts" title="How to read this, and the keys" onClose={close}>
      {() => (
        <>
          <HowToRead />
          <h3 class="shortcuts-title">Keys</h3>
          <div class="shortcut-groups">
            {groups.map(({ title, keys }) => (
              <section key={title} aria-label={title}>
                <h4>{title}</h4>
                <dl>
                  {keys.map((shortcut) => (
                    <div key={shortcut.keys + shortcut.does}>
                      <dt>
                        {onThisKeyboard(shortcut)
                          .split(" / ")
                          .map((way, i) => (
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
        </>
      )}
    </Dialog>
  );
}

/** The keys with the letters that this keyboard has in their places. */
function onThisKeyboard({ keys, byPlace }: { keys: string; byPlace?: true }): string {
  return byPlace ? keys.replace(/\b[A-Z]\b/g, letterAt) : keys;
}
