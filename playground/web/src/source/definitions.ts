/**
 * What a program's text defines and does outside of its functions, without running it: for sentences about a program
 * that called nothing. What to make of it is session/nothing-called.ts's business.
 */
import { language } from "./highlight.ts";

type SyntaxNode = ReturnType<typeof language.parser.parse>["topNode"];

export interface Parameter {
  name: string;
  /** The text of its annotation; "": none. */
  annotation: string;
  /** Whether it can only be given by its name. */
  keyword: boolean;
}

export interface Definition {
  name: string;
  kind: "function" | "async" | "generator" | "class";
  /** 1-based. */
  line: number;
  /** The parameters that a call must give; of a class those of its `__init__`. */
  parameters: Parameter[];
  /** The functions (variables) that its body names. */
  names: ReadonlySet<string>;
  /** Of a class: its methods that one may call, and the text of its bases. */
  methods: Definition[];
  bases: string;
}

/** Something that stands outside of all functions and classes. */
export interface Mention {
  /** "hello", "dog.bark". */
  name: string;
  line: number;
  /** How it is used: called, a statement of nothing but the name, or handed on (to "map", or to ""). */
  use: "called" | "alone" | "handed on";
  to: string;
  /** Whether the call stands behind `await`, or is handed on to another call, a loop or a variable. */
  awaited: boolean;
  used: boolean;
}

export interface ProgramText {
  /** Whether anything but comments, texts and `pass` stands in it. */
  empty: boolean;
  definitions: Definition[];
  mentions: Mention[];
  /** The line of the first loop outside of functions; 0: there is none. */
  loop: number;
  /** What the program imports, by the name that it has here: "sqrt" is "math.sqrt". */
  imports: ReadonlyMap<string, string>;
  /** The variables that hold an object of a class: "dog" is a "Dog". */
  objects: ReadonlyMap<string, string>;
  /** The conditions on `__name__`. */
  guards: { text: string; line: number; names: ReadonlySet<string> }[];
}

export function readProgramText(text: string): ProgramText {
  return new Reader(text).read();
}

class Reader {
  private readonly text: string;
  private readonly lineStarts: number[];
  private readonly definitions: Definition[] = [];
  private readonly mentions: Mention[] = [];
  private readonly imports = new Map<string, string>();
  private readonly objects = new Map<string, string>();
  private readonly guards: ProgramText["guards"] = [];
  private loop = 0;
  private empty = true;

  constructor(text: string) {
    this.text = text;
    this.lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  }

  read(): ProgramText {
    for (const node of childrenOf(language.parser.parse(this.text).topNode)) this.visit(node);
    const { definitions, mentions, loop, imports, objects, guards, empty } = this;
    return { definitions, mentions, loop, imports, objects, guards, empty };
  }

  private visit(first: SyntaxNode): void {
    // Nothing recurses: a program may be nested as deeply as it likes.
    const waiting = [first];
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      const { name } = node;
      if (name === "FunctionDefinition" || name === "ClassDefinition" || name === "DecoratedStatement") {
        this.empty = false;
        const definition = this.definition(node);
        if (definition) this.definitions.push(definition);
        continue;
      }
      if (name === "LambdaExpression") continue;
      if (name === "ImportStatement") this.readImport(node);
      if (name === "ForStatement" || name === "WhileStatement") this.loop ||= this.lineOf(node);
      if (name === "IfStatement") this.readGuard(node);
      if (name === "AssignStatement") this.readAssignment(node);
      if (name === "VariableName") this.mention(node);
      if (
        !/^(?:Comment|PassStatement|ExpressionStatement|String|ContinuedString|Script|[^A-Z].*)$/.test(name)
      )
        this.empty = false;
      waiting.push(...childrenOf(node).reverse());
    }
  }

  private definition(node: SyntaxNode): Definition | null {
    const inner = node.name === "DecoratedStatement" ? node.lastChild : node;
    const name = inner?.getChild("VariableName");
    if (!inner || !name) return null;
    const isClass = inner.name === "ClassDefinition";
    const body = inner.getChild("Body");
    const common = { name: this.textOf(name), line: this.lineOf(inner), names: this.namesIn(inner) };
    if (!isClass) {
      const kind = inner.getChild("async") ? "async" : body && yields(body) ? "generator" : "function";
      return { ...common, kind, parameters: this.parametersOf(inner), methods: [], bases: "" };
    }
    const members = (body ? childrenOf(body) : []).flatMap((child) => {
      const plain = !/property/.test(
        child.name === "DecoratedStatement" ? this.textOf(child.firstChild!) : "",
      );
      const member = /^(?:FunctionDefinition|DecoratedStatement)$/.test(child.name) && this.definition(child);
      return member && member.kind !== "class" && plain ? [member] : [];
    });
    const withoutSelf = (method: Definition) => ({
      ...method,
      parameters: method.parameters.filter(({ name }, i) => i > 0 || !/^(?:self|cls)$/.test(name)),
    });
    const init = members.find((member) => member.name === "__init__");
    const bases = inner.getChild("ArgList");
    return {
      ...common,
      kind: "class",
      parameters: init ? withoutSelf(init).parameters : [],
      methods: members.filter((member) => !member.name.startsWith("_")).map(withoutSelf),
      bases: bases ? this.textOf(bases) : "",
    };
  }

  /** The parameters without a default. */
  private parametersOf(definition: SyntaxNode): Parameter[] {
    const found: Parameter[] = [];
    let keyword = false;
    let star = false;
    const list = definition.getChild("ParamList");
    for (const node of list ? childrenOf(list) : []) {
      const last = found.at(-1);
      if (node.name === "*" || node.name === "**") star = keyword = true;
      else if (node.name === ",") star = false;
      else if (node.name === "TypeDef" && last) last.annotation = this.textOf(node).replace(/^:\s*/, "");
      else if (node.name === "AssignOp") found.pop();
      else if (node.name === "VariableName" && !star && !isDefault(node))
        found.push({ name: this.textOf(node), annotation: "", keyword });
    }
    return found;
  }

  private readImport(node: SyntaxNode): void {
    const words = this.textOf(node).replaceAll(/[()\\\n]/g, " ");
    const from = /^from\s+(\S+)\s+import\s+([\s\S]+)$/.exec(words);
    const list = from ? from[2] : words.replace(/^import\s/, "");
    for (const part of list.split(",")) {
      const [name, as] = part.trim().split(/\s+as\s+/);
      if (!name || name === "*") continue;
      const local = as ?? (from ? name : name.split(".")[0]);
      this.imports.set(local, from ? `${from[1]}.${name}` : as ? name : local);
    }
  }

  private readGuard(node: SyntaxNode): void {
    const condition = node.getChild("BinaryExpression");
    const body = node.getChild("Body");
    if (condition && body && this.textOf(condition).includes("__name__"))
      this.guards.push({
        text: this.textOf(condition),
        line: this.lineOf(node),
        names: this.namesIn(body),
      });
  }

  private readAssignment(node: SyntaxNode): void {
    const variable = node.getChild("VariableName");
    const value = node.lastChild;
    if (!variable || !value) return;
    const called = value.name === "CallExpression" ? value.getChild("VariableName") : null;
    if (called) this.objects.set(this.textOf(variable), this.textOf(called));
    if (value.name === "LambdaExpression")
      this.definitions.push({
        name: this.textOf(variable),
        kind: "function",
        line: this.lineOf(node),
        parameters: this.parametersOf(value),
        names: this.namesIn(value),
        methods: [],
        bases: "",
      });
  }

  private mention(variable: SyntaxNode): void {
    // "dog" of "dog.bark(1)": the whole of "dog.bark".
    let node = variable;
    while (node.parent?.name === "MemberExpression" && node.parent.firstChild?.from === node.from)
      node = node.parent;
    const { parent } = node;
    const isCall = parent?.name === "CallExpression" && parent.firstChild?.from === node.from;
    const outer = isCall ? parent.parent : parent;
    const list = outer?.name === "ArgList" ? outer.parent : null;
    const alone = outer?.name === "ExpressionStatement";
    if (!isCall && !alone && !list) return;
    this.mentions.push({
      name: this.textOf(node),
      line: this.lineOf(node),
      use: isCall ? "called" : alone ? "alone" : "handed on",
      to: list?.firstChild ? this.textOf(list.firstChild) : "",
      awaited: outer?.name === "AwaitExpression",
      used: !alone,
    });
  }

  private namesIn(node: SyntaxNode): ReadonlySet<string> {
    const names = new Set<string>();
    node.cursor().iterate(({ name, from, to }) => {
      if (name === "VariableName" || name === "PropertyName") names.add(this.text.slice(from, to));
    });
    return names;
  }

  private textOf({ from, to }: SyntaxNode): string {
    return this.text.slice(from, to);
  }

  private lineOf({ from }: SyntaxNode): number {
    let line = 0;
    while (line < this.lineStarts.length && this.lineStarts[line] <= from) line++;
    return line;
  }
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) found.push(child);
  return found;
}

/** Whether this name is the value behind a parameter's "=". */
const isDefault = (node: SyntaxNode) => node.prevSibling?.name === "AssignOp";

/** Whether a function's own body yields; functions inside it do not count. */
function yields(body: SyntaxNode): boolean {
  let found = false;
  body.cursor().iterate(({ name }) => {
    if (/^Yield/.test(name)) found = true;
    return !/^(?:FunctionDefinition|LambdaExpression|ClassDefinition)$/.test(name);
  });
  return found;
}
