"""Settings of the platform. Every value that differs between machines comes from the environment.

`docs/reference/settings.md` lists the variables. The commands (`quanheng …`) find or start the database and set
`DATABASE_URL` before Django reads this file; under another server set it yourself.
"""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env

from quanheng.server.core.databases import django_database
from quanheng.server.core.logs import logging_configuration

env = Env()
SERVER_DIR = Path(__file__).resolve().parent

# ── identity of this installation ────────────────────────────────────────────────────────────────
DEBUG = env.bool("QUANHENG_DEBUG", False)
CITY_NAME = {"zh-hans": env.str("QUANHENG_CITY_ZH", "济南"), "en": env.str("QUANHENG_CITY_EN", "Jinan")}
DEMONSTRATION = env.bool("QUANHENG_DEMONSTRATION", False)
SITE_URL = env.str("QUANHENG_SITE_URL", "http://127.0.0.1:8000")
SECRET_KEY = env.str("QUANHENG_SECRET_KEY", "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "QUANHENG_SECRET_KEY is not set. Start the platform with `quanheng serve` (which keeps a secret of its own "
        "in the data folder), or set the variable to at least 50 random characters."
    )
ALLOWED_HOSTS = env.list(
    "QUANHENG_ALLOWED_HOSTS", [urlsplit(SITE_URL).hostname or "localhost", "127.0.0.1", "localhost", "[::1]"]
)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("QUANHENG_TRUSTED_ORIGINS", [])

# ── apps ─────────────────────────────────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "quanheng.server.core",
    "quanheng.server.core.tables",
    "quanheng.server.accounts",
]

MIDDLEWARE = [
    "quanheng.server.core.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "quanheng.server.core.metrics.RequestMetricsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "quanheng.server.core.middleware.LanguageMiddleware",
    "quanheng.server.core.api.middleware.ApiMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "quanheng.server.accounts.middleware.LastSeenMiddleware",
    "quanheng.server.accounts.middleware.ActorMiddleware",
    "quanheng.server.core.fence.FenceMiddleware",
    "quanheng.server.accounts.middleware.SecondFactorMiddleware",
    "quanheng.server.core.middleware.ProblemPageMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "quanheng.server.urls"
WSGI_APPLICATION = "quanheng.server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SERVER_DIR / "accounts" / "templates", SERVER_DIR / "core" / "api" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "quanheng.server.core.context.shell",
            ],
        },
    }
]

# ── database ─────────────────────────────────────────────────────────────────────────────────────
DATABASES = {"default": django_database(env.str("DATABASE_URL", ""), test_name=env.str("QUANHENG_TEST_DB", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── people and sessions ──────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "quanheng.server.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "quanheng.server.accounts.adapters.SocialAccountAdapter"
MFA_ADAPTER = "quanheng.server.accounts.adapters.MFAAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come by invitation; the link is the proof of the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_DISPLAY = "quanheng.server.accounts.queries.display_name"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to addresses that nobody here has
# Django's own tokens: allauth's would copy addresses into a table of its own, which outlives a change of address.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 (a name)
ACCOUNT_FORMS = {
    "login": "quanheng.server.accounts.forms.sign_in.SignInForm",
    "change_password": "quanheng.server.accounts.forms.sign_in.PasswordChangeForm",
    "set_password": "quanheng.server.accounts.forms.sign_in.PasswordSetForm",
    "reset_password": "quanheng.server.accounts.forms.sign_in.PasswordResetForm",
    "reset_password_from_key": "quanheng.server.accounts.forms.sign_in.PasswordFromLinkForm",
    "reauthenticate": "quanheng.server.accounts.forms.sign_in.PasswordAgainForm",
}
MFA_FORMS = {
    "authenticate": "quanheng.server.accounts.forms.sign_in.SecondFactorForm",
    "reauthenticate": "quanheng.server.accounts.forms.sign_in.SecondFactorAgainForm",
    "activate_totp": "quanheng.server.accounts.forms.sign_in.AuthenticatorAppForm",
    "add_webauthn": "quanheng.server.accounts.forms.sign_in.PasskeyForm",
    "edit_webauthn": "quanheng.server.accounts.forms.sign_in.PasskeyNameForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # people come by invitation, and addresses need no proof before a second factor
#: Whoever holds one of these roles sets up a second factor before anything else.
SECOND_FACTOR_ROLES = env.list(
    "QUANHENG_REQUIRE_SECOND_FACTOR",
    []
    if DEMONSTRATION
    else ["system_administrator", "security_administrator", "audit_administrator", "regulator", "signatory"],
)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith(("http://127.0.0.1", "http://localhost"))
MFA_TOTP_ISSUER = "Quanheng 泉衡"
USERSESSIONS_TRACK_ACTIVITY = False
# OIDC: one JSON list of allauth OpenID Connect apps (provider_id, name, client_id, secret, settings.server_url).
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": env.json("QUANHENG_OIDC_APPS", [])}}
SOCIALACCOUNT_ONLY = False
AXES_FAILURE_LIMIT = env.int("QUANHENG_SIGN_IN_FAILURES", 5)
AXES_COOLOFF_TIME = env.float("QUANHENG_SIGN_IN_COOLOFF_HOURS", 0.25)
AXES_LOCKOUT_PARAMETERS = ["username", ["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "quanheng.server.accounts.adapters.name_tried"
AXES_CLIENT_IP_CALLABLE = "quanheng.server.accounts.adapters.client_address"
AXES_LOCKOUT_CALLABLE = "quanheng.server.accounts.adapters.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are events of ours; fewer copies of addresses
AXES_RESET_ON_SUCCESS = True
# Not cached_db: each process has a cache of its own, in which a session that another process ended would live on.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "quanheng_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME = "quanheng_language"

# ── language and time ────────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [
    path / "locale"
    for path in (
        SERVER_DIR / "core",
        SERVER_DIR / "core" / "tables",
        SERVER_DIR / "core" / "api",
        SERVER_DIR / "accounts",
    )
]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("QUANHENG_TIME_ZONE", "Asia/Shanghai")
FORMAT_MODULE_PATH = ["quanheng.server.core.formats"]

# ── static files ─────────────────────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = env.path("QUANHENG_STATIC_ROOT", SERVER_DIR / "vendor" / "collected")
STATICFILES_DIRS = [("vendor", SERVER_DIR / "vendor" / "packages")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str("QUANHENG_STATIC_STORAGE", "whitenoise.storage.CompressedManifestStaticFilesStorage"),
    },
}
MEDIA_ROOT = env.path("QUANHENG_MEDIA_ROOT", SERVER_DIR.parents[2] / ".data" / "media")

# ── protection ───────────────────────────────────────────────────────────────────────────────────
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        # segno's QR codes and Tabler's own icons are data: images; nothing else is.
        "img-src": [SELF, "data:"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = env.int("QUANHENG_HSTS_SECONDS", 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("QUANHENG_BEHIND_PROXY", False) else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("QUANHENG_BEHIND_PROXY", False) else 0
CSRF_FAILURE_VIEW = "quanheng.server.core.views.csrf_failure"
# Prometheus scrapes /metrics with this bearer token; without it only this machine may.
METRICS_TOKEN = env.str("QUANHENG_METRICS_TOKEN", "")
API_TOKEN_FAILURES = env.int("QUANHENG_API_TOKEN_FAILURES", 30)  # unknown tokens from one address in ten minutes
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# Without a mail server, mails are printed: on a machine of one's own that is how to get at the links.
EMAIL_HOST = env.str("QUANHENG_EMAIL_HOST", "")
EMAIL_PORT = env.int("QUANHENG_EMAIL_PORT", 25)
EMAIL_USE_TLS = env.bool("QUANHENG_EMAIL_TLS", False)
EMAIL_HOST_USER = env.str("QUANHENG_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.str("QUANHENG_EMAIL_PASSWORD", "")
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = env.str(
    "QUANHENG_EMAIL_BACKEND", f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
)
DEFAULT_FROM_EMAIL = env.str("QUANHENG_EMAIL_FROM", "quanheng@localhost")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# ── jobs, logs ───────────────────────────────────────────────────────────────────────────────────
PROCRASTINATE_IMPORT_PATHS = [
    "quanheng.server.core.outbox",
    "quanheng.server.core.api.jobs",
    "quanheng.server.core.tables.jobs",
    "quanheng.server.accounts.jobs",
]
LOGGING = logging_configuration(env.str("QUANHENG_LOG_FORMAT", "console"), env.str("QUANHENG_LOG_LEVEL", "INFO"))
