"""What the build makes of an example's PEP 723 block, and what it says when there is something wrong with one."""

import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from calltrace import Include
from playground.build.examples import (
    RECORDER,
    imported,
    loaded_by,
    read_example,
    read_examples,
    runnable,
)
from playground.build.runtime import Runtime
from playground.project import WEB, Failure

PROGRAM = '''\
# /// script
# requires-python = ">=3.11"
# dependencies = ["pandas>=3"]
# [tool.playground]
# title = "Shops"
# blurb = "Adds up."
# order = 3
# include = {libraries = true, packages = ["pandas"]}
# ///

"""What it does."""

import pandas.api as api, json
from numpy.linalg import norm
from . import sibling
'''


def runtime(**packages: str) -> Runtime:
    return Runtime(Path("abc"), "314", "3.14", packages, {}, {}, Path("tests.zip"))


@pytest.fixture
def example(tmp_path):
    (tmp_path / "shops.py").write_text(PROGRAM)
    return read_example(tmp_path / "shops.py")


def test_the_page_shows_the_program_without_its_block(example):
    assert example.source.startswith('"""What it does."""\n\nimport pandas')
    assert "///" not in example.source


def test_the_block_says_title_order_and_what_is_let_in(example):
    assert (example.name, example.title, example.blurb, example.order) == ("shops", "Shops", "Adds up.", 3)
    assert example.include == Include(libraries=True, packages=("pandas",)).as_json()


def test_packages_are_what_it_imports_and_the_site_has(example):
    assert imported(example, runtime(pandas="3", numpy="2", six="1")) == ["numpy", "pandas"]


def test_an_example_whose_package_the_site_lacks_is_left_out(example):
    assert runnable(example, runtime(pandas="3"))
    assert not runnable(example, runtime(numpy="2"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("# ///\n", ""), "has no PEP 723 block"),
        (('# title = "Shops"\n', ""), "its block is not complete: 'title'"),
        (("order = 3", "order = "), "its block is not complete"),
        (("{libraries", "{library"), "unknown key"),
    ],
)
def test_a_block_that_is_wrong_is_named(tmp_path, change, sentence):
    (tmp_path / "shops.py").write_text(PROGRAM.replace(*change))
    with pytest.raises(Failure, match=rf"examples/shops\.py.*{sentence}"):
        read_example(tmp_path / "shops.py")


def test_examples_come_in_the_order_they_ask_for():
    orders = [example.order for example in read_examples()]
    assert orders == sorted(orders)
    assert read_examples()[0].name == "fibonacci"


LOADED = """
import { registerHooks } from "node:module";
registerHooks({
    load(url, context, next) {
        console.log(url);
        return next(url, context);
    },
});
// Without its arguments it ends at once, after all that it imports.
await import(process.argv[2]).catch(() => {});
"""


def test_a_recording_is_made_again_for_what_node_loads_and_for_nothing_else(
    node: str, tmp_path: Path
) -> None:
    script = tmp_path / "loaded.mjs"
    script.write_text(LOADED)
    run = subprocess.run([node, str(script), RECORDER.as_uri()], capture_output=True, text=True, check=False)
    paths = [Path(unquote(urlsplit(line).path)) for line in run.stdout.split() if line.startswith("file:")]
    ours = sorted(path for path in paths if path.is_relative_to(WEB) and "node_modules" not in path.parts)
    assert RECORDER in ours
    assert ours == loaded_by(RECORDER)
