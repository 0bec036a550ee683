/**
 * The messages exchanged with the embedding page: its requests, our answers, and a message at the end of every run.
 */
import { effect } from "@preact/signals";
import { busy, runProgram, status, stopProgram } from "../session/run-program.ts";
import { openProgram } from "../session/session.ts";
import { recordedTrace } from "../state/view-state.ts";
import { writeTraceFile } from "../trace/write-file.ts";
import { type EmbedAnswer, type EmbedRequest, readRequest } from "./messages.ts";

/** The user has clicked or pressed a key in this frame. */
let userHasInteracted = false;

/** Accepts messages of the embedding page if it has this origin, and of no other. */
export function listenToEmbedder(origin: string): void {
  const embedder = window.parent;
  if (embedder === window) return;
  const post = (answer: EmbedAnswer) => embedder.postMessage({ playground: 1, ...answer }, origin);
  for (const type of ["click", "keydown"] as const) {
    addEventListener(
      type,
      ({ isTrusted }) => {
        userHasInteracted ||= isTrusted;
      },
      true,
    );
  }
  addEventListener("message", (event) => {
    if (event.source !== embedder || event.origin !== origin) return;
    const request = readRequest(event.data);
    if (request === null) return;
    if (typeof request === "string") {
      post({ type: "refused", id: idOf(event.data), reason: request });
      return;
    }
    post(answer(request));
  });
  let wasBusy = false;
  effect(() => {
    const isBusy = busy.value;
    if (wasBusy && !isBusy) {
      const trace = recordedTrace.peek();
      const { text, remarks } = status.peek();
      post({
        type: "ended",
        calls: trace?.length ?? 0,
        outcome: trace?.recording.outcome ?? "stopped",
        status: text + remarks,
      });
    }
    wasBusy = isBusy;
  });
  post({ type: "ready" });
}

function answer(request: EmbedRequest): EmbedAnswer {
  const { id } = request;
  switch (request.type) {
    case "set-code":
      openProgram(request.code, request.files ?? {});
      return { type: "done", id };
    case "run":
      // No page may run a program in somebody's browser before that person has pressed something here.
      if (!userHasInteracted) return { type: "needs-click", id };
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

function idOf(data: unknown): EmbedRequest["id"] {
  const { id } = data as { id?: unknown };
  return typeof id === "string" || typeof id === "number" ? id : undefined;
}
