"""
The ground floor of a recording: the flat lists that the hot path (calls.py) adds to, how wide their rows are, the run's
clock, and what hooks and plugins may ask of a recorder. It imports nothing of what stands on it. Leaves to columns.py
what becomes of the lists, to recorder.py when they are handed over.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import CodeType, FrameType
from typing import Any, Literal, NamedTuple, Protocol

from ._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401
from .chunk import RAISED
from .frames import CodeInfo
from .frozen import NOT_KEPT, UNKNOWN
from .limit import CallLimit
from .shapes import Frozen

# A flat list holds its rows one behind the other; these are how many entries a row has. Of a call that began: function
# and thread, parent, time (seconds), line of the call. Its arguments are in a list of their own, because a tuple kept
# per call is one thing more for Python's garbage collector to walk through.
BEGAN_WIDTH = 4
# Of a call that returned: call, time, result.
RETURNS_WIDTH = 3
# Of a call that ended otherwise: call, time, outcome, result.
ENDED_WIDTH = 4
# Of a variable that changed: call, name, value.
AFTER_WIDTH = 3
# A function's number and its thread's share one integer: the thread's number stands above this bit.
THREAD_SHIFT = 20

_traceback_of = BaseException.__dict__["__traceback__"].__get__


class Clock(NamedTuple):
    """
    The time of a run: µs since its start, less what the recorder itself took. The hot path reads the variables behind
    these functions at every call, so it is calls.py that makes them.
    """

    now: Callable[[], float]
    # Sets the clock back to this time, so that the recorder's own work since then is not counted.
    rewind: Callable[[float], None]
    # Sets the time from which on the beginning or the end of a call hands over what has gathered.
    set_due: Callable[[float], None]


class Journal:
    """What was noted of calls and has not been handed over, and in which call the last exception was raised."""

    __slots__ = (
        "_raised", "after", "began", "ended", "given", "mixed", "raised_in", "resumes", "returns", "same",
    )  # fmt: skip

    def __init__(self) -> None:
        # Rows of the widths above, flat. `given`: as many arguments as the call's function has parameters.
        self.began: list[Any] = []
        self.given: list[Any] = []
        self.returns: list[Any] = []
        self.ended: list[Any] = []
        self.after: list[Any] = []
        # A step of a generator or coroutine, and the first step of the same one, in turn.
        self.resumes: list[int] = []
        # A call and two of its variables that are one object.
        self.same: list[tuple[int, str, str]] = []
        # Whether there were values besides integers, texts and None: then numbers of different types may be equal.
        self.mixed = False
        # The call in which the exception that unwound last was raised.
        self.raised_in: int | None = None
        # Of that exception: its id, the same call, and which frame it goes on to and where that stands.
        self._raised: tuple[int, int, tuple[int, int]] = (0, -1, (0, 0))

    def note_raised(self, call: int, error: BaseException | None, frame: FrameType, below: Any) -> None:
        """Keeps which call an exception that goes through several was raised in; `below` is the caller's frame."""
        identity, innermost, place = self._raised
        if error is not None:
            found = _traceback_of(error)
            passes = identity == id(error) and found is not None and found.tb_next is not None
        else:
            # setprofile does not say which exception; one that goes on leaves its caller where that made the call.
            passes = place == (id(frame), frame.f_lasti)
        if not passes:
            innermost = call
        self._raised = (id(error), innermost, (id(below), below.f_lasti))
        self.raised_in = innermost

    def keep_raised_above(self, call: int, value: Frozen) -> None:
        """
        Near the recursion limit there is no room to freeze an exception. It goes on through `call`, where there was
        more room: its value is noted in the calls above, which it has left.
        """
        ended = self.ended
        row = len(ended) - ENDED_WIDTH
        while row >= 0 and ended[row] > call:
            if ended[row + 2] == RAISED and (ended[row + 3] is NOT_KEPT or ended[row + 3] is UNKNOWN):
                ended[row + 3] = value
            row -= ENDED_WIDTH


class ProfileListener(Protocol):
    """Who else wants to know of calls: plugins, and on a Python without `sys.monitoring` all that a hook is told."""

    def began(self, frame: FrameType, call: int) -> None:
        """A call has begun, of a function that is seen for the first time in its thread."""

    def wants(self, frame: FrameType, event: str, value: Any) -> bool: ...

    def profile(self, frame: FrameType, event: str, value: Any) -> None: ...


class RecorderForHooks(Protocol):
    """What hooks, and the hot path behind them, ask of a recorder."""

    @property
    def journal(self) -> Journal: ...

    @property
    def limit(self) -> CallLimit: ...

    @property
    def plugins(self) -> ProfileListener: ...

    @property
    def lock(self) -> AbstractContextManager[Any]:
        """Held while a thread notes a call or hands over; a signal may land while its own thread holds it."""

    @property
    def seconds(self) -> Callable[[], float]:
        """Counts seconds, from whatever moment; the run's clock is made of it."""

    @property
    def notes(self) -> list[str]:
        """What the trace has to say about itself; a hook adds what it missed."""

    def admit(
        self, code: CodeType, frame: FrameType, suppressed: bool
    ) -> CodeInfo | Literal["import", "unrecorded"] | None:
        """
        What is to be known of a code object; None: it is left out. "import": it is left out, and so is what it calls
        until it ends but for the program's own code, because it imports a module. "unrecorded": it is let in, but not
        while recording is `suppressed`.
        """

    def add_thread(self, idle: Callable[[], bool], greenlet: bool) -> int:
        """
        The number of the running thread, or of the running `greenlet`, which is new. `idle` says whether no recorded
        call of it is running.
        """

    def hand_over(self, *, inside: bool = False) -> None:
        """Hands over what has gathered; `inside` a hook function, which Python tells of no calls."""

    @property
    def place(self) -> Callable[[CodeType, int], None] | None:
        """Is told of the lines that the program comes to; see places.py. None: nobody wants to know."""

    def hand_over_before(self, *, first: bool, calls_c: bool) -> None:
        """
        Hands over what has gathered, if there is anything, before the program goes on into what may take long. See
        Pace.place_goes_out.
        """


class RecorderForPlugins(Protocol):
    """What plugins ask of a recorder."""

    @property
    def lock(self) -> AbstractContextManager[Any]: ...

    @property
    def read_stack(self) -> bool:
        """Whether arguments may be read off the memory of Python's frames."""

    @property
    def read_source(self) -> Callable[[str, dict[str, Any]], str]:
        """Gives the text of a file as code objects name it; the second argument is the globals that its code has."""

    def now(self) -> float:
        """µs since the start, less what the recorder itself took."""

    def running_call(self) -> int:
        """The call that runs in this thread; -1: none."""

    def first_running_call(self) -> int:
        """The call that runs in the thread that started the recording; -1: none."""

    def look_anew(self) -> None:
        """From now on every function counts, in this thread, as one that is seen for the first time."""
