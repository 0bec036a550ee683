"""
Which test runs which line, and which tests an edit touches.

Pure Python, without dependencies; only `plugin` and `session`, the plugin for pytest, know pytest. `blocks` cuts a text
into the parts whose change matters, `watch` notes which lines run, `model` is what is kept of a test run, `file` its
form on disk, `choosing` says which tests an edit since then touches.
"""
