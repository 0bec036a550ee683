/**
 * The bar at the top of the page: the choice of the program and of library code, and what can be done with the run.
 */
import { signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { expectFile } from "../open/reader.ts";
import {
  currentDocument,
  exampleDocument,
  findExample,
  isKeptEdited,
  isUntouched,
  ownDocument,
  programTitle,
  titleAs,
} from "../program/documents.ts";
import { liveOn, setLive } from "../session/live-state.ts";
import { chooseExample, chooseOwnProgram, openTrace } from "../session/session.ts";
import site from "../site.ts";
import { OPENED_FORMATS } from "../trace/formats/opened.ts";
import { GalleryIcon, LogoIcon, OpenIcon } from "../ui/icons.tsx";
import { ExportMenu } from "./ExportMenu.tsx";
import { shortcutsOpen } from "./keys.ts";
import { Libraries } from "./Libraries.tsx";
import { More } from "./More.tsx";
import { RunButton } from "./RunButton.tsx";
import { ShareButton } from "./ShareButton.tsx";

export const galleryOpen = signal(false);

export function Header() {
  return (
    <header class="bar">
      <h1 class="brand">
        <LogoIcon />
        <span>playground</span>
      </h1>
      <ExampleChoice />
      <button
        type="button"
        class="button icon-only"
        aria-label="Gallery of examples"
        title="Gallery of examples"
        aria-haspopup="dialog"
        onClick={() => {
          galleryOpen.value = true;
        }}
      >
        <GalleryIcon />
      </button>
      <More>
        <Libraries />
        <span class="bar-space" />
        <ShareButton />
        <OpenButton />
        <ExportMenu />
        <button
          type="button"
          class="button icon-only"
          aria-label="How to read this"
          title="How to read this, and the keys (?)"
          aria-haspopup="dialog"
          aria-keyshortcuts="?"
          onClick={() => {
            shortcutsOpen.value = true;
          }}
        >
          <span aria-hidden="true">?</span>
          <span class="only-in-panel">How to read this</span>
        </button>
        <button
          type="button"
          class="switch"
          role="switch"
          aria-checked={liveOn.value}
          title="Run again while you type, once you have pressed Run"
          onClick={() => setLive(!liveOn.value)}
        >
          <span class="switch-track" aria-hidden="true" />
          <span class="switch-label">Live</span>
        </button>
      </More>
      <RunButton title="Run the program (Ctrl+Enter or ⌘+Enter)" />
    </header>
  );
}

function ExampleChoice() {
  const { id } = currentDocument.value;
  const title = programTitle.value;
  const own = ownDocument();
  const isExampleEdited = currentDocument.value.example !== null && !isUntouched.value;
  const cameFromElsewhere = id === "link" || id === "file";
  return (
    <select
      class="example"
      aria-label="Example"
      value={isExampleEdited ? `edited:${id}` : id}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        const [, edited, name] = /^(edited:)?example:(.*)$/.exec(chosen) ?? [];
        const example = findExample(name ?? null);
        if (example) chooseExample(example, edited !== undefined);
        else if (chosen === own.id) chooseOwnProgram();
      }}
    >
      {cameFromElsewhere && <option value={id}>{title}</option>}
      {site.examples.map((example) => {
        const document = exampleDocument(example);
        return [
          isKeptEdited(document) && (
            <option key={`${example.name}, edited`} value={`edited:${document.id}`}>
              {titleAs(document, false)}
            </option>
          ),
          <option key={example.name} value={document.id}>
            {example.title}
          </option>,
        ];
      })}
      <option value={own.id}>{own.title}</option>
    </select>
  );
}

function OpenButton() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="button"
        aria-label="Open trace"
        title={`Open a saved run: a trace file of this page, or of ${OPENED_FORMATS.join(", ")}. You can also drop it anywhere`}
        onClick={() => {
          expectFile();
          input.current?.click();
        }}
      >
        <OpenIcon />
        <span class="label">Open trace</span>
      </button>
      <input
        ref={input}
        type="file"
        hidden
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file) void openTrace(file);
        }}
      />
    </>
  );
}
