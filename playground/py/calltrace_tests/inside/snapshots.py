"""Values of a running program as a trace has them, so that what happens now can be held against what was recorded."""

from __future__ import annotations

import json
from typing import Any

from calltrace.frozen import use_secrets
from calltrace.snapshot import freeze
from calltrace.values import Values


class Snapshots:
    def __init__(self) -> None:
        use_secrets(())
        self._values = Values()

    def take(self, value: Any) -> int:
        """The number of a value among `values`."""
        return self._values.number(freeze(value))

    @property
    def values(self) -> list[dict[str, Any]]:
        return [json.loads(text) for text in self._values.new]
