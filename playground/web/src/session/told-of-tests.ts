/**
 * What is told of the program's tests while they run: checked here, since it comes from where the program runs. What does
 * not fit is ignored.
 */
import * as v from "valibot";

const numbers = v.array(v.pipe(v.number(), v.integer(), v.minValue(0)));
const byLine = v.record(v.string(), numbers);

const result = v.object({
  id: v.string(),
  file: v.string(),
  name: v.string(),
  line: v.number(),
  outcome: v.string(),
  ms: v.number(),
  message: v.string(),
  text: v.string(),
  printed: v.string(),
});

const told = v.union([
  v.object({ begins: v.number(), of: v.number() }),
  v.object({ test: result }),
  v.object({
    problems: v.array(v.object({ file: v.string(), text: v.string() })),
    ids: v.array(v.string()),
    lines: v.record(v.string(), byLine),
    functions: v.array(v.object({ file: v.string(), name: v.string(), line: v.number(), tests: numbers })),
    byTest: v.record(v.string(), byLine),
    map: v.string(),
  }),
]);

export type ToldOfTests = v.InferOutput<typeof told>;

export function readTold(text: string): ToldOfTests | null {
  try {
    return v.parse(told, JSON.parse(text));
  } catch {
    return null;
  }
}
