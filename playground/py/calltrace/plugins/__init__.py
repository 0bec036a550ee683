"""
Plugins: functions of libraries that become events of a trace (a statement of SQL, a request, a line of a log).

    register(Plugin("mail", "mail", (Function("smtplib", "SMTP.sendmail", began={"to": "to_addrs"}),)))
"""

from .plugin import Function, Plugin, Seen
from .registry import register, unregister
from .watch import Watcher

__all__ = ["Function", "Plugin", "Seen", "Watcher", "register", "unregister"]
