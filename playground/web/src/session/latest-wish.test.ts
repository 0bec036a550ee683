import { expect, test } from "vitest";
import { LatestWish } from "./latest-wish.ts";

test("of two wishes the later one stands, whichever is ready first", () => {
  const wishes = new LatestWish();
  const [slow, quick] = [wishes.begin(), wishes.begin()];
  expect([quick.fulfil(), slow.fulfil()]).toEqual([true, false]);
  expect([quick.stands(), slow.stands()]).toEqual([true, false]);

  const [first, second] = [wishes.begin(), wishes.begin()];
  expect([first.fulfil(), second.fulfil()]).toEqual([true, true]);
  expect([first.stands(), second.stands()]).toEqual([false, true]);
});

test("a wish that comes to nothing leaves the one before it standing", () => {
  const wishes = new LatestWish();
  const example = wishes.begin();
  example.fulfil();
  wishes.begin();
  expect(example.stands()).toBe(true);
  expect(example.fulfil()).toBe(true);
});
