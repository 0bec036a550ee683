"""
Tests from a run: written from the calls of a trace, proven in fresh interpreters, held against mutants of the program.

Pure Python, without dependencies; it imports neither js nor pyodide. `session.write_tests` does it all; where a fresh
interpreter comes from is behind `interpreters.Interpreters`. What runs in there is in `inside`, which is started often:
so nothing is imported here.
"""
