import { expect, test } from "vitest";
import { RowList } from "./row-list.ts";

const listOf = (ids: readonly number[]): RowList => {
  const list = new RowList();
  for (const id of ids) list.push(id);
  return list;
};
/** Negative numbers are events and folds; here each comes before a call. */
const key = (id: number): number => (id >= 0 ? id : -id - 0.5);

test("a list gives back the rows that were put in, and their positions", () => {
  const ids = [0, 1, 2, -5, 5, 9, 13, 17, -18, 18, -19, 20, 40, 41, 42, 7000];
  const list = listOf(ids);
  expect([...list]).toEqual(ids);
  expect(ids.map((_, i) => list.at(i))).toEqual(ids);
  expect(ids.map((id) => list.indexOf(id, key))).toEqual([...ids.keys()]);
});

test("a row that is not in the list has no position", () => {
  const list = listOf([0, 4, 8, 12, -20, 21]);
  for (const id of [1, 6, 13, 20, 22, -4, -22]) expect(list.indexOf(id, key)).toBe(-1);
  expect(list.at(6)).toBeUndefined();
  expect(list.at(-1)).toBeUndefined();
});

test("rows that share a key are told apart", () => {
  const list = listOf([3, -1, -2, -3, 9]);
  const same = (id: number): number => (id < 0 ? 5 : id);
  expect([-1, -2, -3, -4].map((id) => list.indexOf(id, same))).toEqual([1, 2, 3, -1]);
});

test("a quarter of a million rows in equal steps take three numbers", () => {
  const list = listOf(Array.from({ length: 250_000 }, (_, i) => 1 + 4 * i));
  expect(list.length).toBe(250_000);
  expect(JSON.stringify(list).length).toBeLessThan(100);
  expect(list.indexOf(1 + 4 * 123_456, key)).toBe(123_456);
});
