"""Django's settings, derived from the environment (`environment.py`). Nothing else reads the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from yichuang.kit import keys, memory
from yichuang.site.environment import value

memory.spare()
VAR = Path(value("YICHUANG_VAR")).resolve()
DEBUG = value("YICHUANG_DEBUG") == "1"
ALLOWED_HOSTS = [host for host in value("YICHUANG_HOSTS").split(",") if host]
CSRF_TRUSTED_ORIGINS = [origin for origin in value("YICHUANG_ORIGINS").split(",") if origin]
KEYS = keys.KeyRing(VAR / "keys")
SECRET_KEY = KEYS.secret("django").hex()

INSTALLED_APPS = [
    "yichuang.workdays",
    "yichuang.people",
    "yichuang.catalogue",
    "yichuang.cases",
    "yichuang.exchange",
    "yichuang.statistics",
    "yichuang.reports",
    "yichuang.web",
    "yichuang.api",
    "yichuang.demo",
    "yichuang.site",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "yichuang.web.headers.content_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "yichuang.site.urls"
WSGI_APPLICATION = "yichuang.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "yichuang.web.context.hall",
            ]
        },
    }
]


def _database(url: str, *, user: str, role: str = "") -> dict[str, Any]:
    """Return one of Django's database entries: a server's by its URL, else the embedded server's for `user`."""
    time_out_ms = int(value("YICHUANG_STATEMENT_SECONDS")) * 1000 if user != "yichuang_owner" else 0
    options: dict[str, Any] = {
        "prepare_threshold": 5,  # lets kit/questions.py prepare; the ORM binds on our side and never does
        "options": f"-c statement_timeout={time_out_ms} -c lock_timeout=4000" + (f" -c role={role}" if role else ""),
    }
    entry: dict[str, Any] = {"ENGINE": "yichuang.kit.postgres", "OPTIONS": options, "CONN_MAX_AGE": 600}
    if not url:
        return entry | {"NAME": "yichuang", "USER": user, "EMBEDDED_DATA": VAR / "postgres"}
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ValueError("DATABASE_URL must be like postgresql://user:password@host:5432/name")
    return entry | {
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options | dict(parse_qsl(parts.query)),
    }


_URL, _OWNER_URL = value("DATABASE_URL"), value("DATABASE_OWNER_URL")
DATABASES = {
    "default": _database(_URL, user="yichuang_app", role="" if not _URL or _OWNER_URL else "yichuang_app"),
    "owner": _database(_OWNER_URL or _URL, user="yichuang_owner"),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = value("YICHUANG_HTTPS") == "1"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = value("YICHUANG_TIME_ZONE")
USE_I18N = True
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

HALL_DAY = value("YICHUANG_DAY")
DEMO_SCALE = value("YICHUANG_DEMO")
ADDRESS, PORT = value("HOST"), int(value("PORT"))
NUMBER_PREFIX = value("YICHUANG_NUMBER_PREFIX")
SERIES_FOLDER = value("YICHUANG_SERIES")
FONT_FOLDERS = [folder for folder in value("YICHUANG_FONTS").split(":") if folder]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
