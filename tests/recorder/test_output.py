"""How much of a program's output is kept: the beginning whole, then only the end, and a line that says so."""

from playground_session.streams import PIECE_CHARACTERS, Room


class Written:
    """A recorder that only writes."""

    def __init__(self) -> None:
        self.pieces: list[tuple[str, str]] = []
        # How many pieces had been handed over when it was last asked for.
        self.handed_over = 0

    def flush(self) -> None:
        self.handed_over = len(self.pieces)

    def write(self, stream: str, text: str, image: str | None = None) -> None:
        self.pieces.append((stream, text))

    def text(self) -> str:
        return "".join(text for _, text in self.pieces)


def room(whole: int = 100 + PIECE_CHARACTERS, last: int = 10) -> tuple[Room, Written]:
    written = Written()
    return Room(written, whole, last), written  # type: ignore[arg-type]


def test_what_fits_goes_through_as_it_is():
    kept, written = room()
    for text in ("one\n", "two\n"):
        kept.write("stdout", text)
    kept.give_back()
    assert written.pieces == [("stdout", "one\n"), ("stdout", "two\n")]


def test_the_beginning_is_kept_and_the_end_and_what_is_missing_is_counted():
    kept, written = room()
    for n in range(100):
        kept.write("stdout", f"{n:03}\n")
    assert written.text().startswith("".join(f"{n:03}\n" for n in range(25)) + "\n… more than 150 characters")
    assert "028" not in written.text()
    # Who looks at a program that goes on printing is told.
    assert written.handed_over == len(written.pieces)
    kept.give_back()
    assert written.text().endswith("\n… 72 lines, 290 characters are left out here …\n7\n098\n099\n")


def test_one_long_line_is_cut_within():
    kept, written = room()
    kept.write("stdout", "x" * 1_000_000 + "end")
    kept.give_back()
    assert written.text().startswith("x" * 100 + "\n…")
    assert written.text().endswith("\n… 999,893 characters are left out here …\nxxxxxxxend")


def test_the_streams_keep_their_order_where_only_the_end_is_kept():
    kept, written = room()
    kept.write("stdout", "x" * 100)
    for n in range(4):
        kept.write("stdout", f"o{n}")
        kept.write("stderr", f"e{n}")
    kept.give_back()
    assert [piece for piece in written.pieces if "…" not in piece[1]][1:] == [
        ("stderr", "e1"), ("stdout", "o2"), ("stderr", "e2"), ("stdout", "o3"), ("stderr", "e3"),
    ]  # fmt: skip


def test_streams_that_take_turns_cost_more_than_their_letters():
    kept, written = room(whole=1000)
    for _ in range(1000):
        kept.write("stdout", "o")
        kept.write("stderr", "e")
    kept.give_back()
    assert len(written.pieces) < 40


def test_what_was_given_back_is_not_given_again():
    kept, written = room()
    kept.write("stdout", "x" * 200)
    kept.give_back()
    before = len(written.pieces)
    kept.give_back()
    assert len(written.pieces) == before
    kept.write("stdout", "later")
    kept.give_back()
    assert written.text().endswith("later")
