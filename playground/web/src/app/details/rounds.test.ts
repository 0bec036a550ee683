import { expect, test } from "vitest";
import { orderOfRounds, sparkline } from "./rounds.ts";

const TABLE = [
  { total: "5", word: "'b'" },
  { total: "20", word: "'a'" },
  { total: "100", word: "" },
];
const text = (round: number, name: string) => TABLE[round][name as "total" | "word"];
const rounds = (search: string, column = -1, down = false) =>
  orderOfRounds(3, ["total", "word"], text, { column, down }, search);

test.each([
  ["", [0, 1, 2]],
  ["total > 10", [1, 2]],
  ["total<=5", [0]],
  ["total == 20", [1]],
  ["word != 'a'", [0, 2]],
  ["'B'", [0]],
  ["0", [1, 2]],
])("%j finds rounds", (search, found) => {
  expect(rounds(search)).toEqual(found);
});

test("numbers are sorted as numbers", () => {
  expect(rounds("", 0)).toEqual([0, 1, 2]);
  expect(rounds("", 0, true)).toEqual([2, 1, 0]);
  expect(rounds("", 1)).toEqual([2, 1, 0]);
});

test("only numbers that change have a curve", () => {
  expect(sparkline(3, (round) => String(round))).toBe("M0.0 13.0L30.0 7.0L60.0 1.0");
  expect(sparkline(3, () => "1")).toBeNull();
  expect(sparkline(3, () => "'a'")).toBeNull();
});
