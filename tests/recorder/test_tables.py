"""Arrays, series and frames as small tables. Runs where numpy and pandas are; the page's tests see to it once more."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .test_snapshots import kept, text

np = pytest.importorskip("numpy")


def table(value: Any) -> dict[str, Any]:
    found = kept(value)[0]["table"]
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    return dict(found)


def test_arrays() -> None:
    assert text(np.array([1, 2, 3])) == "array([1, 2, 3])"
    assert text(np.float64(1.5)) == "1.5"
    assert text(np.int64(3)) == "3"
    assert text(np.zeros((200, 3))) == "ndarray (200 × 3, float64)"
    assert text(np.zeros((2, 2, 2), dtype=complex)) == "ndarray (2 × 2 × 2, complex128)"
    assert text(np.array(5)) == "array(5)"
    assert text(np.array([])) == "array([])"
    assert table(np.array([[1, 2], [3, 4]])) == {
        "columns": [0, 1],
        "dtypes": ["int64", "int64"] if np.array([1]).dtype == np.int64 else ["int32", "int32"],
        "index": [0, 1],
        "rows": [[1, 2], [3, 4]],
        "shape": [2, 2],
    }
    big = table(np.arange(10_000).reshape(100, 100))
    assert (len(big["rows"]), len(big["rows"][0]), big["shape"]) == (12, 12, [100, 100])
    assert table(np.array([1.0, np.nan, np.inf]))["rows"] == [[1.0], ["NaN"], ["inf"]]
    assert table(np.array([object(), "a", None], dtype=object))["rows"] == [["<object>"], ["a"], [None]]
    assert table(np.array(["2026-11-21"], dtype="datetime64[D]"))["rows"] == [["2026-11-21"]]


def test_moments_in_their_zone_periods_intervals_and_single_values() -> None:
    pd = pytest.importorskip("pandas")
    moment = pd.Timestamp("2026-01-01", tz="Europe/Oslo")
    assert text(moment) == "Timestamp('2026-01-01 00:00:00+0100', tz='Europe/Oslo')"
    assert text(pd.Period("2026-01")) == "Period('2026-01', 'M')"
    assert text(pd.Interval(1, 2)) == "Interval(1, 2]"
    assert text([pd.NaT, pd.NA, pd.Timedelta("1D")]) == "[NaT, <NA>, Timedelta('1 days 00:00:00')]"
    assert text(pd.Categorical(["a"])) == "Categorical([a])"
    assert text(pd.array([1, None], dtype="Int64")) == "IntegerArray([1, None])"
    frame = pd.DataFrame(
        {
            "at": [moment, pd.NaT],
            "month": pd.PeriodIndex(["2026-01", None], freq="M"),
            "span": pd.arrays.IntervalArray.from_tuples([(0, 1), (1, 2)]),
            "long": pd.to_timedelta(["1D", None]),
            "password": ["hunter2", "x"],
        },
        index=pd.date_range("2026-01-01", periods=2, tz="Europe/Oslo"),
    )
    found = table(frame)
    assert found["rows"] == [
        ["2026-01-01 00:00:00+01:00", "2026-01", "(0, 1]", "1 days 00:00:00", "redacted"],
        ["NaT", "NaT", "(1, 2]", "NaT", "redacted"],
    ]
    assert found["index"] == ["2026-01-01 00:00:00+01:00", "2026-01-02 00:00:00+01:00"]


def test_tables_of_polars_and_pyarrow() -> None:
    pl, pa = pytest.importorskip("polars"), pytest.importorskip("pyarrow")
    frame = pl.DataFrame({"a": [1, 2], "b": ["x", None], "password": ["hunter2", "?"]})
    assert text(frame) == "DataFrame (2 rows × 3 columns)"
    assert table(frame)["rows"] == [[1, "x", "redacted"], [2, None, "redacted"]]
    assert table(pl.Series("s", [1.5]))["columns"] == ["s"]
    arrow = pa.table({"a": [1], "b": ["x"]})
    assert (text(arrow), table(arrow)["rows"]) == ("Table (1 row × 2 columns)", [[1, "x"]])
    assert text(pa.array([1, None])) == "Int64Array([1, None])"
    assert text(pa.scalar("x")) == "StringScalar('x')"


def test_frames() -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(
        {
            "city": ["Oslo", "Rome", None],
            "n": [1, 2, 3],
            "x": [1.5, None, 2.0],
            "day": pd.to_datetime(["2026-01-01", "2026-01-02", None]),
            "kind": pd.Categorical(["a", None, "b"]),
            "yes": [True, False, True],
            "whole": pd.array([1, None, 3], dtype="Int64"),
            "any": [1, "s", (2,)],
        }
    )
    assert text(frame) == "DataFrame (3 rows × 8 columns)"
    found = table(frame)
    assert found["columns"] == ["city", "n", "x", "day", "kind", "yes", "whole", "any"]
    assert found["index"] == [0, 1, 2]
    assert found["shape"] == [3, 8]
    by_column = dict(zip(found["columns"], zip(*found["rows"], strict=True), strict=True))
    assert by_column["city"][:2] == ("Oslo", "Rome")
    assert by_column["n"] == (1, 2, 3)
    assert by_column["x"] == (1.5, "NaN", 2.0)
    assert by_column["day"][0].startswith("2026-01-01")
    assert by_column["kind"] == ("a", None, "b")
    assert by_column["yes"] == (True, False, True)
    assert by_column["whole"] == (1, None, 3)
    assert by_column["any"] == (1, "s", "<tuple>")

    assert text(frame["n"]) == "Series n (3 entries, int64)"
    assert table(frame["n"])["rows"] == [[1], [2], [3]]
    assert text(frame.index) == "RangeIndex([0, 1, 2])"
    assert text(frame.columns).startswith("Index([city, n, x")
    grouped = frame.set_index(["city", "n"])
    assert table(grouped)["index"][0] == "Oslo, 1"
    assert text(pd.DataFrame()) == "DataFrame (0 rows × 0 columns)"
    wide = table(pd.DataFrame({f"c{n}": range(50) for n in range(50)}))
    assert (len(wide["columns"]), len(wide["rows"]), wide["shape"]) == (12, 12, [50, 50])


def test_a_subclass_is_not_taken_for_the_real_thing() -> None:
    ran: list[str] = []

    class Mine(np.ndarray):  # type: ignore[misc, name-defined]
        def __getattribute__(self, name: str) -> Any:
            ran.append(name)
            return super().__getattribute__(name)

    value = np.zeros(3).view(Mine)
    ran.clear()
    assert text(value) == "<Mine>" or text(value).startswith("Mine(")
    assert ran == []
