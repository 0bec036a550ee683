"""
A tree of calls in few lines. Of calls that are alike one is shown: neighbours as `× 12`, what was seen further up as
"as above", many calls of one function by their first. What is still too much for the budget is left out from the
depths up, except on the way to the error that ended the program. How much was left out is always said. The page's
counterpart is playground/web/src/trace/call-text.ts; tests/fixtures/text holds both to the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .lines import call_line, calls_of
from .trace import Trace

DEFAULT_BUDGET = 1_000
# An estimate on the safe side: tokenizers come to between three and four bytes of such text.
BYTES_PER_TOKEN = 3
# So many calls of one function are shown of one caller, and so many lines in all.
SIMILAR = 3
CHILDREN = 60


@dataclass
class Folded:
    """How many calls are not shown, by the reason."""

    alike: int = 0
    above: int = 0
    more: int = 0
    deeper: int = 0

    def total(self) -> int:
        return self.alike + self.above + self.more + self.deeper


@dataclass
class _Text:
    lines: list[str] = field(default_factory=list)
    tokens: int = 0
    folded: Folded = field(default_factory=Folded)
    # Whether a call was not opened for its depth alone.
    cut: bool = False


@dataclass
class _Entry:
    """A call that is shown, and how many like it follow at once."""

    call: int
    times: int = 1


class _Full(Exception):
    """The budget is spent."""


class TextTree:
    """The tree below calls of one trace. It may be asked several times."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._alike = trace.identities()
        self._failing = trace.failing()

    def text(self, calls: Sequence[int], *, depth: int | None = None, budget: int | None = None) -> str:
        """
        The calls with those inside. `depth`: how many levels below them, 0 for none. `budget`: how many tokens at most
        (as estimated by bytes); None: no limit. At least the first line is given.
        """
        made = self._made(calls, depth, budget)
        total = sum(self._trace.inside[call] for call in calls)
        return "\n".join([*made.lines, *_summary(total, made.folded)])

    def _made(self, calls: Sequence[int], depth: int | None, budget: int | None) -> _Text:
        if budget is None:
            return self._attempt(calls, depth, None)
        room = budget - tokens(_summary(10**7, Folded(10**7, 10**7, 10**7, 10**7))[0])
        best: _Text | None = None
        levels = 0
        while depth is None or levels <= depth:
            try:
                made = self._attempt(calls, levels, room)
            except _Full:
                break
            best = made
            if not made.cut:
                break
            levels += 1
        return best or self._beginning(calls, room)

    def _beginning(self, calls: Sequence[int], room: int) -> _Text:
        """Of what is too much even without what lies inside, the first lines."""
        text = _Text()
        for place, call in enumerate(calls):
            line = call_line(self._trace, call)
            if text.lines and text.tokens + tokens(line) > room:
                text.folded.more += sum(self._trace.inside[rest] for rest in calls[place:])
                break
            text.lines.append(line)
            text.tokens += tokens(line)
            text.folded.deeper += self._trace.inside[call] - 1
        return text

    def _attempt(self, calls: Sequence[int], levels: int | None, room: int | None) -> _Text:
        """Opens calls down to this level. Raises _Full."""
        text = _Text()
        seen: set[int] = set()
        # What is still to be said, last first: lines, and calls with their depths.
        waiting: list[str | tuple[_Entry, int]] = list(reversed(self._level(calls, 0, text)))
        while waiting:
            item = waiting.pop()
            line = item if isinstance(item, str) else ""
            if not isinstance(item, str):
                entry, depth = item
                line, opened = self._line(entry, depth, levels, seen, text)
                if opened:
                    inside = list(self._trace.children(entry.call))
                    waiting += reversed(self._level(inside, depth + 1, text))
            text.lines.append(line)
            text.tokens += tokens(line)
            if room is not None and text.tokens > room:
                raise _Full
        return text

    def _line(
        self, entry: _Entry, depth: int, levels: int | None, seen: set[int], text: _Text
    ) -> tuple[str, bool]:
        """The line of an entry, and whether the calls inside follow."""
        trace, call = self._trace, entry.call
        line = "  " * depth + call_line(trace, call)
        if entry.times > 1:
            line += f" × {entry.times:,}"
        inside = trace.inside[call] - 1
        if not trace.has_children(call):
            return line, False
        if self._alike[call] in seen and call not in self._failing:
            text.folded.above += inside
            return f"{line}  [as above, {calls_of(inside)}]", False
        if levels is not None and depth >= levels and call not in self._failing:
            text.cut = True
            text.folded.deeper += inside
            return f"{line}  [{calls_of(inside)} inside]", False
        seen.add(self._alike[call])
        return line, True

    def _level(self, calls: Sequence[int], depth: int, text: _Text) -> list[str | tuple[_Entry, int]]:
        """The entries of one caller's calls, and a line for those that are not shown."""
        trace, folded = self._trace, text.folded
        entries: list[_Entry] = []
        shown: dict[int, int] = {}
        more: dict[int, int] = {}
        left_out = 0
        for call in calls:
            function = trace.function[call]
            last = entries[-1] if entries else None
            if last and self._alike[last.call] == self._alike[call] and call not in self._failing:
                last.times += round(trace.calls_of(call))
                folded.alike += trace.inside[call]
            elif call in self._failing or (shown.get(function, 0) < SIMILAR and len(entries) < CHILDREN):
                entries.append(_Entry(call, round(trace.calls_of(call))))
                shown[function] = shown.get(function, 0) + 1
            else:
                more[function] = more.get(function, 0) + 1
                left_out += trace.inside[call]
        found: list[str | tuple[_Entry, int]] = [(entry, depth) for entry in entries]
        if more:
            folded.more += left_out
            found.append("  " * depth + self._more(more, left_out))
        return found

    def _more(self, more: dict[int, int], left_out: int) -> str:
        names = [f"{count:,} more of {self._trace.functions[f]['qualname']}" for f, count in more.items()]
        listed = ", ".join(names[:5]) + (f" and {len(names) - 5} other functions" if len(names) > 5 else "")
        inside = left_out - sum(more.values())
        return f"… {listed}" + (f", with {calls_of(inside)} inside" if inside else "")


def tokens(line: str) -> int:
    return -(-(len(line.encode("utf-8", "replace")) + 1) // BYTES_PER_TOKEN)


def _summary(total: int, folded: Folded) -> list[str]:
    """What was folded, in one line; nothing where all is shown."""
    if not folded.total():
        return []
    reasons = (
        (folded.alike, "alike"), (folded.above, "as above"), (folded.more, "more of the same"),
        (folded.deeper, "deeper"),
    )  # fmt: skip
    parts = ", ".join(f"{count:,} {reason}" for count, reason in reasons if count)
    return [f"{calls_of(total)}, {total - folded.total():,} of them shown; folded: {parts}"]
