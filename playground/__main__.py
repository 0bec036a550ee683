"""`python3 -m playground`: see cli.py."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 -- this is the sentence that an older Python should say
    sys.exit("The playground needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")

from playground.cli import main

if __name__ == "__main__":
    sys.exit(main())
