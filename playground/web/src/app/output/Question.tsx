/** The field under the output in which a person answers a program that waits for input(). */
import "../../styles/input.css";
import { useLayoutEffect, useRef } from "preact/hooks";
import { keepPasted, nextPastedLine, takeUnfinishedLine } from "../../session/pasted-lines.ts";
import { sendInputLine } from "../../session/run-program.ts";

export function Question({ secret }: { secret: boolean }) {
  const field = useRef<HTMLInputElement>(null);
  // The program waits for nothing else, so the field takes the focus at once.
  useLayoutEffect(() => {
    field.current!.value = takeUnfinishedLine();
    field.current!.focus();
  }, []);

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
        // Preact's types know attributes of one kind of field at a time.
        type={(secret ? "password" : "text") as "text"}
        aria-label={secret ? "Hidden input" : "Input"}
        placeholder={secret ? "What you type here is not shown" : "The program waits for a line"}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onPaste={(event) => {
          const { value, selectionStart, selectionEnd } = event.currentTarget;
          const text = event.clipboardData?.getData("text/plain") ?? "";
          // The field itself would make one line of several.
          if (!/[\r\n]/.test(text)) return;
          event.preventDefault();
          keepPasted(value.slice(0, selectionStart ?? 0) + text + value.slice(selectionEnd ?? value.length));
          sendInputLine(nextPastedLine() ?? "");
        }}
        onKeyDown={(event) => {
          // Ctrl+D on an empty line ends the input, as in a terminal.
          if (event.key.toLowerCase() !== "d" || !event.ctrlKey || field.current!.value) return;
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
