/**
 * Finds the packages that a program imports by a regular expression: for the "Libraries" list while the user types,
 * and to fetch packages before Python is there to parse. What is loaded and included is decided by the Python side,
 * which really parses the program.
 */

/** Top-level names of the standard library of Python 3.14 (`sys.stdlib_module_names` without private ones). */
const STANDARD_NAMES =
  "abc annotationlib antigravity argparse array ast asyncio atexit base64 bdb binascii bisect builtins " +
  "bz2 cProfile calendar cmath cmd code codecs codeop collections colorsys compileall compression " +
  "concurrent configparser contextlib contextvars copy copyreg csv ctypes curses dataclasses datetime " +
  "dbm decimal difflib dis doctest email encodings ensurepip enum errno faulthandler fcntl filecmp " +
  "fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp " +
  "gzip hashlib heapq hmac html http idlelib imaplib importlib inspect io ipaddress itertools json " +
  "keyword linecache locale logging lzma mailbox marshal math mimetypes mmap modulefinder msvcrt " +
  "multiprocessing netrc nt ntpath nturl2path numbers opcode operator optparse os pathlib pdb pickle " +
  "pickletools pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd " +
  "py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource " +
  "rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket " +
  "socketserver sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep " +
  "struct subprocess symtable sys sysconfig syslog tabnanny tarfile tempfile termios textwrap this " +
  "threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle " +
  "turtledemo types typing unicodedata unittest urllib uuid venv warnings wave weakref webbrowser " +
  "winreg winsound wsgiref xml xmlrpc zipapp zipfile zipimport zlib zoneinfo ";

const STANDARD = new Set(STANDARD_NAMES.trim().split(" "));

const IMPORT = /^[ \t]*import[ \t]+([^#\n;]+)|^[ \t]*from[ \t]+([A-Za-z_]\w*)[\w.]*[ \t]+import\b/gm;

export interface Imports {
  /** Third-party packages by their import name, in the order in which they first appear. */
  packages: string[];
  standardLibrary: boolean;
}

export function importsOf(source: string): Imports {
  const names = new Set<string>();
  for (const [, plain, from] of source.matchAll(IMPORT)) {
    if (from) names.add(from);
    for (const part of plain?.split(",") ?? []) {
      const name = /^\s*([A-Za-z_]\w*)/.exec(part)?.[1];
      if (name) names.add(name);
    }
  }
  const packages = [...names].filter((name) => !STANDARD.has(name) && !name.startsWith("_"));
  return { packages, standardLibrary: names.size > packages.length };
}
