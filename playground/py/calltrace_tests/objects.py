"""
Objects of the program's own classes as source: by their constructor where its arguments are their fields, else by the
constructor and the calls on them that the trace has, which lead from one recorded state to the next.
"""

from __future__ import annotations

import ast
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from .program import ClassInfo, Module
from .reading import Call, Function
from .source import CannotWrite, Fields, Import, Source, combine, joined
from .values import Value, Writer, inside

# How many calls on an object a test makes before the one that it is about.
MAX_STEPS = 5


@dataclass
class Step:
    """A call that takes an object from one state to another, or makes it."""

    function: Function
    call: Call
    state: int


class Objects:
    """`modules`: the program's, by the name that types in the trace begin with."""

    def __init__(
        self, values: list[Value], modules: dict[str, Module], functions: dict[int, Function], main: str
    ) -> None:
        self.values = values
        self.main = main
        self._modules = modules
        self._functions = functions
        self._steps: dict[int, list[Step]] = {}
        self._made: dict[str, list[Step]] = {}
        self._inside: list[int] = []
        taken = {name for module in modules.values() for name in (*module.classes, *module.functions)}
        self.writer = Writer(self.values, self.write, frozenset(name for name in taken if "." not in name))

    def learn(self, calls: Iterator[Call]) -> None:
        """Takes note of the calls that change an object."""
        for call in calls:
            function = self._functions[call.function]
            if function.info.how != "method" or call.outcome != "returned" or function.is_async:
                continue
            subject = call.arguments[0] if call.arguments else None
            after = call.after.get(function.parameters[0][0])
            if subject is None or after is None or self.values[after]["type"] != self.values[subject]["type"]:
                continue
            step = Step(function, call, after)
            if function.info.name.endswith(".__init__"):
                self._made.setdefault(self.values[after]["type"], []).append(step)
            else:
                self._steps.setdefault(subject, []).append(step)

    def of_values(self, values: list[Value]) -> Objects:
        """The same for values of a call that was made again."""
        return Objects(values, self._modules, self._functions, self.main)

    def expected(self, number: int) -> Source | Fields:
        """What a test compares a value with."""
        found = self.find(self.values[number]["type"])
        if found and not found[1].compares and not found[1].is_enum:
            return self.fields_of(number)
        return self.writer.write(number, about=True)

    def fields_of(self, number: int) -> Fields:
        """The fields of an object, each as a test expects it."""
        value = self.values[number]
        if value.get("truncated") or not value.get("fields"):
            raise CannotWrite(f"{_article(value['type'])} has nothing that a test could compare")
        fields = value["fields"].items()
        return Fields(tuple((name, self.writer.write(item, about=True)) for name, item in fields))

    def find(self, kind: str) -> tuple[Module, ClassInfo] | None:
        """The class of the program's that a type of the trace names."""
        module_name, dot, name = kind.partition(".")
        while dot:
            module = self._modules.get(module_name)
            if module and name in module.classes:
                return module, module.classes[name]
            part, dot, name = name.partition(".")
            module_name = f"{module_name}.{part}"
        return None

    def named(self, module: Module, name: str) -> Source:
        return Source(name, frozenset({Import(module.name, name.partition(".")[0])}))

    def write(self, number: int, about: bool = False) -> Source:
        value = self.values[number]
        if value["type"] in ("function", "type"):
            return self._by_name(value)
        found = self.find(value["type"])
        if found is None:
            raise CannotWrite(f"{_article(value['type'])} cannot be written as source")
        module, info = found
        if info.is_enum:
            return self._member(module, info, value)
        if number in self._inside:
            raise CannotWrite(f"{_article(value['type'])} holds itself")
        if about and not info.compares:
            raise CannotWrite(f"objects of {info.name} cannot be compared: the class has no __eq__")
        self._inside.append(number)
        try:
            if info.fields is not None and "fields" in value:
                return self._by_fields(module, info, value, about)
            return self._by_calls(module, info, number)
        finally:
            self._inside.pop()

    def _by_name(self, value: Value) -> Source:
        name = re.sub(r"^<(function|class) (.*)>$", r"\2", value["text"])
        if value["type"] == "type":
            found = self.find(name)
            if found:
                return self.named(found[0], found[1].name)
        holders = [module for module in self._modules.values() if name in module.functions]
        if value["type"] == "function" and len({module.file for module in holders}) == 1:
            return self.named(holders[0], name)
        raise CannotWrite(f"{name} has no name that a test could use")

    def _member(self, module: Module, info: ClassInfo, value: Value) -> Source:
        members = value["text"].removeprefix(info.name.rpartition(".")[2] + ".").split("|")
        if not all(member.isidentifier() for member in members):
            raise CannotWrite(f"{value['text']} is no member of {info.name}")
        named = self.named(module, info.name)
        return combine(" | ".join([f"{named.text}.{member}" for member in members]), [named])

    def _by_fields(self, module: Module, info: ClassInfo, value: Value, about: bool) -> Source:
        assert info.fields is not None
        named = self.named(module, info.name)
        fields = value["fields"]
        unknown = fields.keys() - set(info.fields)
        if unknown:
            raise CannotWrite(f"the constructor of {info.name} takes no {sorted(unknown)[0]!r}")
        parts = []
        for name in info.fields:
            if name in fields and not self._is_default(info, name, fields[name]):
                item = self.writer.write(fields[name], about=about)
                parts.append(combine(f"{name}={item.text}", [item]))
        call = joined(f"{named.text}(", parts, ")")
        return combine(call.text, [named, call])

    def _is_default(self, info: ClassInfo, name: str, number: int) -> bool:
        """Whether a field has a default of Python's own plain kinds that it need not be given."""
        value = self.values[number]
        for statement in info.node.body if info.node else ():
            match statement:
                case ast.AnnAssign(target=ast.Name(id=found), value=ast.Constant(value=default)) if (
                    found == name
                ):
                    kind = "None" if default is None else type(default).__name__
                    return bool(value["type"] == kind and value["text"] == repr(default))
                case ast.AnnAssign(
                    target=ast.Name(id=found),
                    value=ast.Call(keywords=[ast.keyword(arg="default_factory", value=ast.Name(id=factory))]),
                ) if found == name:
                    return bool(value["type"] == factory and value.get("length") == 0)
        return False

    def _by_calls(self, module: Module, info: ClassInfo, number: int) -> Source:
        """The shortest way from a constructor to this state, by calls that the trace has."""
        kind: str = self.values[number]["type"]
        made = self._made.get(kind, [])
        if not made and not self.values[number].get("fields"):
            named = self.named(module, info.name)
            return combine(f"{named.text}()", [named])
        waiting: deque[list[Step]] = deque([step] for step in made)
        seen: set[int] = set()
        reason = f"the trace has no calls that would make this {info.name}"
        while waiting:
            path = waiting.popleft()
            state = path[-1].state
            if state == number:
                try:
                    return self._written(module, info, path)
                except CannotWrite as cannot:
                    reason = str(cannot)
                    continue
            if state in seen or len(path) > MAX_STEPS:
                continue
            seen.add(state)
            waiting += [[*path, step] for step in self._steps.get(state, ())]
        raise CannotWrite(reason)

    def _written(self, module: Module, info: ClassInfo, path: list[Step]) -> Source:
        named = self.named(module, info.name)
        arguments = [written_arguments(self.writer, step.function, step.call.arguments, 1) for step in path]
        made = joined(f"{named.text}(", arguments[0], ")")
        made = combine(made.text, [named, made])
        if len(path) == 1:
            return made
        variable = snake_case(info.name)
        setup = [f"{variable} = {made.text}"]
        parts = [made]
        for step, given in zip(path[1:], arguments[1:], strict=True):
            parts += given
            called = joined("(", given, ")").text
            setup.append(f"{variable}.{step.function.info.name.rpartition('.')[2]}{called}")
        around = combine(variable, parts)
        return Source(variable, around.imports, (*around.setup, *setup))


def written_arguments(
    writer: Writer, function: Function, numbers: list[int | None], first: int = 0
) -> list[Source]:
    """The arguments of a call as they stand between its parentheses, from the `first` parameter on."""
    written: list[Source] = []
    kinds = [kind for _, kind in function.parameters]
    named = False
    # Frames have *args behind the keyword-only parameters; a call has it before them.
    places = sorted(range(len(numbers)), key=lambda at: (_ORDER[kinds[at]], at))
    for at in places:
        name, kind = function.parameters[at]
        number = numbers[at]
        if at < first:
            continue
        if number is None:
            raise CannotWrite(f"the recording did not keep its argument {name!r}")
        value = writer.values[number]
        if kind == "var_positional":
            if value.get("truncated"):
                raise CannotWrite(f"the recording kept only the beginning of {name!r}")
            written += [writer.write(item) for item in value["items"]]
        elif kind == "var_keyword":
            if value.get("truncated"):
                raise CannotWrite(f"the recording kept only the beginning of {name!r}")
            for key, item in value["entries"]:
                given = writer.write(item)
                written.append(combine(f"{_name_of(writer.values[key])}={given.text}", [given]))
        else:
            given = writer.write(number)
            named = named or kind == "keyword_only"
            written.append(combine(f"{name}={given.text}", [given]) if kind == "keyword_only" else given)
    return written


_ORDER = {"positional": 0, "var_positional": 1, "keyword_only": 2, "var_keyword": 3}


def _name_of(value: Value) -> str:
    name = str(value["text"]).strip("'\"")
    if not name.isidentifier():
        raise CannotWrite(f"a keyword is called {value['text']}")
    return name


def states_inside(values: list[Value], number: int) -> set[int]:
    """The numbers of all values that a value consists of, itself included."""
    seen: set[int] = set()
    waiting = [number]
    while waiting:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            waiting += inside(values[at])
    return seen


def snake_case(name: str) -> str:
    short = name.rpartition(".")[2]
    return (
        re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", short).strip("_").lower() or "value"
    )


def _article(kind: str) -> str:
    name = kind.removeprefix("__main__.")
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"
