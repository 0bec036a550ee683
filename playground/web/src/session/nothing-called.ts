/**
 * What to tell somebody whose program ran but called nothing of its own, so that the picture would be one grey dot: what
 * did not happen, why, and the line that would make it happen. Pure functions of the trace and of the program's text.
 */
import {
  type Definition,
  type Mention,
  type Parameter,
  type ProgramText,
  readProgramText,
} from "../source/definitions.ts";
import { shorten } from "../text.ts";
import type { Trace } from "../trace/trace.ts";
import { calledNothing } from "./sentences.ts";

export interface Advice {
  title: string;
  text: string;
  /** Lines that the page can add to the program; "": what is missing cannot be guessed. */
  add: string;
}

const FIRST_PROGRAM = `def hello(name):
    print("Hello", name)

hello("Ada")
`;
/** How many names a sentence lists. */
const MAX_NAMES = 3;

/** null: something is to be seen, or the run ended in a way that says more. */
export function adviceFor(trace: Trace): Advice | null {
  if (!calledNothing(trace)) return null;
  const program = readProgramText(trace.program.source);
  return (
    ofNothing(program, trace.program.source) ??
    ofForgottenParentheses(program) ??
    ofClosedGuard(program) ??
    ofDefinitions([...program.definitions, ...importedDefinitions(program, trace)], program) ??
    ofLibraries(program, trace) ??
    ofLoops(program) ??
    ofNoFunctions(program)
  );
}

function ofNothing({ empty }: ProgramText, source: string): Advice | null {
  if (!empty) return null;
  return {
    title: source.trim() === "" ? "This program is empty" : "There is nothing to run yet",
    text: `${source.trim() === "" ? "Write Python" : "The program has only comments or texts. Write Python below them"}, or choose an example, then press Run. A function and a call of it is enough:`,
    add: FIRST_PROGRAM,
  };
}

function ofForgottenParentheses({ definitions, mentions }: ProgramText): Advice | null {
  const known = new Map(definitions.map((definition) => [definition.name, definition]));
  const alone = mentions.find(({ name, use }) => use === "alone" && known.has(name));
  if (!alone) return null;
  const call = callOf(known.get(alone.name)!);
  return {
    title: `${alone.name} was named but not called`,
    text: `Line ${alone.line} says ${alone.name} without parentheses, which only names it. Write ${call} there.`,
    add: "",
  };
}

function ofClosedGuard({ guards, definitions }: ProgramText): Advice | null {
  const guard = guards.find(({ names }) => definitions.some(({ name }) => names.has(name)));
  if (
    !guard ||
    /^__name__\s*==\s*(?:"__main__"|'__main__')$|^(?:"__main__"|'__main__')\s*==\s*__name__$/.test(guard.text)
  )
    return null;
  return {
    title: `The lines behind “if ${shorten(guard.text, 40)}:” did not run`,
    text: `In the program that is run, __name__ is "__main__". Write in line ${guard.line}: if __name__ == "__main__":`,
    add: "",
  };
}

function ofDefinitions(definitions: readonly Definition[], program: ProgramText): Advice | null {
  if (definitions.length === 0) return null;
  const functions = definitions.filter(({ kind }) => kind !== "class");
  const classes = definitions.filter(({ kind, methods }) => kind === "class" && methods.length > 0);
  const mentioned = functions.filter(({ name }) => program.mentions.some((mention) => mention.name === name));
  if (mentioned.length > 0) return ofMention(mentioned.at(-1)!, program.mentions);
  if (functions.length > 0) {
    const best = bestToCall(functions);
    const call = statementFor(best);
    return {
      title: `${listOf(functions.map(({ name }) => name))} ${functions.length === 1 ? "was" : "were"} defined but never called`,
      text: `Python only keeps a function until it is called: add ${call} as the last line, without indentation.`,
      add: call.includes("…") ? "" : call,
    };
  }
  if (classes.length > 0) return ofClass(classes.at(-1)!, program);
  return null;
}

/** For a function that stands outside of functions, though no call of it was recorded. */
function ofMention(definition: Definition, mentions: readonly Mention[]): Advice {
  const { name, kind } = definition;
  const own = mentions.filter((mention) => mention.name === name);
  const mention = own.find(({ use }) => use === "called") ?? own[0];
  if (mention.use !== "called") {
    const isLazy = mention.to === "map" || mention.to === "filter";
    return {
      title: `${name} was handed on but never called`,
      text: isLazy
        ? `${mention.to} in line ${mention.line} calls ${name} only when somebody wants its values: write list(${mention.to}(${name}, …)).`
        : `Line ${mention.line} hands ${name} on, and nothing called it from there. To call it yourself, add ${callOf(definition)}.`,
      add: "",
    };
  }
  if (kind === "async" && !mention.awaited && mention.to === "")
    return {
      title: `${name}() was never awaited`,
      text: `${name} is an async function: calling it only prepares it. Write await in front of it in line ${mention.line}, or asyncio.run(${callOf(definition)}).`,
      add: "",
    };
  if (kind === "generator")
    return {
      title: `Nobody asked ${name}() for a value`,
      text: `${name} yields, so it is a generator: it runs only while somebody takes its values. Loop over it: for value in ${callOf(definition)}: print(value)`,
      add: "",
    };
  return {
    title: `${name} was never called`,
    text: `A call of ${name} stands in line ${mention.line}, but none began: the program did not come to that line, or the call failed before its first line.`,
    add: "",
  };
}

function ofClass(definition: Definition, { mentions, objects }: ProgramText): Advice {
  const { name, methods, bases } = definition;
  if (/\bTestCase\b/.test(bases))
    return {
      title: `The tests of ${name} did not run`,
      text: "Tests wait for somebody who runs them. Add a line at the end: unittest.main()",
      add: "unittest.main()",
    };
  const method = methods.find(({ name }) => name === "main" || name === "run") ?? methods[0];
  const [variable] = [...objects].find(([, of]) => of === name) ?? [];
  const own = variable ?? lowerFirst(name);
  const isMade = mentions.some((mention) => mention.name === name && mention.use === "called");
  const call = `${own}.${callOf(method)}`;
  const add = isMade && variable ? call : `${own} = ${callOf(definition)}\n${call}`;
  return {
    title: isMade ? `No method of ${name} was called` : `${name} was defined but never used`,
    text: isMade
      ? `The program makes a ${name} and asks nothing of it. Call one of its methods:`
      : `A class is a plan: nothing of it runs until somebody makes a ${name} and calls a method. Add at the end:`,
    add,
  };
}

function ofLibraries({ imports, mentions }: ProgramText, { recording, functions }: Trace): Advice | null {
  const own = new Set(functions.map(({ file }) => moduleName(file)));
  const libraries = new Set([...imports.values()].map((name) => name.split(".")[0]));
  for (const name of own) libraries.delete(name);
  if (libraries.size === 0) return null;
  const named = listOf([...libraries]);
  const called = mentions.some(({ name, use }) => use === "called" && imports.has(name.split(".")[0]));
  if (!called && mentions.every(({ use }) => use !== "called"))
    return {
      title: "This program only imports",
      text: `It calls nothing of ${named}. Call something of it, or write a function of your own and call it.`,
      add: "",
    };
  if (!called) return null;
  const { libraries: all, packages, standard_library: standard } = recording.include;
  return {
    title: "This program calls only library code",
    text:
      all || standard || packages.length > 0
        ? `What it called of ${named} is left out by Libraries, or written in C, of which no calls are recorded.`
        : `Turn on Include library code to see the calls inside ${named}; what is written in C is never drawn. Or put lines of your own into a function, and call it.`,
    add: "",
  };
}

function ofLoops({ loop }: ProgramText): Advice | null {
  if (loop === 0) return null;
  return {
    title: "Loops are not calls",
    text: `The picture shows calls of functions, and this program has no function of its own: the loop in line ${loop} ran inside main.py. Put what it does into a function (def step(i): …) and call that in the loop: each round becomes a call.`,
    add: "",
  };
}

function ofNoFunctions({ mentions }: ProgramText): Advice {
  const builtins = [...new Set(mentions.flatMap(({ name, use }) => (use === "called" ? [name] : [])))];
  const plain = builtins.filter((name) => !name.includes("."));
  return {
    title: "This program has no function of its own",
    text: `The picture shows calls of functions that are written in Python${plain.length > 0 ? `; ${listOf(plain)} ${plain.length === 1 ? "is" : "are"} built into it` : ""}. Put some lines into a function (def hello(name): …), and call it: hello("Ada").`,
    add: "",
  };
}

/** What the program's other modules define, by the names that it has in the main file. */
function importedDefinitions({ imports }: ProgramText, { functions, sources, program }: Trace): Definition[] {
  const modules = functions.filter(({ kind, file }) => kind === "module" && file !== program.filename);
  return modules.flatMap(({ file }) => {
    const module = moduleName(file);
    return readProgramText(sources[file] ?? "").definitions.flatMap((definition) => {
      const local = [...imports].find(([, of]) => of === `${module}.${definition.name}`);
      if (local) return [{ ...definition, name: local[0] }];
      const whole = [...imports].find(([, of]) => of === module);
      return whole ? [{ ...definition, name: `${whole[0]}.${definition.name}` }] : [];
    });
  });
}

/** "shapes.round" of "shapes/round.py"; a package is named by its folder. */
const moduleName = (file: string) => file.replace(/(?:\/__init__)?\.py$/, "").replaceAll("/", ".");

/** The function that the others seem to be made for: "main", or the last one that no other one names. */
function bestToCall(functions: readonly Definition[]): Definition {
  const isHelper = ({ name }: Definition) =>
    functions.some((other) => other.name !== name && other.names.has(name));
  return (
    functions.find(({ name }) => name === "main") ??
    functions.findLast((one) => !isHelper(one)) ??
    functions[functions.length - 1]
  );
}

function statementFor(definition: Definition): string {
  const call = callOf(definition);
  if (definition.kind === "async") return `await ${call}`;
  return definition.kind === "generator" ? `for value in ${call}: print(value)` : call;
}

/** "hello('Ada')". An argument that cannot be guessed is "…". */
function callOf({ name, parameters }: Definition): string {
  const samples = parameters.map((parameter, i) => {
    const sample = sampleFor(parameter, i);
    return parameter.keyword ? `${parameter.name}=${sample}` : sample;
  });
  return `${name}(${samples.join(", ")})`;
}

const NUMBERS = ["5", "3", "2", "7"];
const BY_ANNOTATION: readonly (readonly [RegExp, string])[] = [
  [/^["']?str\b/, "'hello'"],
  [/^["']?float\b/, "1.5"],
  [/^["']?bool\b/, "True"],
  [/^["']?(?:list|List|Sequence|Iterable)\[str/, "['Ada', 'Grace']"],
  [/^["']?(?:list|List|Sequence|Iterable)\b/, "[3, 1, 2]"],
  [/^["']?(?:dict|Dict|Mapping)\b/, "{'Ada': 36}"],
  [/^["']?(?:tuple|Tuple)\b/, "(1, 2)"],
  [/^["']?(?:set|Set)\b/, "{1, 2}"],
];
const BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/(?:^|_)(?:name|user|person|who|author|player)$/i, "'Ada'"],
  [/(?:^|_)(?:names|users|people|players)$/i, "['Ada', 'Grace']"],
  [/(?:^|_)(?:words|lines|strings|texts)$/i, "['one', 'two']"],
  [/(?:^|_)(?:s|text|word|string|str|sentence|message|msg|line|phrase|title|greeting)\d?$/i, "'hello'"],
  [
    /(?:^|_)(?:items|numbers|nums|values|list|lst|array|arr|data|xs|seq|sequence|elements|scores|prices|l)\d?$/i,
    "[3, 1, 2]",
  ],
];
const IS_NUMBER =
  /(?:^|_)(?:[a-kmnpqtx-z]|num|number|count|size|limit|age|year|value|amount|price|total|width|height|length|radius|side|base|exponent|power|start|stop|end|step|steps|times|depth|level|index|low|high|minimum|maximum|celsius|fahrenheit|degrees|hours|minutes|seconds|kg|km|first|second)\d?$/i;

function sampleFor({ name, annotation }: Parameter, at: number): string {
  const number = NUMBERS[at % NUMBERS.length];
  const known = BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
  if (annotation !== "") {
    if (/^["']?int\b/.test(annotation)) return number;
    const byType = BY_ANNOTATION.find(([pattern]) => pattern.test(annotation))?.[1];
    // A name says more than "str" does.
    return (known && byType && known[0] === byType[0] ? known : byType) ?? "…";
  }
  return known ?? (IS_NUMBER.test(name) ? number : "…");
}

const lowerFirst = (name: string) => {
  const lower = name.replace(/^_*/, "").toLowerCase();
  return lower === name || lower === "" ? "it" : lower;
};

/** "hello", "hello and bye", "hello, bye and 3 more". */
function listOf(names: readonly string[]): string {
  const shown = names.slice(0, names.length > MAX_NAMES ? MAX_NAMES - 1 : MAX_NAMES);
  const texts = shown.map((name) => shorten(name, 40));
  if (shown.length < names.length) texts.push(`${names.length - shown.length} more`);
  const last = texts.pop()!;
  return texts.length > 0 ? `${texts.join(", ")} and ${last}` : last;
}
