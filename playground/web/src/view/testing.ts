/** A renderer that writes down what it is given, for tests: one line per mark, rounded. */
import { type DrawList, type Kind, STRIDE } from "./drawlist.ts";
import type { Renderer } from "./renderer.ts";

export class RecordingRenderer implements Renderer {
  lines: string[] = [];

  draw(list: DrawList): void {
    this.lines = [];
    for (const layer of list.layers) {
      for (const { kind, color, values, strings } of layer.batches) {
        const stride = STRIDE[kind];
        for (let i = 0; i < values.length; i += stride) {
          const numbers = values.slice(i, i + stride).map((x) => Math.round(x * 10) / 10);
          const words = kind === "text" ? ` "${strings[values[i + 4]]}"` : "";
          this.lines.push(
            `${kind} ${color} ${numbers.slice(0, kind === "text" ? 4 : stride).join(" ")}${words}`,
          );
        }
      }
    }
  }

  of(kind: Kind): string[] {
    return this.lines.filter((line) => line.startsWith(`${kind} `));
  }
}
