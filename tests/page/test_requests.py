"""Requests that a program makes by Pyodide's own means: real ones, to the server that the page comes from."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .driver import Playground


@pytest.mark.same_page
def test_requests_become_events(playground: Playground, tmp_path: Path):
    playground.open()
    playground.wait_for_python()
    playground.run(f"""
        from pyodide.http import open_url, pyfetch, pyxhr

        async def fetched():
            response = await pyfetch("{playground.url}embed.html", method="GET")
            return len(await response.string())

        def opened():
            return len(open_url("{playground.url}embed.html").read())

        def asked():
            return len(pyxhr.get("{playground.url}embed.html", params={{"api_key": "hidden"}}).text)

        print(await fetched() == opened() == asked() > 0)
    """)
    expect(playground.output).to_contain_text("True")
    trace = playground.export(tmp_path / "trace.json")
    names = [trace["functions"][function]["name"] for function in trace["calls"]["function"]]
    # What the import of pyodide.http took is an event too.
    made = [event for event in trace["events"] if event["kind"] != "import"]
    events = [(names[event["call"]], event["kind"], event["data"]) for event in made]
    assert [(name, kind, data["method"], data["status"]) for name, kind, data in events] == [
        ("fetched", "http", "GET", 200),
        ("opened", "http", "GET", 200),
        ("asked", "http", "GET", 200),
    ]
    assert {data["url"] for _, _, data in events} == {f"{playground.url}embed.html"}
    assert all(event["duration_us"] > 0 for event in made)
