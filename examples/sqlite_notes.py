# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.playground]
# title = "Notes in SQLite"
# blurb = "A notebook in a database in memory, with a Python function that the database calls back."
# order = 16
# ///
"""Keep notes and their tags in SQLite and
search them.

SQLite is written in C, so it has no calls of
its own to show; its statements stand in the
picture as events, below the calls that made
them. But `relevance` is handed to it as an
SQL function, and the database calls it for
every row: find those calls below `search`.
"""

import sqlite3

SCHEMA = """
    CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
    CREATE TABLE tag (note INTEGER REFERENCES note, name TEXT NOT NULL, UNIQUE (note, name));
"""


def open_notebook() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    connection.create_function("relevance", 2, relevance, deterministic=True)
    return connection


def relevance(text: str, words: str) -> int:
    """How many of the words the text has; SQLite calls this, not we."""
    return len(words_of(text) & words_of(words))


def words_of(text: str) -> set[str]:
    return set(text.lower().replace(",", " ").replace(".", " ").split())


def add_note(db: sqlite3.Connection, text: str, *tags: str) -> int:
    """Store a note with its tags, all or nothing, and return its number."""
    with db:  # commits at the end, or rolls back if something was raised
        note = db.execute("INSERT INTO note (text) VALUES (?)", (text,)).lastrowid
        for tag in tags:
            add_tag(db, note, tag)
    return note


def add_tag(db: sqlite3.Connection, note: int, name: str) -> None:
    db.execute("INSERT INTO tag VALUES (?, ?)", (note, name))


def search(db: sqlite3.Connection, words: str) -> list[str]:
    query = (
        "SELECT text FROM note WHERE relevance(text, :words) > 0 ORDER BY relevance(text, :words) DESC, id"
    )
    return [text for (text,) in db.execute(query, {"words": words})]


def count_tags(db: sqlite3.Connection) -> dict[str, int]:
    return dict(db.execute("SELECT name, count(*) FROM tag GROUP BY name ORDER BY name"))


db = open_notebook()
add_note(db, "Water the tomatoes, then the beans.", "garden", "today")
add_note(db, "Beans need a trellis before June.", "garden")
add_note(db, "Ask Noor about the old bicycle.", "people")
add_note(db, "Bicycle: new chain, new bell.", "repair", "today")
try:
    add_note(db, "This note will not last.", "oops", "oops")  # the same tag twice is refused
except sqlite3.IntegrityError as error:
    print("not stored:", error)

print("tags:", count_tags(db))
for text in search(db, "beans bicycle new"):
    print("-", text)
