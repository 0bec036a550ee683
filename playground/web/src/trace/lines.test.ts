import { expect, test } from "vitest";
import { LinesOfCall, linesFit } from "./lines.ts";
import type { CallLines } from "./types.ts";

/** `lines`: each with what it changed, such as "3 i=0"; numbers of values are the values themselves. */
function recorded(lines: readonly string[], loops: [number, number, number][], ended = false): LinesOfCall {
  const entry: CallLines = {
    ...{ call: 0, line: [], names: [], change_at: [], change_name: [], change_value: [] },
    ...{ call_at: [], call_first: [], step_at: [0], step_call: [0], loops },
  };
  lines.forEach((text, at) => {
    const [line, ...changes] = text.split(" ");
    entry.line.push(Number(line));
    for (const change of changes) {
      const [name, value] = change.split("=");
      if (!entry.names.includes(name)) entry.names.push(name);
      entry.change_at.push(at);
      entry.change_name.push(entry.names.indexOf(name));
      entry.change_value.push(Number(value));
    }
  });
  return new LinesOfCall(entry, [], ended);
}

const shown = (model: LinesOfCall, line: number, chosen: [number, number][] = []) => {
  const { ran, times, changes } = model.at(line, new Map(chosen));
  return `${ran ? "" : "not run "}×${times}${changes.map(({ name, value }) => ` ${name}=${value}`).join("")}`;
};

const NESTED = [
  ...["2 total=0", "3 i=0", "4 j=0", "5 total=1", "4 j=1", "5 total=2", "4"],
  ...["3 i=1", "4 j=0", "5 total=3", "4 j=1", "5 total=4", "4", "3", "6"],
];

test("each loop has its rounds, and those inside follow the round around them", () => {
  const model = recorded(NESTED, [
    [3, 3, 5],
    [4, 4, 5],
  ]);
  const [outer, inner] = model.loops;
  expect(model.chosenRounds(outer, new Map())?.starts).toEqual([1, 7]);
  expect(model.chosenRounds(inner, new Map([[3, 1]]))?.starts).toEqual([8, 10]);
  expect(shown(model, 5)).toBe("×4 total=1");
  expect(shown(model, 5, [[4, 1]])).toBe("×4 total=2");
  expect(shown(model, 5, [[3, 1]])).toBe("×4 total=3");
  expect(shown(model, 3, [[3, 1]])).toBe("×3 i=1");
  expect(shown(model, 2, [[3, 1]])).toBe("×1 total=0");
  expect(shown(model, 9)).toBe("not run ×0");
});

test("a loop on one line, one that is left early, one that never begins", () => {
  const oneLine = recorded(["2 i=0", "2 i=1", "2", "3"], [[2, 2, 2]]);
  expect(oneLine.chosenRounds(oneLine.loops[0], new Map())?.starts).toEqual([0, 1]);
  const raised = recorded(["2 i=0", "3", "2 i=1", "3"], [[2, 2, 3]], true);
  expect(raised.chosenRounds(raised.loops[0], new Map())?.starts).toEqual([0, 2]);
  expect(shown(raised, 2)).toBe("×2 i=1");
  const empty = recorded(["2", "4"], [[2, 2, 3]]);
  expect(empty.chosenRounds(empty.loops[0], new Map())?.starts).toEqual([]);
  expect(shown(empty, 3)).toBe("not run ×0");
  expect(shown(empty, 2)).toBe("×1");
});

test("a value that is set again and stays the same is shown all the same", () => {
  const model = recorded(["2 i=0", "3 flag=1", "2 i=1", "3", "2"], [[2, 2, 3]]);
  expect(shown(model, 3, [[2, 1]])).toBe("×2 flag=1");
});

test("a section that points nowhere does not fit", () => {
  const { lines } = recorded(["2 i=0"], []);
  const trace = { length: 1, values: { length: 1 } } as Parameters<typeof linesFit>[1];
  expect(linesFit(lines, trace)).toBe(true);
  expect(linesFit({ ...lines, change_value: [1] }, trace)).toBe(false);
  expect(linesFit({ ...lines, change_at: [1] }, trace)).toBe(false);
  expect(linesFit({ ...lines, call: 1 }, trace)).toBe(false);
  expect(linesFit({ ...lines, call_at: [0] }, trace)).toBe(false);
});
