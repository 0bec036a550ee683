import { expect, test } from "vitest";
import { DisplayRequests } from "./display-requests.ts";

test("of two requests the later one is shown, whichever is ready first", () => {
  const requests = new DisplayRequests();
  const [slow, quick] = [requests.begin(), requests.begin()];
  expect([quick.commit(), slow.commit()]).toEqual([true, false]);
  expect([quick.isCurrent(), slow.isCurrent()]).toEqual([true, false]);

  const [first, second] = [requests.begin(), requests.begin()];
  expect([first.commit(), second.commit()]).toEqual([true, true]);
  expect([first.isCurrent(), second.isCurrent()]).toEqual([false, true]);
});

test("a request that is never committed leaves the one before it current", () => {
  const requests = new DisplayRequests();
  const example = requests.begin();
  example.commit();
  requests.begin();
  expect(example.isCurrent()).toBe(true);
  expect(example.commit()).toBe(true);
});
