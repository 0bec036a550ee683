"""A site built today and next year is the same site: what the build and the tests install has one version each."""

import importlib.metadata
import json
import re
import tomllib

from playground.bootstrap import CONSTRAINTS
from playground.project import ROOT, WEB

EXACT = re.compile(r"([A-Za-z0-9._-]+)==([\w.]+)")
# What venv itself puts into .venv.
OF_VENV = {"pip", "setuptools", "wheel"}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(lines: list[str]) -> dict[str, str]:
    found = {}
    for line in lines:
        exact = EXACT.fullmatch(line)
        assert exact, f"{line} does not name one version"
        found[normal(exact[1])] = exact[2]
    return found


def named_python_packages() -> tuple[dict[str, str], dict[str, str]]:
    """Those that pyproject.toml asks for, and those that they bring with them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"]
    asked = [*project["build-system"]["requires"], *(line for extra in extras.values() for line in extra)]
    lines = [line for line in CONSTRAINTS.read_text().splitlines() if line and not line.startswith("#")]
    assert lines == sorted(lines)
    return pinned(asked), pinned(lines)


def test_python_packages_have_one_version_each_with_all_that_they_bring():
    asked, brought = named_python_packages()
    assert not asked.keys() & brought.keys()
    installed = {
        normal(found.metadata["Name"]): found.version for found in importlib.metadata.distributions()
    }
    named = asked | brought
    # What an earlier commit brought may still lie in .venv; what is named here has to be right.
    checked = (named.keys() & installed.keys()) - OF_VENV
    assert {name: installed[name] for name in checked} == {name: named[name] for name in checked}
    for name in asked.keys() & checked:
        wants = importlib.metadata.requires(name) or []
        unconditional = {normal(re.split(r"[\s<>=!~;\[(]", want)[0]) for want in wants if ";" not in want}
        assert unconditional <= named.keys(), name


def test_npm_packages_have_one_version_each():
    package = json.loads((WEB / "package.json").read_text())
    lock = json.loads((WEB / "package-lock.json").read_text())["packages"]
    for group in ("dependencies", "devDependencies"):
        assert lock[""][group] == package[group]
        for name, version in package[group].items():
            assert re.fullmatch(r"\d+\.\d+\.\d+", version), f"{name} {version}"
            assert lock[f"node_modules/{name}"]["version"] == version
    # A package inside another one's comes in that one's file.
    unchecked = {
        path for path, entry in lock.items() if "integrity" not in entry and not entry.get("inBundle")
    }
    assert unchecked == {""}
