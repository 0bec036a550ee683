/** The field for lines that are to answer input(), under the output of a program that may call it. */
import "../../styles/input.css";
import { canWaitForInput, inputs, setInputs } from "../../program/inputs.ts";

export function Inputs() {
  return (
    <details class="inputs" open={!canWaitForInput || undefined}>
      <summary>Inputs</summary>
      <textarea
        class="inputs-field"
        aria-label="Inputs"
        aria-describedby="inputs-hint"
        rows={3}
        value={inputs.value}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onInput={({ currentTarget }) => setInputs(currentTarget.value)}
      />
      <p id="inputs-hint" class="muted">
        {canWaitForInput
          ? "Your answers to input(), one a line: they are used first, then the program waits for you"
          : "This browser cannot make Python wait for you: write your answers to input() here, one a line, before you press Run"}
      </p>
    </details>
  );
}
