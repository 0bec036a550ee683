"""Installs the tools that a fresh clone lacks: the virtual environment, Node, npm packages, a browser.

It needs only the standard library, and does nothing where nothing changed: a stamp file says what each folder was made
from. The stamp lies inside the folder, so that deleting the folder is enough to have it made again.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from collections.abc import Sequence
from pathlib import Path

from playground.project import (
    CACHE,
    ROOT,
    VENV,
    WEB,
    Failure,
    NotHere,
    exclusive_lock,
    file_hash,
    key_of,
    say,
)

CONSTRAINTS = ROOT / "playground" / "constraints.txt"
MIN_NODE_VERSION = (22, 19)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FIREFOXES = ("firefox-esr", "firefox")
_SCRIPTS = "Scripts" if sys.platform == "win32" else "bin"


def inside_venv() -> bool:
    return Path(sys.prefix).resolve() == VENV.resolve()


def enter_venv(arguments: Sequence[str]) -> None:
    """Makes .venv ready, and starts this command again inside it, unless it runs there already."""
    with exclusive_lock("setup"):
        _install(_extra_requirements("dev"), "dev")
    if not inside_venv():
        command = [str(_python()), "-m", "playground", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        sys.stdout.flush()
        if sys.platform == "win32":
            sys.exit(subprocess.call(command, env=environment))
        os.execve(command[0], command, environment)


def node() -> tuple[str, dict[str, str]]:
    """The path of the Node to use, and environment variables in which it and its npm come first on PATH."""
    found = shutil.which("node")
    if found is None or not _new_enough(found):
        found = str(VENV / _SCRIPTS / "node")
        with exclusive_lock("setup"):
            _install(_extra_requirements("node"), "node")
        if not _new_enough(found):
            raise Failure("Node 22.19 or newer is needed, and the one from PyPI does not start here.")
    folder = str(Path(found).parent)
    return found, {**os.environ, "PATH": folder + os.pathsep + os.environ.get("PATH", "")}


def npm_packages() -> None:
    """Runs `npm ci` where node_modules was made from another package-lock.json, or does not exist."""
    stamp = WEB / "node_modules" / ".made-from"
    wanted = file_hash(WEB / "package-lock.json")
    with exclusive_lock("setup"):
        if stamp.is_file() and stamp.read_text() == wanted:
            return
        say("Installing npm packages …")
        _, environment = node()
        npm = shutil.which("npm", path=environment["PATH"])
        if npm is None:
            raise Failure(
                "npm is missing beside node: install it, or take node off PATH to use the one from PyPI."
            )
        _run_setup_command(
            [npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], "npm ci", cwd=WEB, env=environment
        )
        stamp.write_text(wanted)


def browser() -> str:
    """A Chromium to test in: an installed one, else Playwright's, else the distribution's (on Debian, for root)."""
    path = _installed_browser()
    if path is None:
        say("Fetching a browser …")
        for command in _browser_install_commands():
            if subprocess.run(command, capture_output=True, check=False).returncode == 0:
                path = _installed_browser()
                if path is not None:
                    break
    if path is None:
        raise Failure("No browser to test in: install Chromium or Chrome and put it on PATH.")
    return path


def firefox() -> str:
    """A Firefox to test in: an installed one, else the distribution's (on Debian, for root). Raises NotHere."""
    if path := _on_path(FIREFOXES):
        return path
    say("Fetching Firefox …")
    for command in _from_debian("firefox-esr"):
        subprocess.run(command, capture_output=True, check=False)
    if path := _on_path(FIREFOXES):
        return path
    raise NotHere("there is no Firefox on PATH, and none can be installed here.")


def _browser_install_commands() -> list[list[str]]:
    return [[str(_python()), "-m", "playwright", "install", "chromium"], *_from_debian("chromium")]


def _from_debian(package: str) -> list[list[str]]:
    """The commands that install a package of Debian's; none where this is no Debian, or the user is not root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("apt-get"):
        return []
    return [["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", package]]


def _on_path(names: Sequence[str]) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


def _installed_browser() -> str | None:
    if path := _on_path(BROWSERS):
        return path
    answer = subprocess.run(
        [
            str(_python()),
            "-c",
            "from playwright.sync_api import sync_playwright as start\n"
            "with start() as p: print(p.chromium.executable_path)",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    path = answer.stdout.strip()
    return path if path and Path(path).is_file() else None


def _extra_requirements(name: str) -> list[str]:
    """The requirements of an extra in pyproject.toml."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    return list(project["optional-dependencies"][name])


def _python() -> Path:
    return VENV / _SCRIPTS / ("python.exe" if sys.platform == "win32" else "python")


def _install(requirements: list[str], name: str) -> None:
    """Installs pinned requirements into .venv with pip, unless the stamp `name` says that this was done."""
    stamp = VENV / f".installed-{name}"
    if not _is_usable(_python()):
        say("Making a virtual environment in .venv …")
        try:
            venv.create(VENV, with_pip=True, clear=VENV.exists(), symlinks=sys.platform != "win32")
        except (OSError, subprocess.CalledProcessError) as error:
            raise Failure(
                "No virtual environment can be made: this Python lacks ensurepip "
                "(on Debian and Ubuntu: apt install python3-venv)."
            ) from error
    wanted = key_of(requirements, CONSTRAINTS)
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    say(f"Installing Python packages ({', '.join(r.partition('==')[0] for r in requirements)}) …")
    pip = [str(_python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run_setup_command([*pip, "--constraint", str(CONSTRAINTS), *requirements], "pip install")
    stamp.write_text(wanted)


def _is_usable(python: Path) -> bool:
    """Whether .venv has a Python that is new enough and has pip."""
    if inside_venv():
        return True
    check = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    return (
        python.is_file()
        and subprocess.run([python, "-c", check], capture_output=True, check=False).returncode == 0
    )


def _new_enough(node_path: str) -> bool:
    try:
        answer = subprocess.run([node_path, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return False
    version = re.match(r"v(\d+)\.(\d+)", answer)
    return version is not None and (int(version[1]), int(version[2])) >= MIN_NODE_VERSION


def _run_setup_command(
    command: list[str], what: str, cwd: Path = ROOT, env: dict[str, str] | None = None
) -> None:
    """Runs a command. Raises Failure with a sentence that names it; its whole output is then in .cache/."""
    answer = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        log = CACHE / "last-failure.log"
        log.write_text(answer.stdout + answer.stderr)
        lines = [line for line in answer.stderr.splitlines() if line.strip()]
        last = next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "no message")
        raise Failure(f"{what} failed: {last.strip()} (all of it: {log.relative_to(ROOT)})")
