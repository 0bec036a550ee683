/** The tab "Tree", with controls for its form, for what its nodes grow with, and for folding. */
import { useSignal } from "@preact/signals";
import { selected, sizeBy, treeForm } from "../../state/view-state.ts";
import { formatCount } from "../../text.ts";
import { runSentence } from "../../trace/describe.ts";
import type { Trace } from "../../trace/trace.ts";
import { foldSentence } from "../fold/fold-facts.ts";
import { foldAll, folding, toggleFold, unfoldedCount } from "../fold/folding.ts";
import { ChoiceButtons, Toggle } from "../picture/Controls.tsx";
import { Picture } from "../picture/Picture.tsx";
import type { PictureState } from "../picture/picture-state.ts";
import type { FormName } from "./form-choice.ts";
import { TreeStage } from "./tree-stage.ts";

const SIZES = [
  { value: "calls", label: "Calls", hint: "A larger dot has more calls below it" },
  { value: "time", label: "Time", hint: "A larger dot took longer" },
] as const;

/** The forms beside the circle, which is shown where neither of them is on. */
const FORMS = [
  { form: "half", label: "Half circle", icon: "M2 11.5a6 6 0 0 1 12 0z" },
  {
    form: "layered",
    label: "Top-down tree",
    icon: "M6 2.5h4v3H6zM2 10.5h4v3H2zM10 10.5h4v3h-4zM8 5.5V8M4 10.5V8h8v2.5",
  },
] as const;

export function TreeView() {
  const shown = useSignal<FormName>("whole");
  const toggle = (run: Trace, call: number, say: (sentence: string) => void) => {
    const done = toggleFold(run, call);
    if (!done) say("Nothing to unfold here");
    else say(`${done.did === "unfolded" ? "Unfolded" : "Folded"}: ${foldSentence(run, done.fold)}`);
  };
  return (
    <Picture
      make={(canvas) => {
        const stage = new TreeStage(canvas);
        stage.formed = (form) => {
          shown.value = form;
        };
        return stage;
      }}
      show={(stage, state: PictureState) =>
        stage.show({
          ...state,
          folds: folding(state.trace).value.folds,
          sizeBy: sizeBy.value,
          form: treeForm.value,
        })
      }
      name="Call tree"
      sentence={(run) =>
        `${runSentence(run)}. Arrow keys go from call to call, Enter shows one call with what is below it, Escape goes back, U unfolds and folds equal calls. The tab Outline has the same calls as text.`
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
          {FORMS.map(({ form, label, icon }) => (
            <Toggle
              key={form}
              label={label}
              on={shown.value === form}
              set={(on) => {
                treeForm.value = on ? form : "whole";
              }}
            >
              <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                <path d={icon} fill="none" stroke="currentColor" stroke-width="1.5" />
              </svg>
            </Toggle>
          ))}
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
