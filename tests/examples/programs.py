"""The examples as the tests see them: path, text, and what the PEP 723 block says.

Reads the block on its own, so that a mistake in the build's reader shows up as a difference.
"""

import importlib.util
import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "examples"
# The expression that PEP 723 gives.
BLOCK = re.compile(
    r"(?m)^# /// script$\s(?P<content>(^#(| .*)$\s)+)^# ///$"
)  # the expression that PEP 723 gives


@dataclass(frozen=True)
class Example:
    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @cached_property
    def source(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def block(self) -> dict[str, Any]:
        found = BLOCK.match(self.source)
        assert found, f"{self.path.name} does not begin with a PEP 723 block"
        lines = found["content"].splitlines()
        return tomllib.loads("\n".join(line.removeprefix("#").removeprefix(" ") for line in lines))

    @property
    def playground(self) -> dict[str, Any]:
        """The part of the block that is ours."""
        return self.block["tool"]["playground"]


EXAMPLES = sorted(map(Example, FOLDER.glob("*.py")), key=lambda example: example.playground["order"])


def needs_packages(example: Example) -> None:
    """Skip the calling test where a package that the example imports is not installed."""
    for package in example.block["dependencies"]:
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed in this Python; the browser tests run this example")
