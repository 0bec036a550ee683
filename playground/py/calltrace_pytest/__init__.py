"""
A trace for each test that fails: `pytest --calltrace`. Only plugin.py is imported where nobody asks for it, and it
imports nothing of the recorder; that is why this is a package beside calltrace and not inside it.
"""
