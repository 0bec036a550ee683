import { describe, expect, test } from "vitest";
import { MAX_BURST, MAX_IMAGE, MAX_PIECE } from "./limits.ts";
import { Outbox } from "./outbox.ts";

type Sent = { type: string; message?: string; output?: { text: string; image?: string }[] };

function outbox(): { outbox: Outbox; sent: Sent[] } {
  const sent: Sent[] = [];
  return { outbox: new Outbox((message) => sent.push(message as Sent)), sent };
}

const piece = { stream: "stdout", call: 0, at_us: 1 };

describe("a message that a program posts itself", () => {
  test("is sent unchanged", () => {
    const { outbox: box, sent } = outbox();
    box.postFromProgram({ type: "notice", run: 1, message: "hello" });
    box.postFromProgram("text");
    expect(sent).toEqual([{ type: "notice", run: 1, message: "hello" }, "text"]);
  });

  test("is replaced by one sentence if it is too large, and nothing is sent after that", () => {
    const { outbox: box, sent } = outbox();
    box.postFromProgram({ type: "failed", message: "y".repeat(30_000_000) });
    box.postFromProgram("more");
    expect(sent).toHaveLength(1);
    expect(sent[0]!.type).toBe("failed");
    expect(sent[0]!.message).toMatch(/^The program was stopped because .* too long\.$/);
  });

  test("ends the sending when it is one too many in a short time", () => {
    const { outbox: box, sent } = outbox();
    for (let n = 0; n < 2 * MAX_BURST; n++) box.postFromProgram("x");
    expect(sent.length).toBeLessThanOrEqual(MAX_BURST + 200);
    expect(sent.at(-1)!.type).toBe("failed");
  });

  test("is sent as it was when it was measured", () => {
    const { outbox: box, sent } = outbox();
    let reads = 0;
    const message = {
      get message() {
        return reads++ === 0 ? "short" : "long".repeat(10_000_000);
      },
    };
    box.postFromProgram(message);
    expect(sent).toEqual([{ message: "short" }]);
  });

  test("is not sent if it has no shape of ours, and throws if it cannot be cloned", () => {
    const { outbox: box, sent } = outbox();
    box.postFromProgram(new Map([[1, 2]]));
    expect(sent).toEqual([]);
    expect(() => box.postFromProgram(() => {})).toThrow("could not be cloned");
  });
});

describe("output", () => {
  test("is divided into messages of the size that the page accepts, and nothing of it is lost", () => {
    const { outbox: box, sent } = outbox();
    const long = Array.from({ length: 250_000 }, (_, n) => String.fromCharCode(97 + (n % 26))).join("");
    const pieces = [
      ...Array.from({ length: 2_500 }, (_, n) => ({ ...piece, text: `${n}\n` })),
      { ...piece, text: long },
    ];
    box.postOutput(1, JSON.stringify(pieces));
    const texts = sent.flatMap(({ output }) => output!.map(({ text }) => text));
    expect(texts.join("")).toBe(pieces.map(({ text }) => text).join(""));
    for (const { output } of sent) {
      expect(output!.length).toBeLessThanOrEqual(1000);
      expect(output!.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(MAX_PIECE);
    }
  });

  test("keeps empty pieces and images; of an image that is too large only the text is kept", () => {
    const { outbox: box, sent } = outbox();
    const pieces = [
      { ...piece, text: "" },
      { ...piece, text: "small", image: "iVBORw0KGgo" },
      { ...piece, text: "large", image: "x".repeat(MAX_IMAGE + 1) },
    ];
    box.postOutput(1, JSON.stringify(pieces));
    expect(sent.flatMap(({ output }) => output)).toEqual([
      pieces[0],
      pieces[1],
      { ...piece, text: "large (too large to be shown)\n" },
    ]);
  });
});
