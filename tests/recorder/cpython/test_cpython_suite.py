"""
CPython's own tests, recorded and not: every test must end the same way.

A few quick modules run always; CALLTRACE_CPYTHON=1 runs all those below, which takes minutes.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

QUICK = (
    "test_raise", "test_with", "test_yield_from", "test_contextlib", "test_exception_group", "test_scope", "test_class",
    "test_contextlib_async", "test_patma", "test_property", "test_iter", "test_named_expressions", "test_dictcomps",
)  # fmt: skip
MORE = (
    "test_generators", "test_coroutines", "test_asyncgen", "test_exceptions", "test_dataclasses", "test_functools",
    "test_descr", "test_decorators", "test_metaclass", "test_super", "test_listcomps", "test_genexps", "test_builtin",
    "test_frame", "test_enum", "test_unpack_ex", "test_call", "test_compile", "test_keywordonlyarg", "test_fstring",
    "test_positional_only_arg", "test_setcomps", "test_copy", "test_dynamicclassattribute", "test_operator",
    "test_augassign", "test_opcodes",
)  # fmt: skip
MODULES = (*QUICK, *MORE) if os.environ.get("CALLTRACE_CPYTHON") else QUICK

VARIABLES = "until 3.13, whoever looks at a frame's variables keeps them alive until the frame ends"
# What differs, and why.
DIFFERS = {
    "ContextManagerTestCase.test_nokeepref": VARIABLES,
    "ClassPropertiesAndMethods.test_slots": "counts all objects that there are; the recorder makes some",
    "SignalAndYieldFromTest.test_raise_and_yield_from": "wants a signal at one exact instruction; it lands in the hook",
    "ClearTest.test_clear_locals": VARIABLES,
    "ClearTest.test_clear_refcycles": VARIABLES,
    "TestIncompleteFrameAreInvisible.test_sneaky_frame_object": "takes the collector's newest frame: the hook's",
    "BuiltinTest.test_general_eval": (
        "until 3.13, whoever looks at the variables of a function's code that exec runs writes them into the names "
        "that exec was given: test_exec_closure runs before it, and then there is a `b`"
    ),
    "__test__.doctests": "wants the next tuple to stand where one was let go (test_genexps): the recorder's own does",
}

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("test") is None, reason="this Python comes without its tests"
)
PACKAGES = Path(__file__).parents[3] / "playground" / "py"


def verdicts(name: str, hook: str) -> dict[str, Any]:
    environment = {**os.environ, "PYTHONPATH": str(PACKAGES), "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("verdicts.py")), f"test.{name}", hook, "own"],
        env=environment, capture_output=True, text=True, errors="replace", timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", MODULES)
def test_the_same_verdicts(name: str, hook: str) -> None:
    plain, recorded = verdicts(name, "none"), verdicts(name, hook)
    assert recorded["calls"] > 0
    assert recorded["remark"] is None
    assert len(plain["verdicts"]) == len(recorded["verdicts"]) > 0
    different = {
        test: (verdict, recorded["verdicts"].get(test))
        for test, verdict in plain["verdicts"].items()
        if recorded["verdicts"].get(test) != verdict and not any(test.endswith(known) for known in DIFFERS)
    }
    assert different == {}
