/**
 * What an app answers, made safe to be shown in a frame: markup without scripts, without anything that fetches, and without
 * links of its own. Where its links and forms lead is kept apart, and the page follows them (Browser.tsx).
 *
 * This is the third lock. The frame's `sandbox` runs no scripts and sends no forms, and its policy fetches nothing,
 * whatever is in it.
 */

export interface SafePage {
  /** The whole document. */
  html: string;
  /** The texts of its style elements: the site's policy allows none, so they are adopted as constructed sheets. */
  styles: string[];
  /** Where links, forms and buttons lead, by the number in their MARK. */
  targets: Target[];
}

export interface Target {
  /** As the app wrote it, relative to its page; null: nothing is said. */
  address: string | null;
  /** Of a form or its button: "post"; null: nothing is said. */
  method: string | null;
}

export const MARK = "data-playground-target";

const POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";
/** Elements that run, fetch or contain other documents, or that change what an address means. */
const STYLE = "app-style";
const LEFT_OUT =
  "script, style, app-style, link, meta, base, iframe, frame, frameset, object, embed, applet, portal, fencedframe, template, animate, set, animateTransform, animateMotion, audio, video, source, track";
const ADDRESSES = new Set([
  "href",
  "xlink:href",
  "src",
  "srcset",
  "srcdoc",
  "action",
  "formaction",
  "target",
  "formtarget",
  "method",
  "formmethod",
  "ping",
  "background",
  "poster",
  "data",
  "cite",
  "longdesc",
  "manifest",
  "download",
  "autofocus",
  "is",
  "nonce",
  "usemap",
  "imagesrcset",
  "shadowrootmode",
  MARK,
]);
const PICTURE = /^data:image\/(png|gif|jpeg|webp|avif);base64,/i;

export function safePage(answer: string): SafePage {
  // Under this name nothing is a style sheet, of which the browser would complain while it reads the text.
  const page = new DOMParser().parseFromString(answer.replace(/<(\/?)style\b/gi, `<$1${STYLE}`), "text/html");
  const styles = [...page.querySelectorAll(STYLE)].map(({ textContent }) =>
    withoutAddresses(textContent ?? ""),
  );
  const targets: Target[] = [];
  for (const element of page.querySelectorAll(LEFT_OUT)) element.remove();
  for (const element of page.querySelectorAll("*")) {
    const target = targetOf(element);
    for (const { name, value } of [...element.attributes]) {
      const plain = name.toLowerCase();
      const kept =
        (plain === "src" && PICTURE.test(value)) || (plain.endsWith("href") && value.startsWith("#"));
      if (plain.startsWith("on") || (ADDRESSES.has(plain) && !kept)) element.removeAttribute(name);
    }
    const style = element.getAttribute("style");
    if (style?.includes("(")) element.setAttribute("style", withoutAddresses(style));
    if (!target) continue;
    element.setAttribute(MARK, String(targets.push(target) - 1));
    // It looks and is reached as a link, and leads nowhere by itself.
    if (element.matches("a, area")) element.setAttribute("href", "#");
  }
  const { head, body } = page;
  head.innerHTML = `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">`;
  return { html: `<!doctype html>\n<html>${head.outerHTML}${body.outerHTML}</html>`, styles, targets };
}

/** Styles without what they would fetch, which the policy would refuse one by one. */
function withoutAddresses(styles: string): string {
  return styles
    .replace(/@import[^;]*;?/gi, "")
    .replace(/\b(url|src|image-set)\(\s*(?!["']?data:)[^)]*\)/gi, "none");
}

function targetOf(element: Element): Target | null {
  const of = (name: string) => element.getAttribute(name);
  switch (element.localName) {
    case "a":
    case "area": {
      const address = of("href") ?? of("xlink:href");
      return address === null || address.startsWith("#") ? null : { address, method: null };
    }
    case "form":
      return { address: of("action"), method: of("method") };
    case "button":
    case "input":
      return { address: of("formaction"), method: of("formmethod") };
    default:
      return null;
  }
}

/** An address of the app's page, with its query, as seen from the page that names it; null: it leads elsewhere. */
export function pathWithin(address: string, from: string): string | null {
  const APP = "http://localhost";
  try {
    const { origin, pathname, search } = new URL(address, APP + from);
    return origin === APP ? pathname + search : null;
  } catch {
    return null;
  }
}
