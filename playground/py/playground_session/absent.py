"""
Modules that are part of Python, or were, but that Python in a browser does not have: one sentence for each that says
what to do instead. And the names of packages whose distribution is called otherwise than what a program imports.
"""

from __future__ import annotations

import sys

from calltrace._own import own as __builtins__  # type: ignore[no-redef]  # noqa: F401

_WINDOWS = (
    "needs windows, which a browser does not give to Python: print, ask with input(), or draw with Matplotlib"
)
_TERMINAL = "needs a terminal, which a browser does not have: use print() and input()"
_UNIX = "belongs to Unix, and a browser is none: leave out what needs it"
_MICROSOFT = "belongs to Windows, and a browser is none: leave out what needs it"
_INSTALLS = "installs packages, which this page does when a program imports them: leave it out"
_PROCESSES = "starts other processes, which a browser cannot: call the function directly, or use asyncio"

_ADVICE = {
    "_curses": _TERMINAL,
    "_multiprocessing": _PROCESSES,
    "_posixshmem": _PROCESSES,
    "_tkinter": _WINDOWS,
    "_winapi": _MICROSOFT,
    "curses": _TERMINAL,
    "dbm": "keeps data in files of other libraries, which are not in a browser: use sqlite3 or json",
    "ensurepip": _INSTALLS,
    "grp": _UNIX,
    "idlelib": _WINDOWS,
    "msilib": _MICROSOFT,
    "msvcrt": _MICROSOFT,
    "nt": _MICROSOFT,
    "pip": _INSTALLS,
    "posixshmem": _PROCESSES,
    "pwd": _UNIX,
    "readline": "needs a terminal, which a browser does not have: input() works without it",
    "resource": _UNIX,
    "syslog": _UNIX,
    "test": "holds Python's tests of itself, which are not here: use unittest",
    "tkinter": _WINDOWS,
    "turtle": "draws in a window of tkinter, which a browser does not give to Python: draw with Matplotlib",
    "turtledemo": _WINDOWS,
    "venv": _INSTALLS,
    "winreg": _MICROSOFT,
    "winsound": _MICROSOFT,
}
# The modules that Python itself has given up, with the version that no longer has them and what to use.
_GONE = {
    "aifc": ("3.13", ""), "asynchat": ("3.12", "asyncio"), "asyncore": ("3.12", "asyncio"), "audioop": ("3.13", ""),
    "cgi": ("3.13", "urllib.parse and email"), "cgitb": ("3.13", "traceback"), "chunk": ("3.13", ""),
    "crypt": ("3.13", "hashlib"), "distutils": ("3.12", "shutil and sysconfig"), "formatter": ("3.10", ""),
    "imghdr": ("3.13", ""), "imp": ("3.12", "importlib"), "lib2to3": ("3.13", ""), "mailcap": ("3.13", "mimetypes"),
    "nis": ("3.13", ""), "nntplib": ("3.13", ""), "ossaudiodev": ("3.13", ""), "parser": ("3.10", "ast"),
    "pipes": ("3.13", "subprocess, where there is one"), "sndhdr": ("3.13", ""), "spwd": ("3.13", ""),
    "smtpd": ("3.12", "asyncio"), "sunau": ("3.13", "wave"), "symbol": ("3.10", "ast"), "telnetlib": ("3.13", ""),
    "uu": ("3.13", "base64"), "xdrlib": ("3.13", "struct"),
}  # fmt: skip

# By what is imported, where it is not the distribution's own name.
_DISTRIBUTIONS = {
    "attr": "attrs", "Bio": "biopython", "bs4": "beautifulsoup4", "Crypto": "pycryptodome", "cv2": "opencv-python",
    "dateutil": "python-dateutil", "docx": "python-docx", "dotenv": "python-dotenv", "fitz": "PyMuPDF",
    "git": "GitPython", "google": "protobuf", "jose": "python-jose", "jwt": "PyJWT",
    "Levenshtein": "python-Levenshtein",
    "magic": "python-magic", "markdown": "Markdown", "mpl_toolkits": "matplotlib", "MySQLdb": "mysqlclient",
    "OpenSSL": "pyOpenSSL", "PIL": "Pillow", "pkg_resources": "setuptools", "pptx": "python-pptx",
    "psycopg2": "psycopg2-binary", "pylab": "matplotlib", "serial": "pyserial", "skimage": "scikit-image",
    "sklearn": "scikit-learn", "slugify": "python-slugify", "speech_recognition": "SpeechRecognition",
    "telegram": "python-telegram-bot", "usb": "pyusb", "win32api": "pywin32", "wx": "wxPython", "yaml": "PyYAML",
    "zmq": "pyzmq",
}  # fmt: skip


def is_pythons(name: str) -> bool:
    """Whether a module of this name is or was part of Python, so that no package has it."""
    return name in sys.stdlib_module_names or name in _ADVICE or name in _GONE


def advice(name: str) -> str | None:
    """One sentence about a module that is not here; None: it is no module of Python's."""
    top = name.partition(".")[0]
    if top in _ADVICE:
        kind = "is no package of a program" if top == "pip" else "is part of Python but not of a browser"
        return f"{top} {kind}. It {_ADVICE[top]}."
    if top in _GONE:
        since, instead = _GONE[top]
        return f"{top} is no longer part of Python since {since}" + (f": use {instead}." if instead else ".")
    if top in sys.stdlib_module_names:
        return f"{top} is part of Python but not of a browser: leave out what needs it."
    return None


def distribution(name: str) -> str:
    """What the package with this module is called where packages are installed from."""
    return _DISTRIBUTIONS.get(name, name)
