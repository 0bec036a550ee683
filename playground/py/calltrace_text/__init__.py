"""
Traces as text, for terminals, scripts and assistants: the tree of calls in few lines, every call of a function, what
two runs differ in. `calltrace cat` and its neighbours are made of it, and what `calltrace.record` gives. The page has
no need of it, and does not carry it.
"""
