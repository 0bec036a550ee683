/** The tab "Tree": the radial tree, with controls for what its nodes grow with, half or whole circle, and folding. */
import { arc, selected, sizeBy } from "../../state/view-state.ts";
import { formatCount } from "../../text.ts";
import { runSentence } from "../../trace/describe.ts";
import type { Trace } from "../../trace/trace.ts";
import { foldSentence } from "../fold/fold-facts.ts";
import { foldAll, folding, toggleFold, unfoldedCount } from "../fold/folding.ts";
import { ChoiceButtons, Toggle } from "../picture/Controls.tsx";
import { Picture } from "../picture/Picture.tsx";
import type { PictureState } from "../picture/picture-state.ts";
import { TreeStage } from "./tree-stage.ts";

const SIZES = [
  { value: "calls", label: "Calls", hint: "Nodes grow with the number of calls below them" },
  { value: "time", label: "Time", hint: "Nodes grow with the time they took" },
] as const;

export function TreeView() {
  const toggle = (run: Trace, call: number, say: (sentence: string) => void) => {
    const done = toggleFold(run, call);
    if (!done) say("Nothing to unfold here");
    else say(`${done.did === "unfolded" ? "Unfolded" : "Folded"}: ${foldSentence(run, done.fold)}`);
  };
  return (
    <Picture
      make={(canvas) => new TreeStage(canvas)}
      show={(stage, state: PictureState) =>
        stage.show({
          ...state,
          folds: folding(state.trace).value.folds,
          sizeBy: sizeBy.value,
          arc: arc.value,
        })
      }
      name="Call tree"
      sentence={(run) =>
        `${runSentence(run)}. Arrow keys go from call to call, Enter focuses, Escape goes back, U unfolds and folds equal calls. The tab Outline has the same calls as text.`
      }
      zoomStep={1.4}
      slop={12}
      keys={(_, run, say) => {
        const unfold = () => toggle(run, selected.peek(), say);
        return { u: unfold, U: unfold };
      }}
      pressBadge={toggle}
      folds
      notes={(run) =>
        unfoldedCount(run) > 0 && (
          <button
            type="button"
            onClick={() => foldAll(run)}
            title="Fold what was unfolded (U on a call of it)"
          >
            Fold {formatCount(unfoldedCount(run), "unfolded run")}
          </button>
        )
      }
      controls={
        <>
          <Toggle
            label="Half circle"
            on={arc.value === "half"}
            set={(half) => {
              arc.value = half ? "half" : "whole";
            }}
          >
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
              <path d="M2 11.5a6 6 0 0 1 12 0z" fill="none" stroke="currentColor" stroke-width="1.5" />
            </svg>
          </Toggle>
          <ChoiceButtons
            legend="Size by"
            options={SIZES}
            value={sizeBy.value}
            choose={(value) => {
              sizeBy.value = value;
            }}
          />
        </>
      }
    />
  );
}
