"""Makes docs/guide.md a page of the site, /guide: its text inside what Vite built from playground/web/guide.html.

The pictures are published under names with a hash of their content. The page has no script, nor anything else that its
content security policy would have to allow.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions.toc import TocExtension

from playground.project import CACHE, ROOT, Failure, file_hash, key_of, say, write_atomically

GUIDE = ROOT / "docs" / "guide.md"
# How many pixels of a picture there are for one CSS pixel; playground/pictures.py takes them at this scale.
SCALE = 1.5
NAMED = re.compile(r"\(pictures/([\w-]+\.webp)\)")
PICTURE = re.compile(r'<p><img alt="([^"]*)" src="pictures/([\w-]+\.webp)" /></p>')


def guide_files(page: Path) -> dict[str, Path]:
    """The files to publish, by their paths in the site. `page` is the folder that Vite built."""
    text = GUIDE.read_text("utf-8")
    named = {name: GUIDE.parent / "pictures" / name for name in NAMED.findall(text)}
    # A missing picture does not stop the build, because pictures are taken of the built site.
    pictures = {name: path for name, path in named.items() if path.is_file()}
    for name in named.keys() - pictures.keys():
        say(f"docs/pictures/{name} is missing: `python3 -m playground pictures` makes it.")
    published = {
        name: f"assets/guide-{path.stem}-{file_hash(path)[:8]}.webp" for name, path in pictures.items()
    }
    frame = page / "guide.html"
    made = CACHE / "guide" / f"{key_of(text, published, Path(__file__), file_hash(frame))}.html"
    if not made.is_file():
        write_atomically(made, _page(frame.read_text("utf-8"), text, pictures, published))
    return {"guide.html": made, **{published[name]: path for name, path in pictures.items()}}


def _page(frame: str, text: str, pictures: dict[str, Path], published: dict[str, str]) -> str:
    markdown = Markdown(extensions=["tables", TocExtension(anchorlink=True, anchorlink_class="")])
    body = markdown.convert(text)

    def figure(found: re.Match[str]) -> str:
        caption, name = found.groups()
        if name not in pictures:
            return f"<figure><figcaption>{caption}</figcaption></figure>"
        width, height = (round(side / SCALE) for side in webp_size(pictures[name].read_bytes()))
        source = f'src="/{published[name]}" width="{width}" height="{height}"'
        return (
            f'<figure><img alt="" {source} loading="lazy" decoding="async" />'
            f"<figcaption>{caption}</figcaption></figure>"
        )

    body = PICTURE.sub(figure, body).replace(' class=""', "")
    tokens: list[dict[str, Any]] = getattr(markdown, "toc_tokens")  # noqa: B009 - the extension adds it
    # The title of the guide is not listed in its contents.
    contents = _contents(tokens[0]["children"])
    return frame.replace("<!--contents-->", contents).replace("<!--guide-->", body)


def _contents(tokens: list[dict[str, Any]]) -> str:
    entries = (
        f'<li><a href="#{token["id"]}">{html.escape(html.unescape(token["name"]))}</a>'
        f"{_contents(token['children']) if token['children'] else ''}</li>"
        for token in tokens
    )
    return f"<ul>{''.join(entries)}</ul>"


def webp_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of a lossy WebP, with or without an extended header."""
    kind = data[12:16]
    if data[:4] == b"RIFF" and kind == b"VP8X":
        return (int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1)
    if data[:4] == b"RIFF" and kind == b"VP8 ":
        return tuple(int.from_bytes(data[at : at + 2], "little") & 0x3FFF for at in (26, 28))  # type: ignore[return-value]
    raise Failure("A picture of the guide is no WebP that can be read.")
