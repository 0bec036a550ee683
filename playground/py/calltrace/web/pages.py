"""
What is shown at /_calltrace/: the list of the last requests, and each one's trace. The list is plain HTML without
scripts; everything that comes from a request is text.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from .requests import Request, Requests
from .viewer import file_of, page_of

# Beyond so many repeated statements of one request, the list says how many more there are.
MAX_SHOWN_REPEATS = 3
MAX_SQL = 160

# A page with a trace brings its own policy; what only a header can say is said here.
_HEADERS = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
_LIST_POLICY = (
    "Content-Security-Policy",
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    kind: str
    body: bytes
    more: Sequence[tuple[str, str]] = field(default=())

    @classmethod
    def nothing(cls) -> Answer:
        """What a stranger is told."""
        return cls(404, "text/plain; charset=utf-8", b"")

    @property
    def headers(self) -> list[tuple[str, str]]:
        length = ("Content-Length", str(len(self.body)))
        return [("Content-Type", self.kind), length, *_HEADERS, *self.more]


def answer(requests: Requests, method: str, path: str, base: str) -> Answer:
    """`path`: what comes behind `base`, where all of this lies."""
    if method not in ("GET", "HEAD"):
        return Answer(405, "text/plain; charset=utf-8", b"Only GET.\n", [("Allow", "GET, HEAD")])
    if path == "":
        return _html(_list(requests, base))
    if path == "requests.json":
        found = [{**each.as_json(), "url": f"{base}{each.id}/"} for each in requests.newest_first()]
        return Answer(200, "application/json", json.dumps(found).encode())
    id, _, rest = path.partition("/")
    request = requests.find(id)
    if request is None or rest not in ("", "trace.json"):
        return _html(_page("Not kept", _gone(requests, base)), 404)
    trace = request.trace()
    page = page_of(trace) if rest == "" else None
    if page is not None:
        return Answer(
            200, "text/html; charset=utf-8", page, [("Content-Security-Policy", "frame-ancestors 'none'")]
        )
    saved = ("Content-Disposition", f'attachment; filename="request-{id}.trace.json"')
    return Answer(200, "application/json", file_of(trace), [saved])


def _html(page: str, status: int = 200) -> Answer:
    return Answer(status, "text/html; charset=utf-8", page.encode(), [_LIST_POLICY])


def _gone(requests: Requests, base: str) -> str:
    return (
        f"<p>This request is not kept by process {requests.number}: only the last {requests.keep} are, until the "
        "process ends, and each process of a server knows its own.</p>"
        f'<p><a href="{escape(base)}">The last requests</a></p>'
    )


def _list(requests: Requests, base: str) -> str:
    found = requests.newest_first()
    if not found:
        return _page(
            "Requests", "<p>No request has been recorded yet. Make one, then load this page again.</p>"
        )
    rows = "".join(_row(request, base) for request in found)
    head = "".join(
        f'<th scope="col"{" class=number" if number else ""}>{name}</th>'
        for name, number in (
            ("Request", False), ("Status", False), ("Time", True), ("Calls", True), ("SQL", False), ("Began", False)
        )
    )  # fmt: skip
    dropped = (
        f"<p>{requests.dropped:,} more were dropped because they took too much memory.</p>"
        if requests.dropped
        else ""
    )
    return _page(
        "Requests",
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"<p>The last {requests.keep} requests of process {requests.number}, the newest first.</p>{dropped}",
    )


def _row(request: Request, base: str) -> str:
    status = "running" if request.status is None and not request.is_over else str(request.status or "–")
    bad = request.error is not None or (request.status or 0) >= 500
    error = f"<div class=error>{escape(request.error)}</div>" if request.error else ""
    began = time.strftime("%H:%M:%S", time.localtime(request.started))
    return (
        f'<tr><td><a href="{escape(base)}{request.id}/"><b>{escape(request.method)}</b> {escape(request.path)}</a>'
        f"{error}</td><td{' class=bad' if bad else ''}>{status}</td>"
        f"<td class=number>{_time(request.took_ms)}</td><td class=number>{request.calls:,}</td>"
        f"<td>{_sql(request)}</td><td>{began}</td></tr>"
    )


def _sql(request: Request) -> str:
    statements = request.statements
    if not statements:
        return "–"
    count = sum(times for _, times in statements)
    repeats = [(sql, times) for sql, times in statements if times > 1]
    lines = [
        f"<div><b>× {times:,}</b> <code>{escape(_cut(sql))}</code></div>"
        for sql, times in repeats[:MAX_SHOWN_REPEATS]
    ]
    if len(repeats) > MAX_SHOWN_REPEATS:
        lines.append(f"<div>and {len(repeats) - MAX_SHOWN_REPEATS:,} more repeated statements</div>")
    return f"{count:,} statement{'' if count == 1 else 's'}{''.join(lines)}"


def _cut(sql: str) -> str:
    plain = " ".join(sql.split())
    return plain if len(plain) <= MAX_SQL else plain[:MAX_SQL] + "…"


def _time(ms: float | None) -> str:
    if ms is None:
        return "…"
    return f"{ms:,.1f} ms" if ms < 1000 else f"{ms / 1000:,.2f} s"


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{title} · calltrace</title><style>{_STYLE}</style></head><body><h1>{title}</h1>{body}</body></html>"
    )


_STYLE = """
:root { --text: #1c2024; --quiet: #5b6270; --line: #dfe2e7; --back: #fff; --link: #1456c4; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e8eb; --quiet: #a2a9b4; --line: #343a42; --back: #16191d; --link: #8ab4ff; --bad: #ff8a80; }
}
body { margin: 2rem auto; padding: 0 1rem; max-width: 72rem; font: 15px/1.5 system-ui, sans-serif;
  color: var(--text); background: var(--back); }
h1 { font-size: 1.4rem; margin: 0 0 1rem; }
p { color: var(--quiet); }
a { color: var(--link); text-decoration: none; overflow-wrap: anywhere; }
a:hover, a:focus-visible { text-decoration: underline; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--quiet); font-weight: 500; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bad, .error { color: var(--bad); }
.error, code { font-size: .875em; overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  body { margin: 1rem auto; }
  thead { position: absolute; clip-path: inset(50%); }
  tr { display: flex; flex-wrap: wrap; gap: 0 1rem; padding: .5rem 0; border-bottom: 1px solid var(--line); }
  td { border: 0; padding: 0; }
  td:first-child, td:nth-child(5) { flex-basis: 100%; }
}
"""
