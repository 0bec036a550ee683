"""
What the doors into web apps (calltrace.django, calltrace.asgi, calltrace.wsgi) share: each request is a recording of
its own, however many are answered at once, and /_calltrace/ shows the last ones. None of it is in the page's recorder.
"""
