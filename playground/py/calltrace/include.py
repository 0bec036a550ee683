"""
What a recording lets in besides the program's own code: packages, and other code that is either in or out. Each of the
latter is one field with its option on the command line; what it means is for scope.py to say. Its counterpart for the
page is playground/web/src/trace/include.ts.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

if TYPE_CHECKING:
    # The page records too, and has no command line: it does not wait for this module.
    import argparse


def _flag(option: str, help: str, *, optional: bool = True) -> Any:
    """
    A setting that is on or off, off where nothing is said of it. `optional`: trace files from before it was there leave
    it out.
    """
    return field(default=False, metadata={"option": option, "help": help, "optional": optional})


@dataclass(frozen=True, slots=True)
class Include:
    """What is let in. With `libraries` on, no `packages` means all of them."""

    libraries: bool = False
    packages: tuple[str, ...] = ()
    standard_library: bool = _flag(
        "--include-stdlib", "let the standard library in (--include-stdlib)", optional=False
    )

    def package(self, name: str | None) -> bool:
        """Whether this package is let in."""
        if not self.libraries:
            return False
        if not self.packages:
            return True
        return name is not None and _plain(name) in {_plain(package) for package in self.packages}

    def as_json(self) -> dict[str, Any]:
        flags = {name: getattr(self, name) for name in FLAGS}
        return {"libraries": self.libraries, "packages": list(self.packages), **flags}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Include:
        return cls(
            libraries=bool(data.get("libraries", False)),
            packages=tuple(str(name) for name in data.get("packages", ())),
            **{name: bool(data.get(name, False)) for name in FLAGS},
        )

    @staticmethod
    def add_options(parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--include",
            action="append",
            default=[],
            metavar="PACKAGE",
            help="let a package in (--include pandas)",
        )
        parser.add_argument(
            "--include-libraries",
            action="store_true",
            help="let all installed packages in (calltrace record --include-libraries main.py)",
        )
        for name, metadata in FLAGS.items():
            parser.add_argument(metadata["option"], dest=name, action="store_true", help=metadata["help"])

    @classmethod
    def from_options(cls, options: argparse.Namespace) -> Include:
        return cls(
            libraries=bool(options.include or options.include_libraries),
            packages=() if options.include_libraries else tuple(options.include),
            **{name: getattr(options, name) for name in FLAGS},
        )


# The settings that are on or off, by name.
FLAGS = {each.name: each.metadata for each in fields(Include) if "option" in each.metadata}


def _plain(name: str) -> str:
    """A package's name as it is imported: PyPI's may differ by case and dashes (`Flask-Login` is `flask_login`)."""
    return name.lower().replace("-", "_")
