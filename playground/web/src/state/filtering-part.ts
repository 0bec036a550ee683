/** What reads filters and applies them: loaded with the first filter (view-state.ts). */
export { shownFor, transformed } from "../trace/transforms.ts";
export { readTransforms, resolveTransform } from "./transform-text.ts";
