"""What is shown of rows and mapped classes of SQLAlchemy, where it is installed: what is loaded, and no query runs."""

from __future__ import annotations

import pytest

from .descriptions import text

sa = pytest.importorskip("sqlalchemy")


def test_rows_and_mapped_classes_show_what_is_loaded() -> None:
    from sqlalchemy.orm import Session, declarative_base

    base = declarative_base()
    user_class = type(
        "User",
        (base,),
        {
            "__tablename__": "user",
            "id": sa.Column(sa.Integer, primary_key=True),
            "name": sa.Column(sa.String),
            "password": sa.Column(sa.String),
        },
    )
    engine = sa.create_engine("sqlite://")
    base.metadata.create_all(engine)
    ran: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *given: ran.append(given[2]))
    with Session(engine) as session:
        user = user_class(name="ada", password="hunter2")
        assert text(user) == "User(name='ada', password=redacted)"
        session.add(user)
        session.commit()
        ran.clear()
        assert text(user) == "User(id=<not loaded>, name=<not loaded>, password=<not loaded>)"
        assert ran == []
        row = session.execute(sa.text("select 1 as a, 'x' as b")).one()
        assert text(row) == "Row(a=1, b='x')"
