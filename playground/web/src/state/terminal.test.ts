import { expect, test } from "vitest";
import { OutputBuffer } from "./output-log.ts";
import { plainText, Terminal } from "./terminal.ts";

const ESC = "\x1b";

/** What is read in the end, whether it comes at once or character by character. */
function shown(text: string): string {
  const pieces = (parts: string[]) => plainText(parts.map((part) => ({ stream: "stdout", text: part })));
  const whole = pieces([text]);
  expect(pieces(text.split(""))).toBe(whole);
  return whole;
}

test.each([
  // Lines that are written again.
  ["\r10 %\r50 %\r100 %\n", "100 %\n"],
  ["long text\rshort\nab\rcd\nx\b\by\n", "shorttext\ncd\ny\n"],
  ["bar 5\rbar 6\r", "bar 6"],
  ["windows\r\nlines\r\n", "windows\nlines\n"],
  [`working...\r${ESC}[2Kdone\n`, "done\n"],
  [`working...\r${ESC}[Kdone\n`, "done\n"],
  ["wait |\b/\b-\b\\\bok\n", "wait ok\n"],
  // Several lines that are written again, as several bars are.
  [`one: 0\ntwo: 0\n${ESC}[2Aone: 5\n${ESC}[Btwo`, "one: 5\ntwo: 0\ntwo"],
  [`a: 1\nb: 1${ESC}[A\ra: 2${ESC}[B\rb: 2\n`, "a: 2\nb: 2\n"],
  [`${ESC}[?25lx\n\x1b[1F${ESC}[0Jy\n${ESC}[?25h`, "y\n"],
  [`abcdef${ESC}[4D${ESC}[2P|${ESC}[G${ESC}[2@>${ESC}[9C!`, "> ab|f    !"],
  // What is understood of nothing else is left out.
  [`${ESC}[31mred${ESC}[0m plain ${ESC}[1;4;38;5;208mbold${ESC}[m\n`, "red plain bold\n"],
  [`${ESC}]8;;https://example.org/${ESC}\\the page${ESC}]8;;${ESC}\\ and on\n`, "the page and on\n"],
  [`${ESC}]0;title\x07text\x07${ESC}(B${ESC}=${ESC}7${ESC}[2J${ESC}[H${ESC}Pq1${ESC}\\.\n`, "text.\n"],
  ["tab\tstays, and é漢😀 too\n", "tab\tstays, and é漢😀 too\n"],
])("%j is read as %j", (text, expected) => {
  expect(shown(text)).toBe(expected);
});

test("a control function that never ends swallows no more than a few thousand characters", () => {
  const terminal = new Terminal();
  expect(terminal.write("stdout", `${ESC}]0;${"x".repeat(5_000)}`).text.length).toBeGreaterThan(4_000);
  expect(terminal.write("stdout", "next").text).toContain("next");
});

test("each stream has its own colours, and another one does not write its lines again", () => {
  const terminal = new Terminal();
  expect(terminal.write("stdout", `${ESC}[32mgreen`).spans).toEqual([
    { css: "color:var(--good)", from: 0, to: 5 },
  ]);
  expect(terminal.write("stderr", "\rplain")).toEqual({ back: 0, text: "plain", spans: [] });
  expect(terminal.write("stdout", "\rgo")).toMatchObject({
    back: 0,
    text: "go",
    spans: [{ from: 0, to: 2 }],
  });
});

test.each([
  ["31", "color:var(--danger)"],
  ["1;91", "color:var(--danger);font-weight:bold"],
  ["41;37", "color:var(--paper);background:var(--danger)"],
  ["7", "color:var(--paper);background:var(--ink)"],
  ["2;3;9", "color:var(--muted);font-style:italic;text-decoration:line-through"],
  ["38;2;255;255;0", "color:light-dark(#736500,#ffff00)"],
  ["38:2::255:0:0;4", "color:light-dark(#"],
  ["38;5;196;1", "color:light-dark(#"],
  ["48;5;226", "color:#000000;background:#ffff00"],
  ["31;39", null],
  ["1;4;22;24", null],
  ["4:0", null],
  ["38;5;999", null],
  ["31;0", null],
])("the style %s", (parameters, css) => {
  const [span] = new Terminal().write("stdout", `${ESC}[${parameters}mx`).spans;
  if (css === null) expect(span).toBeUndefined();
  else if (css.startsWith("color:light-dark")) expect(span!.css).toContain("color:light-dark(#");
  else expect(span!.css).toBe(css);
});

test("only addresses of the web are links", () => {
  const linked = (address: string) =>
    new Terminal().write("stdout", `${ESC}]8;id=1;${address}\x07x`).spans[0]?.href;
  expect(linked("https://example.org/a;b")).toBe("https://example.org/a;b");
  expect(linked("javascript:alert(1)")).toBeUndefined();
  expect(linked("file:///etc/passwd")).toBeUndefined();
});

/** All that a buffer keeps, by runs of equal style. */
function styledText({ first, last }: OutputBuffer): string[] {
  return [...first, ...last].flatMap(({ text, spans = [] }) => {
    let at = 0;
    const parts = spans.flatMap(({ from, to, css }) => {
      const before = text.slice(at, from);
      at = to;
      return [...(before ? [before] : []), `<${css}>${text.slice(from, to)}`];
    });
    return [...parts, ...(at < text.length ? [text.slice(at)] : [])];
  });
}

test("what is written again takes the place of what was, with its colours, from the line on that was open before", () => {
  const buffer = new OutputBuffer();
  buffer.add({ stream: "stdout", text: "before\nLoading" });
  buffer.useTerminal(new Terminal());
  buffer.add({ stream: "stdout", text: `\r${ESC}[2K${ESC}[32m1 of 2${ESC}[0m` });
  buffer.add({ stream: "stdout", text: `\r${ESC}[32m2 of 2${ESC}[0m\nend` });
  expect(styledText(buffer)).toEqual(["before\n", "<color:var(--good)>2 of 2", "\nend"]);
  expect(buffer.lengths).toEqual([14, 13, 17]);
});

test("a bar that is written again and again is one line, wherever what is kept is cut", () => {
  const buffer = new OutputBuffer();
  buffer.useTerminal(new Terminal());
  for (let n = 0; n < 12_000; n++) {
    buffer.add({ stream: "stdout", text: `${"x".repeat(9)}${ESC}[31m${n % 10}${ESC}[0m\n` });
    if (n % 1000 === 0) for (let i = 0; i < 100; i++) buffer.add({ stream: "stdout", text: `\rstep ${i}` });
  }
  const text = [...buffer.first, ...buffer.last].map((block) => block.text).join("");
  expect(text.length + buffer.cut).toBe(12_000 * "xxxxxxxxx0\n".length + 12 * "step 99".length);
  const red = [...buffer.first, ...buffer.last].flatMap(({ text, spans = [] }) =>
    spans.map(({ from, to }) => text.slice(from, to)),
  );
  expect(new Set(red.map((part) => /^\d$/.test(part)))).toEqual(new Set([true]));
});
