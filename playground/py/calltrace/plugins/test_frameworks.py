"""
Tests of unittest and pytest as events with their names and outcomes. Both libraries keep the outcome where it can be
read when a test has ended.
"""

from __future__ import annotations

from typing import Any

from .._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ..frozen import is_one_of
from .plugin import Function, Plugin, Seen, attribute


def _length(value: Any) -> int:
    return len(value) if is_one_of(type(value), (list, tuple)) else 0


def _counts(seen: Seen) -> tuple[int, ...]:
    result = seen.local("result")
    names = ("errors", "failures", "skipped", "expectedFailures", "unexpectedSuccesses")
    return tuple(_length(attribute(result, name)) for name in names)


def _unittest_name(seen: Seen) -> str:
    case = type(seen.arguments["self"])
    seen.notes = _counts(seen) if seen.local("result") is not None else (0,) * 5
    return f"{case.__qualname__}.{seen.path('self._testMethodName')}"


def _unittest_outcome(seen: Seen) -> str | None:
    if not seen.ended:
        return None
    names = ("error", "failed", "skipped", "expected failure", "unexpected success")
    for name, before, after in zip(names, seen.notes, _counts(seen), strict=True):
        if after > before:
            return name
    return "passed"


UNITTEST = Plugin(
    "unittest", "test",
    (
        Function("unittest.case", "TestCase.run", began={"name": _unittest_name},
                 ended={"outcome": _unittest_outcome}),
    ),
)  # fmt: skip


def _item_name(seen: Seen) -> str | None:
    """The test's name as `pytest -v` says it; newer versions of pytest keep only its parts."""
    known = seen.path("item._nodeid")
    if type(known) is str:
        return known
    node = seen.path("item._id")
    path, names, params = (attribute(node, name) for name in ("path", "names", "params"))
    if type(path) is str and type(names) is tuple:
        return "::".join((path, *names)) + ("" if params is None else f"[{params}]")
    name = seen.path("item.name")
    return name if type(name) is str else None


def _item_outcome(seen: Seen) -> str | None:
    """The outcome, from the reports on setting up, calling and tearing down."""
    reports = seen.result if type(seen.result) is list else []
    found = {attribute(report, "when"): report for report in reports}
    outcomes = {when: attribute(report, "outcome") for when, report in found.items()}
    if "failed" in (outcomes.get("setup"), outcomes.get("teardown")):
        return "error"
    for when in ("call", "setup"):
        if when in found:
            expected = attribute(found[when], "wasxfail") is not None
            if expected and outcomes[when] == "skipped":
                return "expected failure"
            return "unexpected success" if expected else outcomes[when]
    return None


PYTEST = Plugin(
    "pytest", "test",
    (
        Function("_pytest.runner", "runtestprotocol", began={"name": _item_name},
                 ended={"outcome": _item_outcome}),
    ),
)  # fmt: skip
