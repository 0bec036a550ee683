/**
 * An answer in HTML, as it would look. The frame runs no scripts, sends no forms and fetches nothing; the page itself
 * watches what is pressed in it, which it can because it is the one that runs scripts.
 */
import { useEffect, useMemo, useRef } from "preact/hooks";
import { follow } from "./navigation.ts";
import { MARK, safePage, type Target } from "./safe-page.ts";

const PLAIN =
  "html { background: #fff; color: #000; color-scheme: light; } body { overflow-wrap: anywhere; }";

export function Page({ html }: { html: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const page = useMemo(() => safePage(html), [html]);
  useEffect(() => {
    const element = frame.current!;
    const loaded = () => {
      const inner = element.contentDocument;
      if (!inner) return;
      adopt(inner, [PLAIN, ...page.styles]);
      listen(inner, page.targets);
    };
    element.addEventListener("load", loaded);
    element.srcdoc = page.html;
    return () => element.removeEventListener("load", loaded);
  }, [page]);
  return <iframe ref={frame} class="app-page" title="The app's page" sandbox="allow-same-origin" />;
}

function adopt(inner: Document, texts: readonly string[]): void {
  const { CSSStyleSheet: Sheet } = inner.defaultView as unknown as { CSSStyleSheet: typeof CSSStyleSheet };
  inner.adoptedStyleSheets = texts.map((text) => {
    const sheet = new Sheet();
    sheet.replaceSync(text);
    return sheet;
  });
}

function listen(inner: Document, targets: readonly Target[]): void {
  const targetOf = (element: Element | null) => targets[Number(element?.getAttribute(MARK) ?? -1)] ?? null;
  const send = (form: HTMLFormElement, button: HTMLElement | null) => {
    if (!form.noValidate && !form.reportValidity()) return;
    const own = targetOf(form);
    const other = targetOf(button);
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form, button))
      fields.append(name, typeof value === "string" ? value : value.name);
    follow(other?.address ?? own?.address ?? null, other?.method ?? own?.method ?? null, fields);
  };
  inner.addEventListener("click", (event) => {
    const pressed = (event.target as Element).closest("a, area, button, input");
    if (pressed?.matches("a, area")) {
      const target = targetOf(pressed);
      if (!target) return;
      event.preventDefault();
      follow(target.address, null, null);
    } else if (pressed?.matches("button:not([type=button], [type=reset]), [type=submit], [type=image]")) {
      event.preventDefault();
      const { form } = pressed as HTMLButtonElement;
      if (form) send(form, pressed as HTMLElement);
    }
  });
  inner.addEventListener("keydown", (event) => {
    const field = event.target as HTMLInputElement;
    if (
      event.key !== "Enter" ||
      event.isComposing ||
      !field.form ||
      !field.matches("input:not([type=submit], [type=button], [type=reset], [type=image])")
    )
      return;
    event.preventDefault();
    const button = field.form.querySelector<HTMLElement>(
      "button:not([type=button], [type=reset]), [type=submit]",
    );
    send(field.form, button);
  });
}
