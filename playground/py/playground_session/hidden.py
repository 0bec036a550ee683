"""`getpass`: a line that is typed unseen, and that the recording keeps as "redacted" from then on."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

from .patches import Patches
from .stdin import Keyboard
from .streams import Room


def adapt(
    module: ModuleType, patches: Patches, keyboard: Keyboard, room: Room, hide: Callable[[str], None]
) -> None:
    def getpass(prompt: str = "Password: ", stream: Any = None, *, echo_char: str | None = None) -> str:
        """Asks at the page's input field, which does not show what is typed."""

        def write(text: str) -> None:
            if stream is None:
                room.write("stdout", text)
            else:
                stream.write(text)
                stream.flush()

        write(str(prompt))
        line = keyboard.secret()
        if line is None:
            raise EOFError
        hide(line)
        write((echo_char or "") * len(line) + "\n")
        return line

    getpass.__module__ = getpass.__qualname__ = "getpass"
    patches.replace(module, "getpass", getpass)
