"""
No module of Python imports one that stands on it, not even for its types alone: a circle is read as one lump.
"""

import ast
from pathlib import Path

from playground.project import PY, ROOT

PACKAGES = {
    "calltrace": PY,
    "calltrace_map": PY,
    "calltrace_text": PY,
    "playground_session": PY,
    "playground": ROOT,
}
Imports = dict[str, set[str]]


def modules_of(package: str, base: Path) -> dict[str, Path]:
    """Files by the names of their modules; a package's own file has the name of the package."""
    found = {}
    for file in sorted((base / package).rglob("*.py")):
        parts = file.relative_to(base).with_suffix("").parts
        # Beside the command line lie other packages, and what npm installs.
        if not {"py", "web"} & set(parts):
            found[".".join(parts).removesuffix(".__init__")] = file
    return found


def imports_of(name: str, file: Path, known: set[str]) -> set[str]:
    """Modules among the known ones that a file imports anywhere, inside functions and `if TYPE_CHECKING` too."""
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                # `from package import module` needs the module; of the package's own file it needs nothing.
                inside = f"{origin}.{alias.name}"
                found.add(inside if inside in known else origin)
    return found & known


def imports_in(packages: dict[str, Path]) -> tuple[dict[str, Path], Imports]:
    """The files of all modules in these packages, and what they import of one another."""
    files = {
        name: file for package, base in packages.items() for name, file in modules_of(package, base).items()
    }
    return files, {name: imports_of(name, file, set(files)) for name, file in files.items()}


def circles(imports: Imports) -> list[list[str]]:
    """Groups of modules that all import each other, by way of others or not."""
    reached: Imports = {}
    for start in imports:
        waiting, seen = [start], set[str]()
        while waiting:
            for other in imports[waiting.pop()] - seen:
                seen.add(other)
                waiting.append(other)
        reached[start] = seen
    together = {
        tuple(sorted(other for other in reached[name] if name in reached[other]))
        for name in imports
        if name in reached[name]
    }
    return [list(group) for group in sorted(together)]


def test_no_modules_import_each_other_in_a_circle():
    files, imports = imports_in(PACKAGES)
    assert {"calltrace.recorder", "playground_session.run", "playground.build.site"} <= set(files)
    named = [", ".join(str(files[name].relative_to(ROOT)) for name in group) for group in circles(imports)]
    assert not named, f"these import each other in a circle: {'; and '.join(named)}"


def test_a_circle_is_seen_in_types_in_functions_and_among_three(tmp_path: Path):
    files = {
        "__init__": "from .top import Top\n",
        "top": "from . import middle\n",
        "middle": "def later():\n    from house.ground import Ground\n",
        "ground": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .top import Top\n",
        "aside": "import house.ground\n",
    }
    folder = tmp_path / "house"
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    _, imports = imports_in({"house": tmp_path})
    assert circles(imports) == [["house.ground", "house.middle", "house.top"]]
