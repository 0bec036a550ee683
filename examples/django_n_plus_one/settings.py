"""The settings: a database in memory, and one app."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent
SECRET_KEY = "only for a playground"
DEBUG = True
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
INSTALLED_APPS = ["library"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
    }
]
# A database in memory is empty at each run. manage.py names a file instead.
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ.get("DATABASE", ":memory:")}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
# What Django warns of is printed among the program's own lines.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"print": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"}},
    "loggers": {"django": {"handlers": ["print"], "level": "WARNING"}},
}
