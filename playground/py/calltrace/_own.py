"""
A copy of the builtins for the recorder's own functions: a program that replaces `len` or `type` gets what it asked
for, and must not break what watches it. A module that imports this as `__builtins__` gives it to its functions.
"""

import builtins

own = dict(vars(builtins))
