/** The field under the output in which a person answers a program that waits for input(). */
import { useLayoutEffect, useRef } from "preact/hooks";
import { sendInputLine } from "../../session/run-program.ts";

export function Question() {
  const field = useRef<HTMLInputElement>(null);
  // The program waits for nothing else, so the field takes the focus at once.
  useLayoutEffect(() => field.current!.focus(), []);

  return (
    <form
      class="question"
      onSubmit={(event) => {
        event.preventDefault();
        const line = field.current!.value;
        field.current!.value = "";
        sendInputLine(line);
      }}
    >
      <input
        ref={field}
        class="question-field"
        aria-label="Input"
        placeholder="The program waits for a line"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onKeyDown={(event) => {
          // Ctrl+D on an empty line ends the input, as in a terminal.
          if (event.key !== "d" || !event.ctrlKey || field.current!.value) return;
          event.preventDefault();
          sendInputLine(null);
        }}
      />
      <button type="submit" class="button">
        Enter
      </button>
    </form>
  );
}
