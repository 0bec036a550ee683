/** What filters left out of the selected call's time, which counts as its own. */
import { hiddenNow, hiddenText } from "../../state/hidden.ts";

export function Hidden({ call }: { call: number }) {
  const stretches = hiddenNow().filter((stretch) => stretch.call === call);
  return stretches.length > 0 ? (
    <p class="muted hidden-here">In its own time: {hiddenText(stretches)}</p>
  ) : null;
}
