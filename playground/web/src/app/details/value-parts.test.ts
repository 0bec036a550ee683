import { expect, test } from "vitest";
import { tableCaption, valueParts } from "./value-parts.ts";

test("a list opens into numbered parts, a set into parts without numbers, a dict into its entries", () => {
  expect(valueParts({ type: "list", text: "[1, 2]", items: [7, 8] })).toEqual([
    { label: "0", value: 7, place: "[0]" },
    { label: "1", value: 8, place: "[1]" },
  ]);
  expect(valueParts({ type: "frozenset", text: "…", items: [7] })).toEqual([
    { label: "", value: 7, place: "[0]" },
  ]);
  expect(valueParts({ type: "dict", text: "…", entries: [[1, 2]] })).toEqual([
    { label: 1, value: 2, place: null },
  ]);
  expect(valueParts({ type: "Mole", text: "…", fields: { row: 3 } })).toEqual([
    { label: "row", value: 3, place: ".row" },
  ]);
  expect(valueParts({ type: "KeyError", text: "…", fields: { "[0]": 3, code: 4 } })).toEqual([
    { label: "0", value: 3, place: "[0]" },
    { label: "code", value: 4, place: ".code" },
  ]);
  expect(valueParts({ type: "int", text: "5" })).toEqual([]);
});

const table = {
  columns: ["a", "b", "c"],
  dtypes: [],
  index: [],
  rows: [
    [1, 2, 3],
    [4, 5, 6],
  ],
  shape: [2, 3],
};

test("the caption of a table gives its shape, and what is left out", () => {
  expect(tableCaption(table)).toBe("2 rows × 3 columns");
  expect(tableCaption({ ...table, shape: [1000, 3] })).toBe("1,000 × 3, first 2 of 1,000 rows");
  expect(tableCaption({ ...table, shape: [2, 40] })).toBe("2 × 40, first 3 of 40 columns");
  expect(tableCaption({ ...table, columns: [], rows: [[1]], shape: [1] })).toBe("1 value");
  expect(tableCaption({ ...table, columns: [], shape: [2, 3, 4] })).toBe("2 × 3 × 4");
});
