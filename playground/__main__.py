"""The entry of `python3 -m playground`; cli.py has its commands."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 -- an older Python should say this sentence
    sys.exit("The playground needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")

from playground.cli import main

if __name__ == "__main__":
    sys.exit(main())
