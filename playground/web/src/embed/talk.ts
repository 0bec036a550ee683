/** The conversation with the embedding page: requests in, answers and the end of every run out. */
import { effect } from "@preact/signals";
import { busy, runProgram, status, stopProgram } from "../session/run-program.ts";
import { openProgram } from "../session/session.ts";
import { recordedTrace } from "../state/view-state.ts";
import { writeTraceFile } from "../trace/file.ts";
import { type EmbedAnswer, type Request, readRequest } from "./messages.ts";

/** The reader has pressed something in this frame. */
let pressed = false;

/** Hears the page of this origin, and nobody else. */
export function talkTo(origin: string): void {
  const page = window.parent;
  if (page === window) return;
  const say = (answer: EmbedAnswer) => page.postMessage({ playground: 1, ...answer }, origin);
  for (const kind of ["click", "keydown"] as const) {
    addEventListener(
      kind,
      ({ isTrusted }) => {
        pressed ||= isTrusted;
      },
      true,
    );
  }
  addEventListener("message", (event) => {
    if (event.source !== page || event.origin !== origin) return;
    const request = readRequest(event.data);
    if (request === null) return;
    if (typeof request === "string") {
      say({ type: "refused", id: idOf(event.data), reason: request });
      return;
    }
    say(answer(request));
  });
  let ran = false;
  effect(() => {
    const now = busy.value;
    if (ran && !now) {
      const trace = recordedTrace.peek();
      const { text, remarks } = status.peek();
      say({
        type: "ended",
        calls: trace?.length ?? 0,
        outcome: trace?.recording.outcome ?? "stopped",
        status: text + remarks,
      });
    }
    ran = now;
  });
  say({ type: "ready" });
}

function answer(request: Request): EmbedAnswer {
  const { id } = request;
  switch (request.type) {
    case "set-code":
      openProgram(request.code, request.files ?? {});
      return { type: "done", id };
    case "run":
      // No page runs a program in somebody's browser before that person has pressed something here.
      if (!pressed) return { type: "needs-click", id };
      void runProgram();
      return { type: "done", id };
    case "stop":
      stopProgram();
      return { type: "done", id };
    case "get-trace": {
      const trace = recordedTrace.peek();
      return { type: "trace", id, trace: trace && writeTraceFile(trace) };
    }
  }
}

function idOf(data: unknown): Request["id"] {
  const { id } = data as { id?: unknown };
  return typeof id === "string" || typeof id === "number" ? id : undefined;
}
