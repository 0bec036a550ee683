"""The response headers of the site, read from netlify.toml, which the local server and the host both follow.

Path patterns mean what they mean to Netlify: `*` as a whole segment stands for everything that follows, `*` inside a
segment for any characters, and `:name` for one segment. Upper and lower case are the same.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from playground.project import NETLIFY, Failure

# What a host sends where no rule says otherwise.
CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
DEFAULTS = {"Cache-Control": "public, max-age=0, must-revalidate"}


@dataclass(frozen=True)
class Rule:
    pattern: str
    regex: re.Pattern[str]
    values: dict[str, str]


def read_rules(path: Path = NETLIFY) -> list[Rule]:
    try:
        data = tomllib.loads(path.read_text())
        return [
            Rule(rule["for"], compile_pattern(rule["for"]), dict(rule["values"])) for rule in data["headers"]
        ]
    except (OSError, KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise Failure(f"{path.name} cannot be read: {error}") from error


def compile_pattern(pattern: str) -> re.Pattern[str]:
    segments = [segment for segment in pattern.split("/") if segment]
    text = ""
    for segment in segments:
        if segment == "*":
            text += "(?:/.*)?"
        elif segment.startswith(":"):
            text += "/[^/]+"
        else:
            text += "/" + ".*".join(re.escape(part) for part in segment.split("*"))
    return re.compile((text or "/") + ("" if segments[-1:] == ["*"] or not segments else "/?"), re.IGNORECASE)


def headers_for(path: str, rules: list[Rule]) -> dict[str, str]:
    """The headers for a request path such as "/assets/a.js"; "/" counts as itself, not as "/index.html"."""
    headers = dict(DEFAULTS)
    suffix = ".html" if path.endswith("/") else PurePosixPath(path).suffix.lower()
    headers["Content-Type"] = CONTENT_TYPES.get(suffix, "application/octet-stream")
    for rule in rules:
        if rule.regex.fullmatch(path):
            headers.update(rule.values)
    return headers
