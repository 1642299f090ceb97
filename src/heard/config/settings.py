"""Django settings. Every choice that an installation makes comes from the environment (see environment.py)."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from heard.config import environment

ROOMS = Path(__file__).resolve().parent.parent
HOME = environment.home()

DEBUG = environment.flag("HEARD_DEBUG")
SECRET_KEY = environment.kept_secret("secret_key")
# Signs checkpoints of the ledger; Ed25519 seed derived from it.
LEDGER_KEY = environment.kept_secret("ledger_key")
# Encrypts contacts.
CONTACT_KEY = environment.kept_secret("contact_key")
ALLOWED_HOSTS = os.environ.get("HEARD_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("HEARD_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "heard.store",
    "heard.design",
    "heard.ledger",
    "heard.organisations",
    "heard.tasks",
    "heard.messages",
    "heard.voices",
    "heard.coding",
    "heard.checking",
    "heard.signals",
    "heard.decisions",
    "heard.assurance",
    "heard.pages",
    "heard.demonstration",
    "heard.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "heard.design.language.LanguageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "heard.organisations.middleware.ActorMiddleware",
    "heard.organisations.middleware.SecondStepMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]

ROOT_URLCONF = "heard.config.urls"
WSGI_APPLICATION = "heard.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [
            ROOMS / room / "templates"
            for room in (
                "design",
                "organisations",
                "tasks",
                "messages",
                "voices",
                "coding",
                "checking",
                "signals",
                "decisions",
                "assurance",
                "pages",
                "demonstration",
            )
        ],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "heard.config.jinja.environment",
            "context_processors": [
                "heard.config.jinja.frame",
            ],
        },
    },
    {
        # allauth renders its e-mails and the fragments that Heard does not replace with Django's own templates.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

# Templates that one process compiled, for the next. Whoever may write here runs as Heard, as in the whole home folder.
COMPILED_TEMPLATES = Path(os.environ.get("HEARD_COMPILED", str(HOME / "compiled")))

DATABASES = {"default": environment.database(os.environ.get("DATABASE_URL"))}
# Attempts to sign in are counted here, so that several processes count together (ADR 5). The table is made by a
# migration of organisations. Beyond so many entries a third of them is dropped.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "attempts",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisations.Account"
AUTHENTICATION_BACKENDS = ["heard.organisations.sessions.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by invitation to that very address
ACCOUNT_ADAPTER = "heard.organisations.allauth_adapter.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True  # people are told when their password or second step changes
MFA_TOTP_ISSUER = "Heard"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "heard.organisations.allauth_adapter.SecondStepAdapter"
# Whether roles that read originals or administer have to have a second step (organisations/second_step.py says which).
REQUIRE_MFA = environment.flag("HEARD_REQUIRE_MFA", default=not DEBUG)
# allauth's forms with Heard's labels and sentences.
ACCOUNT_FORMS = {
    "login": "heard.organisations.forms.accounts.SignIn",
    "reset_password": "heard.organisations.forms.accounts.ForgottenPassword",
    "reset_password_from_key": "heard.organisations.forms.accounts.NewPassword",
    "change_password": "heard.organisations.forms.accounts.ChangePassword",
    "reauthenticate": "heard.organisations.forms.accounts.ConfirmPassword",
}
MFA_FORMS = {
    "authenticate": "heard.organisations.forms.accounts.SecondStep",
    "reauthenticate": "heard.organisations.forms.accounts.ConfirmSecondStep",
    "activate_totp": "heard.organisations.forms.accounts.SetUpSecondStep",
}

EMAIL_BACKEND = os.environ.get("HEARD_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = str(HOME / "mail")
DEFAULT_FROM_EMAIL = os.environ.get("HEARD_FROM", "heard@localhost")

# The ways out for messages to people. What is not set has a stand-in that keeps messages and sends nothing.
MESSAGES = {
    "site": os.environ.get("HEARD_SITE", "").rstrip("/"),  # https://heard.example, for links in messages
    "smtp_url": os.environ.get("HEARD_SMTP_URL", ""),  # smtp://user:password@host:587?tls=yes
    "from": DEFAULT_FROM_EMAIL,
    # Replies and bounces come to it as name+token@host; its mailbox hands them to /messages/inbound/,
    # or is read by IMAP: imaps://user:password@host/INBOX.
    "reply_address": os.environ.get("HEARD_REPLY_ADDRESS", ""),
    "imap_url": os.environ.get("HEARD_IMAP_URL", ""),
    "notify_key": os.environ.get("HEARD_NOTIFY_KEY", ""),
    "notify_url": os.environ.get("HEARD_NOTIFY_URL", "https://api.notifications.service.gov.uk"),
    "notify_sms_template": os.environ.get("HEARD_NOTIFY_SMS_TEMPLATE", ""),
    "notify_email_template": os.environ.get("HEARD_NOTIFY_EMAIL_TEMPLATE", ""),
    "recall_minutes": os.environ.get("HEARD_RECALL_MINUTES", ""),
    # Whose replies are those that belong to no message, where there are several organisations.
    "inbound_organisation": os.environ.get("HEARD_INBOUND_ORGANISATION", ""),
}

LANGUAGE_CODE = "en-gb"
# The languages of the public pages; the desk is in English (ADR 19). Each but the first has a catalogue.
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
LOCALE_PATHS = [ROOMS / "design" / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("HEARD_STATIC_ROOT", str(HOME / "static")))
STATICFILES_DIRS = [ROOMS / "design" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(HOME / "files")}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or environment.flag("HEARD_PLAIN_STATIC")
        else "heard.design.storage.StaticStorage"
    },
}
# A supplier's export may be a gigabyte: it goes to a file, never into memory.
# Beside the database, not in the machine's temporary folder: what a killed upload leaves is found and swept there.
FILE_UPLOAD_TEMP_DIR = HOME / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # The one inline script of the NHS page template, by its hash: a page without a nonce can be cached.
        "script-src": [SELF, "'sha256-tDOvXJi1PXbg0CWjLCCYSNHRXtps26K4JXkE3M6u/c0='"],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
CSRF_FAILURE_VIEW = "heard.config.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "heard.organisations.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
if environment.flag("HEARD_HTTPS"):
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("HEARD_LOG_LEVEL", "INFO")},
    "loggers": {"django_tasks": {"level": "WARNING"}, "fontTools": {"level": "ERROR"}},
}

# The brand of an installation: name in the header, and a logo file under the static folder (none by default:
# the NHS logo and typeface carry licence rules, so an organisation that may use them sets them).
BRAND = {
    "name": os.environ.get("HEARD_BRAND_NAME", "Heard"),
    "logo": os.environ.get("HEARD_BRAND_LOGO", ""),
    "stylesheet": os.environ.get("HEARD_BRAND_STYLESHEET", ""),
}
