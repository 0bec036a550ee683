/**
 * What the tree's stage asks of each form of the tree: to be drawn, and where its calls are. round-form.ts is the circle
 * and half circle, layered-form.ts the top-down tree.
 */
import type { DrawList } from "../draw/draw-list.ts";
import type { EventMarks } from "../draw/event-marks.ts";
import type { Theme } from "../draw/theme.ts";
import type { Emphasis } from "../fold/emphasis.ts";
import type { Folds } from "../fold/fold.ts";
import type { Badge } from "./radial-labels.ts";
import type { Camera } from "./radial-scene.ts";

/** The canvas, and the rectangles (x, y, width, height) of what lies over it. */
export interface Room {
  width: number;
  height: number;
  reserved: readonly [number, number, number, number][];
}

/** What a form is drawn with: the state of the page, projected onto the drawn calls, and of the stage. */
export interface FormFrame extends Room {
  sizeBy: "calls" | "time";
  camera: Camera;
  theme: Theme;
  selected: number;
  hovered: number;
  emphasis: Emphasis | null;
  event: number;
  /** The step that stepping is at; -1: nobody is stepping. */
  step: number;
  /** The progress of the tree's growth, 0 to 1. */
  growth: number;
  /** During a transition: the form that it comes from, how that lay on the canvas, and the progress, 0 to 1. */
  from: { form: TreeForm; camera: Camera; room: Room; progress: number } | null;
  /** The largest number of marks, which is smaller while something moves. */
  budget: number;
  /** The threshold in px under which neighbours were merged in the frame before. */
  pixel: number;
  /** true: all labels; false: none; "kept": those of the last picture at rest, while something moves. */
  labels: boolean | "kept";
}

export interface FormPicture {
  list: DrawList;
  nodeCount: number;
  events: EventMarks;
  badges: Badge[];
  /** The number of calls in view that have no mark of their own. */
  tooSmall: number;
  pixel: number;
}

export interface TreeForm {
  readonly folds: Folds | null;
  /** Whether calls may move on their way to another layout of the same form. */
  readonly moves: boolean;
  draw(frame: FormFrame): FormPicture;
  /** The hit test in the picture that was drawn last: the call at a point; -1: none. */
  callAt(x: number, y: number, slop: number): number;
  /** Where a call is in px, also outside the canvas; null: it is not in this picture. */
  positionOf(call: number, camera: Camera, room: Room): { x: number; y: number } | null;
  /** The point about which the whole lies while nothing is moved. */
  middle(room: Room): { x: number; y: number };
  /** Half of the whole's width and height at zoom 1. */
  reach(room: Room): { x: number; y: number };
  maxZoom(room: Room): number;
}
