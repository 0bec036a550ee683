"""Names of tests: what they hold on to where a name can say it, else the function's."""

from __future__ import annotations

import ast
import builtins
import keyword
import re

from .cases import Case
from .objects import snake_case
from .source import Source


def base_name(case: Case) -> str:
    """The function's part of a test's name: `node_insert`, `gcd`."""
    parts = [snake_case(part) for part in case.function.info.name.split(".")]
    if parts[-1] == "init":
        return f"new_{'_'.join(parts[:-1])}"
    return "_".join(part for part in parts if part)


def test_name(cases: list[Case]) -> str:
    """The name of the test function for cases of one function and one shape."""
    first = cases[0]
    name = f"test_{base_name(first)}"
    if first.raises is not None:
        return f"{name}_raises_{snake_case(first.raises.text)}"
    changed = [operand.name for operand in first.operands if operand.after is not None]
    if changed and first.expected is None:
        return f"{name}_changes_{'_and_'.join(changed)}" if len(changed) < 3 else name
    if len(cases) > 1 or not isinstance(first.expected, Source):
        return name
    words = _words(first.expected.text)
    given = [_words(operand.value.text) for operand in first.operands if not _is_subject(first, operand.name)]
    if words is None or any(word is None for word in given) or len(given) > 2:
        return name
    of = f"_of_{'_and_'.join(word for word in given if word)}" if given else ""
    return f"{name}{of}_is_{words}"


def distinct_name(name: str, case: Case) -> str:
    """Another name where there is a test of this one: it says what the call is given, if that is short."""
    changed = [operand.name for operand in case.operands if operand.after is not None]
    if len(changed) == 1 and "_changes_" not in name:
        name = f"{name}_changes_{changed[0]}"
    given = [_words(operand.value.text) for operand in case.operands if not _is_subject(case, operand.name)]
    short = [word for word in given if word]
    return f"{name}_of_{'_and_'.join(short)}" if 0 < len(short) < 3 and "_of_" not in name else name


def _is_subject(case: Case, name: str) -> bool:
    return case.function.info.how in ("method", "property") and case.operands[0].name == name


def _words(text: str) -> str | None:
    """A short value as words of a name; None: it has none."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return None
    if value is None or isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return f"minus_{-value}" if value < 0 else str(value) if value < 10**6 else None
    if isinstance(value, float) and value == round(value, 2) and abs(value) < 1000:
        return f"{'minus_' if value < 0 else ''}{abs(value)}".replace(".", "_")
    if isinstance(value, str):
        words = re.sub(r"\W+", "_", value).strip("_").lower()
        is_plain = words.isascii() and words and len(value) <= 12 and re.fullmatch(r"[\w ]+", value)
        return words if is_plain else "an_empty_text" if not value else None
    if isinstance(value, list | dict | set | tuple) and not value:
        return f"an_empty_{type(value).__name__}"
    return None


def parameter_name(name: str, reserved: set[str]) -> str:
    """A name for a parameter or a variable that hides nothing else that the test needs."""
    if (
        name in reserved
        or keyword.iskeyword(name)
        or (hasattr(builtins, name) and name not in ("id", "input", "file"))
    ):
        return f"{name}_"
    return name


def ids(cases: list[Case], places: list[int]) -> list[str] | None:
    """Ids for the parameters of a test; None: pytest's own say enough, as those of numbers and short words do."""
    texts = [[case.operands[place].value.text for place in places] for case in cases]
    if all(_is_scalar(text) for row in texts for text in row):
        return None
    seen: dict[str, int] = {}
    found = []
    for row in texts:
        name = "-".join([_described(text) for text in row])
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return found


def _is_scalar(text: str) -> bool:
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return False
    if isinstance(value, str):
        return 0 < len(value) <= 20 and value.isprintable() and value.isascii()
    return value is None or isinstance(value, int | float)


def _described(text: str) -> str:
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        match ast.parse(text, mode="eval").body:
            case ast.Call(func=function):
                return snake_case(ast.unparse(function))
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                return "one_item" if len(items) == 1 else f"{len(items)}_items"
            case ast.Attribute(attr=name) | ast.Name(id=name):
                return name
        return "value"
    if isinstance(value, str | bytes):
        shown = re.sub(r"\W+", "_", str(value)).strip("_")[:20]
        return shown or ("empty" if not value else "text")
    if isinstance(value, list | tuple) and value and all(isinstance(item, int | float) for item in value):
        short = ",".join([str(item) for item in value])
        if len(short) <= 20:
            return short
    if isinstance(value, list | tuple | set | dict | frozenset):
        return "empty" if not value else f"{len(value)}_items" if len(value) > 1 else "one_item"
    return re.sub(r"[^\w.+-]+", "_", text)[:24]
