/**
 * To see only some of the calls: each of these is one key (keys.ts), one entry of a call's menu, and one breadcrumb
 * (FilterTrail.tsx) that can be taken back. What they leave is trace/transforms.ts's business.
 */

import { formatCount } from "../text.ts";
import { totalTime, traceEnd } from "../trace/calls.ts";
import { qualifiedLabel } from "../trace/describe.ts";
import type { Trace } from "../trace/trace.ts";
import { packageOf, type Transform } from "../trace/transforms.ts";
import { showToast } from "../ui/notices.ts";
import { packageLabel, transformLabel, writeTransform } from "./transform-text.ts";
import {
  originalCall,
  recordedTrace,
  selected,
  setTransforms,
  shownTrace,
  transforms,
} from "./view-state.ts";

/** The run and a call of it that a transform is made of. -1: none is selected. */
type Make = (run: Trace, call: number) => Transform | string;

const CHOOSE = "Choose a call first";

function add(make: Make): void {
  const run = recordedTrace.peek();
  const before = shownTrace.peek();
  if (!run || !before) return;
  const transform = make(run, originalCall(selected.peek()));
  if (typeof transform === "string") {
    showToast(transform);
    return;
  }
  const earlier = transforms.peek();
  const text = writeTransform(run, transform);
  setTransforms([...earlier, text]);
  const left = shownTrace.peek()?.length ?? 0;
  if (left === 0 || left === before.length) {
    setTransforms(earlier);
    showToast(left === 0 ? "That would leave no call" : "That would change nothing here");
    return;
  }
  showToast(
    `${capital(transformLabel(run, text))}: ${formatCount(left)} of ${formatCount(run.length, "call")}`,
  );
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export const onlyCall = () => add((_, call) => (call < 0 ? CHOOSE : { kind: "call", call }));

export const onlyFunction = () =>
  add((run, call) => (call < 0 ? CHOOSE : { kind: "function", function: run.function[call] }));

export const hideFunction = () =>
  add((run, call) => (call < 0 ? CHOOSE : { kind: "hide", function: run.function[call] }));

export const hidePackage = () =>
  add((run, call) => {
    if (call < 0) return CHOOSE;
    const info = run.functions[run.function[call]];
    const name = packageOf(info);
    return name === null
      ? `${qualifiedLabel(info)} belongs to the program, not to a package`
      : { kind: "package", name };
  });

export const mergeRecursion = () => add(() => ({ kind: "recursion" }));

export const onlyRaised = () => add(() => ({ kind: "raised" }));

/** Than the selected call; without one, than a hundredth of the run. */
export const onlySlower = () =>
  add((run, call) => {
    // Rounded down, so that the call itself stays.
    const than = call < 0 ? traceEnd(run) / 100 : totalTime(run, call) * 0.995;
    return { kind: "slower", than: Number(than.toPrecision(3)) };
  });

/** Takes back the last one. */
export function undo(): void {
  const now = transforms.peek();
  if (now.length > 0) backTo(now.length - 1);
}

/** Only the first `count` of them stay. */
export function backTo(count: number): void {
  setTransforms(transforms.peek().slice(0, count));
  const run = shownTrace.peek();
  if (run) showToast(`${count === 0 ? "The whole run" : "Taken back"}: ${formatCount(run.length, "call")}`);
}

/** What the menu of a call offers. */
export function callFilters(run: Trace, call: number): { name: string; keys: string; act(): void }[] {
  const info = run.functions[run.function[call]];
  const library = packageOf(info);
  const label = info.kind === "module" ? info.file : qualifiedLabel(info);
  return [
    { name: "Only this call", keys: "Shift+F", act: onlyCall },
    { name: `Only calls of ${label}`, keys: "Shift+G", act: onlyFunction },
    { name: `Hide ${label}`, keys: "Shift+H", act: hideFunction },
    ...(library ? [{ name: `Hide ${packageLabel(library)}`, keys: "Shift+P", act: hidePackage }] : []),
    { name: "Only calls that took as long", keys: "Shift+S", act: onlySlower },
    { name: "Merge recursion", keys: "Shift+R", act: mergeRecursion },
    { name: "Only exceptions", keys: "Shift+E", act: onlyRaised },
  ];
}

/** What ran between two times of the run on the screen; µs. */
export function onlyTime(from: number, to: number): void {
  // Transforms may have moved the clock: what a call began at in the whole run says by how much.
  const shown = shownTrace.peek();
  const run = recordedTrace.peek();
  if (!shown || !run || shown.length === 0) return;
  const moved = run.start[originalCall(0)] - shown.start[0];
  add(() => ({ kind: "time", from: Math.max(0, from + moved), to: to + moved }));
}
