"""Opens a place of the source in the editor of the person who looks at its run."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# What each editor is to be given, by the name of its program. Who is not listed here gets the file alone.
Arguments = Callable[[str, int], list[str]]
ARGUMENTS: dict[str, Arguments] = {
    "code": lambda file, line: ["--goto", f"{file}:{line}"],
    "codium": lambda file, line: ["--goto", f"{file}:{line}"],
    "cursor": lambda file, line: ["--goto", f"{file}:{line}"],
    "zed": lambda file, line: [f"{file}:{line}"],
    "subl": lambda file, line: [f"{file}:{line}"],
    "pycharm": lambda file, line: ["--line", str(line), file],
    "charm": lambda file, line: ["--line", str(line), file],
    **dict.fromkeys(
        ("vi", "vim", "nvim", "gvim", "nano", "emacs", "emacsclient", "gedit", "kak", "micro"),
        lambda file, line: [f"+{line}", file],
    ),
}
# Those that take the terminal, which belongs to the server until they end.
IN_TERMINAL = {"vi", "vim", "nvim", "nano", "emacs", "kak", "micro"}


@dataclass(frozen=True)
class Editor:
    # The words of the command, and the folders that the trace's file names may be below.
    command: Sequence[str]
    roots: Sequence[str]

    @classmethod
    def find(cls, chosen: str | None, roots: Sequence[str]) -> Editor | None:
        """
        `chosen`, or what VISUAL or EDITOR names, or VS Code or PyCharm where they are; None: there is none. Raises
        ValueError with a sentence where the chosen one is not there.
        """
        named = chosen or os.environ.get("VISUAL") or os.environ.get("EDITOR")
        for command in [shlex.split(named)] if named else [["code"], ["pycharm"]]:
            if command and shutil.which(command[0]):
                return cls(command, roots)
        if chosen:
            raise ValueError(f"there is no program called {chosen} here; name another with --editor")
        return None

    def __call__(self, file: str, line: int) -> str | None:
        """Gives a sentence where the file cannot be opened."""
        path = self._path(file)
        if path is None:
            return f"{file} is not here. Start `calltrace view` in the folder of the program."
        name = os.path.basename(self.command[0]).removesuffix(".exe").removesuffix(".cmd")
        arguments = ARGUMENTS[name](path, max(1, line)) if name in ARGUMENTS else [path]
        program = shutil.which(self.command[0]) or self.command[0]
        try:
            opened = subprocess.Popen([program, *self.command[1:], *arguments])
        except OSError as error:
            return f"{self.command[0]} could not be started: {error.strerror}."
        if name in IN_TERMINAL:
            opened.wait()
        return None

    def _path(self, file: str) -> str | None:
        """A source file of that name below one of the folders, or where the name says; never anything else."""
        if not file.endswith((".py", ".pyw", ".pyi")) or "\0" in file:
            return None
        candidates = [file] if os.path.isabs(file) else [os.path.join(root, file) for root in self.roots]
        return next((os.path.realpath(path) for path in candidates if os.path.isfile(path)), None)
