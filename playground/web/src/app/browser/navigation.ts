/** Requests of the browser in the page, one leading to the next: what redirects say is followed, as browsers do. */
import { effect, signal } from "@preact/signals";
import type { AppAnswer, AppRequest } from "../../runtime/messages.ts";
import { appAnswers, askApp } from "../../session/run-program.ts";
import { pathWithin } from "./safe-page.ts";

export const FORM = "application/x-www-form-urlencoded";
const MAX_REDIRECTS = 10;

/** What the app answered last; null: it was asked for nothing yet. */
export const answer = signal<AppAnswer | null>(null);
/** One sentence on what could not be done; "": nothing. */
export const refusal = signal("");
/** The pages before this one, by their paths. */
export const visited = signal<readonly string[]>([]);

// Another run has another app, or none.
effect(() => {
  if (appAnswers.value) return;
  answer.value = null;
  visited.value = [];
  refusal.value = "";
});

export const get = (path: string): AppRequest => ({ method: "GET", path, body: "", type: FORM, form: false });

/** Asks the app, and follows its redirects. `back`: the person goes back, so that the page is not one more. */
export async function visit(request: AppRequest, back = false): Promise<void> {
  refusal.value = "";
  const before = answer.peek();
  let next = request;
  for (let redirects = 0; ; redirects++) {
    const answered = await askApp(next);
    if (answered === null) return;
    answer.value = answered;
    const follow = redirectOf(answered, next);
    if (follow === null) break;
    if (typeof follow === "string") {
      refusal.value = follow;
      break;
    }
    if (redirects === MAX_REDIRECTS) {
      refusal.value = `The app sent the browser on ${MAX_REDIRECTS} times: stopped here.`;
      break;
    }
    next = follow;
  }
  if (!back && before?.method === "GET" && before.status > 0)
    visited.value = [...visited.peek(), before.path];
}

export function goBack(): void {
  const path = visited.peek().at(-1);
  if (path === undefined) return;
  visited.value = visited.peek().slice(0, -1);
  void visit(get(path), true);
}

/** The request that a redirect asks for; a sentence where it leads out of the app; null: it is none. */
export function redirectOf(
  { status, headers, path }: AppAnswer,
  asked: AppRequest,
): AppRequest | string | null {
  if (![301, 302, 303, 307, 308].includes(status)) return null;
  const location = headers.find(([name]) => name.toLowerCase() === "location")?.[1];
  if (location === undefined) return null;
  const target = pathWithin(location, path);
  if (target === null) return outside(location);
  return status > 303 ? { ...asked, path: target } : get(target);
}

/** Follows a link, or sends a form, of the page that is shown. */
export function follow(address: string | null, method: string | null, fields: URLSearchParams | null): void {
  const here = answer.peek()?.path ?? "/";
  const path = pathWithin(address ?? here, here);
  if (path === null) {
    refusal.value = outside(address ?? "");
    return;
  }
  if (fields === null) void visit(get(path));
  else if (method?.toLowerCase() === "post")
    void visit({ method: "POST", path, body: fields.toString(), type: FORM, form: true });
  else void visit(get(`${path.split("?")[0]}?${fields}`));
}

const outside = (address: string) =>
  `“${address.slice(0, 120)}” leads out of the app, and this browser asks nobody else.`;
