"""Each document names its scripts and style sheets with a hash of what they are."""

import base64
import hashlib
import re

import pytest

from playground.project import DIST


@pytest.mark.parametrize("document", ["index.html", "embed.html", "guide.html"])
def test_every_named_script_and_style_sheet_has_the_hash_of_its_file(document: str):
    text = (DIST / document).read_text("utf-8")
    tags = re.findall(r"<(?:script|link)\b[^>]*/assets/[^>]+\.(?:js|css)[^>]*>", text)
    assert tags
    for tag in tags:
        (name,) = re.findall(r'"/(assets/[^"]+)"', tag)
        (digest,) = re.findall(r'integrity="sha384-([^"]+)"', tag)
        assert base64.b64decode(digest) == hashlib.sha384((DIST / name).read_bytes()).digest()
