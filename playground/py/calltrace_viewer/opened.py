"""
The files that `calltrace view` is given. What is in them, the page finds out: it reads every format that the playground
reads.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from calltrace.finishing import why
from calltrace.page import is_web_page, run_in

# The page opens no more (playground/web/src/open/gunzip.ts).
MAX_BYTES = 300_000_000


class CannotShow(Exception):
    """Its text is the one sentence that a person reads."""


@dataclass(frozen=True)
class Opened:
    path: str

    @property
    def name(self) -> str:
        return os.path.basename(self.path)

    def read(self) -> bytes:
        """The content as it is now. Of a web page only the run in it is taken, and nothing of it runs."""
        try:
            if os.path.isdir(self.path):
                raise CannotShow(f"{self.path} is a folder: name a file in it.")
            if os.path.getsize(self.path) > MAX_BYTES:
                raise CannotShow(
                    f"{self.path} is larger than the {MAX_BYTES // 1_000_000} MB that the page opens."
                )
            with open(self.path, "rb") as file:
                content = file.read()
        except OSError as error:
            raise CannotShow(f"{self.path} cannot be read: {error.strerror or why(error)}.") from None
        if not is_web_page(content):
            return content
        try:
            run = run_in(content)
        except ValueError:
            raise CannotShow(f"The run in {self.path} is damaged: copy or record it again.") from None
        if run is None:
            raise CannotShow(f"{self.path} is a web page without a run in it.")
        return run
