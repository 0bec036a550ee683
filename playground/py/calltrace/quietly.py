"""`contextlib.suppress` that goes on working when a program has taken `issubclass` away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from ._own import private

if TYPE_CHECKING:
    from contextlib import suppress
else:
    suppress = private("contextlib").suppress

__all__ = ["suppress"]
