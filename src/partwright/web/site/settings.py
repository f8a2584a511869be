"""Django's settings, all derived from `environment.Environment`; the defaults need nothing but this machine."""

import datetime as dt
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from partwright.web.site.data_dir import make_private, prepare_folder, read_secret_key
from partwright.web.site.environment import SettingsError, read_environment

try:
    ENVIRONMENT = read_environment()
except SettingsError as fault:
    raise ImproperlyConfigured(str(fault)) from fault

DATA_DIR = prepare_folder(ENVIRONMENT.data_dir)
SECRET_KEY = ENVIRONMENT.secret_key or read_secret_key(DATA_DIR)
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = ENVIRONMENT.hosts
USE_TZ = True
TIME_ZONE = ENVIRONMENT.time_zone
LANGUAGE_CODE = "en-us"
USE_I18N = False

ROOT_URLCONF = "partwright.web.site.urls"
WSGI_APPLICATION = "partwright.web.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "partwright.web.jobs",
    "partwright.web.privacy",
    "partwright.web.books",
    "partwright.web.shop",
    "partwright.web.documents",
    "partwright.web.mailing",
    "partwright.web.conversations",
    "partwright.web.accounts",
    "partwright.web.parts",
    "partwright.web.quoting",
    "partwright.web.payments",
    "partwright.web.feedback",
    "partwright.web.ordering",
    "partwright.web.staff",
    "partwright.web.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "partwright.web.site.middleware.guard_response",
    "csp.middleware.CSPMiddleware",
    "partwright.web.site.middleware.AnswerProblems",
    "partwright.web.site.middleware.refuse_cross_origin_writes",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "partwright.web.books.holding.hold_one_book",
]

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 10}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "first_name", "last_name", "company")}),
        ("CommonPasswordValidator", {}),
    )
]
SESSION_COOKIE_NAME = "__Host-partwright_session" if ENVIRONMENT.https else "partwright_session"
SESSION_COOKIE_SECURE = ENVIRONMENT.https
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(dt.timedelta(days=14).total_seconds())
ACCOUNT_ADAPTER = "partwright.web.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # the form adds names and work
ACCOUNT_FORMS = {
    "login": "partwright.web.accounts.forms.SignInForm",
    "signup": "partwright.web.accounts.forms.SignUpForm",
    "confirm_email_verification_code": "partwright.web.accounts.forms.AddressCodeForm",
    "reset_password": "partwright.web.accounts.forms.ResetForm",
    "confirm_password_reset_code": "partwright.web.accounts.forms.ResetCodeForm",
    "reset_password_from_key": "partwright.web.accounts.forms.NewPasswordForm",
    "add_email": "partwright.web.accounts.forms.NewAddressForm",
    "change_password": "partwright.web.accounts.forms.ChangePasswordForm",
    "reauthenticate": "partwright.web.accounts.forms.ReauthenticateForm",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 3
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = int(dt.timedelta(minutes=15).total_seconds())
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key,50/d/key",  # a reset of the password ends the wait
    "signup": "20/h/ip",
    "reset_password": "20/h/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "confirm_email": "3/m/key,10/h/key",
}
MFA_ADAPTER = "partwright.web.accounts.second_step.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Partwright"
MFA_FORMS = {
    "authenticate": "partwright.web.accounts.forms.SecondStepForm",
    "reauthenticate": "partwright.web.accounts.forms.ConfirmByCodeForm",
    "activate_totp": "partwright.web.accounts.forms.AddAuthenticatorForm",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "partwright.web.site.context.site"]
        },
    }
]


def _sqlite(file: Path | str) -> dict[str, Any]:
    """One file that survives a power cut, waits for other writers and leaves nothing of what was deleted."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        },
    }


def _database(url: str | None) -> dict[str, Any]:
    if url is None:
        return _sqlite(make_private(DATA_DIR / "partwright.sqlite3"))
    parsed = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    if "sqlite" in parsed["ENGINE"]:
        return _sqlite(parsed["NAME"])
    return parsed


DATABASES = {"default": _database(ENVIRONMENT.database_url)}
DATABASES["default"].setdefault("CONN_MAX_AGE", 60)

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA_DIR / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_HANDLERS = [
    "partwright.web.parts.receiving.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_TEMP_DIR = prepare_folder(DATA_DIR / "receiving")  # so that what a killed process leaves is found
DATA_UPLOAD_MAX_NUMBER_FILES = ENVIRONMENT.upload_files
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes of a form or JSON body, files apart

EMAIL_BACKEND = "partwright.web.privacy.mail_transport.Refusing"  # mail leaves through web.mailing alone

STATIC_URL = "/static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = True  # files are served from where the build leaves them: nothing to collect first

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.https else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.https and ENVIRONMENT.trusted_proxies else None
)

# A form that leads on to the page where a card is entered: browsers hold redirects after it to the policy too.
_PAYMENT_PAGES = (
    [page for page in ("https://checkout.stripe.com", ENVIRONMENT.stripe_api_url) if page]
    if ENVIRONMENT.stripe_secret_key
    else []
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *_PAYMENT_PAGES],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_paths": {"()": "partwright.web.site.log.WithoutPaths"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_paths"]}},
    "root": {"handlers": ["stderr"], "level": ENVIRONMENT.log_level},
    "loggers": {
        "django": {"handlers": [], "level": ENVIRONMENT.log_level, "propagate": True},
        "stripe": {"level": "WARNING"},  # below it are addresses with the ids of payments
        "django.request": {"level": "ERROR"},  # a refusal is an answer, not a fault
        "django.template": {"level": "INFO"},  # below it are the contents of pages, with links and names
    },
}

VISITOR_RETENTION = dt.timedelta(days=ENVIRONMENT.retention_days)
JOB_LEASE = dt.timedelta(seconds=ENVIRONMENT.lease_s)
