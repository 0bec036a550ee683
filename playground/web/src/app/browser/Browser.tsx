/** A browser for the app that the program has set up: what is asked for, and what the app answered. */
import "../../styles/browser.css";
import { useEffect, useState } from "preact/hooks";
import type { AppAnswer } from "../../runtime/messages.ts";
import { busy } from "../../session/run-program.ts";
import { formatBytes } from "../../text.ts";
import { splits } from "../../ui/splits.tsx";
import { answer, FORM, get, goBack, refusal, visit, visited } from "./navigation.ts";
import { Page } from "./Page.tsx";

/** Of the height of the window. */
const MIN_SHARE = 0.55;
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

export function Browser() {
  const [method, setMethod] = useState("GET");
  const [path, setPath] = useState(answer.value?.path ?? "/");
  const [body, setBody] = useState("");
  const shown = answer.value;
  useEffect(roomForBrowser, []);
  useEffect(() => {
    if (answer.peek() === null) void visit(get("/"));
  }, []);
  useEffect(() => {
    if (shown) setPath(shown.path);
  }, [shown]);
  const send = (event: Event) => {
    event.preventDefault();
    const type = /^\s*[[{]/.test(body) ? "application/json" : FORM;
    const whole = path.startsWith("/") ? path : `/${path}`;
    void visit({ method, path: whole, body: method === "GET" ? "" : body, type, form: false });
  };
  return (
    <div class="app-browser">
      <form class="app-bar" onSubmit={send}>
        <button
          type="button"
          aria-label="Back"
          title="Back"
          disabled={busy.value || visited.value.length === 0}
          onClick={goBack}
        >
          ←
        </button>
        <select aria-label="Method" value={method} onChange={(event) => setMethod(event.currentTarget.value)}>
          {METHODS.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
        <input
          aria-label="Path"
          value={path}
          spellcheck={false}
          autocapitalize="off"
          onInput={(event) => setPath(event.currentTarget.value)}
        />
        <button type="submit" disabled={busy.value}>
          Send
        </button>
      </form>
      {method !== "GET" && (
        <textarea
          class="app-body"
          aria-label="Body"
          placeholder='title=Buy+a+lamp, or {"title": "Buy a lamp"}'
          rows={2}
          value={body}
          spellcheck={false}
          onInput={(event) => setBody(event.currentTarget.value)}
        />
      )}
      {refusal.value && (
        <p class="app-refusal" role="alert">
          {refusal.value}
        </p>
      )}
      {shown && <Answer answer={shown} />}
    </div>
  );
}

/** A page needs more height than what a program prints: it is given back with the output. */
function roomForBrowser(): (() => void) | undefined {
  const before = splits.peek();
  if (before.output >= MIN_SHARE) return;
  const given = { ...before, output: MIN_SHARE };
  splits.value = given;
  return () => {
    if (splits.peek() === given) splits.value = before;
  };
}

function Answer({ answer }: { answer: AppAnswer }) {
  const { status, reason, type, size, headers, body, path } = answer;
  const failed = status >= 400 || status === 0;
  return (
    <>
      <details class="app-status">
        <summary>
          <b class={failed ? "bad" : undefined}>{status > 0 ? `${status} ${reason}` : "No answer"}</b>{" "}
          {answer.method} {path} · {type || "no type"} · {formatBytes(size)}
        </summary>
        <dl>
          {headers.map(([name, value], i) => (
            <div key={i}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
      {status > 0 && <Content type={type} body={body} />}
      {body.length > 0 && size > 1_000_000 && (
        <p class="app-refusal">Only the first 1 MB of this answer is shown.</p>
      )}
    </>
  );
}

function Content({ type, body }: Pick<AppAnswer, "type" | "body">) {
  if (type === "text/html") return <Page html={body} />;
  if (type.startsWith("image/"))
    return body ? (
      <img class="app-picture" src={`data:${type};base64,${body}`} alt="What the app answered" />
    ) : (
      <p class="app-refusal">This picture has more than 1 MB and is not shown.</p>
    );
  if (body === "")
    return (
      <p class="app-refusal">
        {type ? `Nothing of this answer (${type}) can be shown.` : "The answer is empty."}
      </p>
    );
  return <pre class="app-text">{type.endsWith("json") ? indented(body) : body}</pre>;
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
