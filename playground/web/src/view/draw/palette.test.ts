import { expect, test } from "vitest";
import { randomTrace } from "../../trace/testing.ts";
import { contrast, mix } from "./color.ts";
import { palette } from "./palette.ts";
import { DARK, LIGHT } from "./theme.ts";

test.each([
  ["light", LIGHT],
  ["dark", DARK],
])(
  "what is dimmed keeps 55 %% of its colour in the %s scheme, and text on bars all of its contrast",
  (_, theme) => {
    const colors = palette(randomTrace(500, 3, 0.5, 30), theme);
    colors.node.forEach((node, i) => {
      expect(colors.dimmed.node[i]).toBe(mix(node, theme.paper, 0.55));
      for (const { bar, ink } of [colors, colors.dimmed, colors.faint]) {
        expect(contrast(bar[i], ink[i])).toBeGreaterThanOrEqual(4.5);
      }
    });
  },
);
