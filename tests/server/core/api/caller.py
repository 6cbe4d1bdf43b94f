"""A program in a process of its own, which sends one request to the sample app: `caller.py METHOD PATH KEY BODY`.

Run with DATABASE_URL naming the tests' database. Prints the answer as JSON when a line comes in; the tests
kill it before.
"""

import json
import sys

import django
from django.conf import settings

django.setup()
settings.ROOT_URLCONF = "tests.server.core.api.urls"
settings.ALLOWED_HOSTS = ["*"]

from django.test import Client  # noqa: E402 (after setup)
from tests.server.core.api.conftest import TOKENS  # noqa: E402 (after setup)

from quanheng.server.core.api import authentication  # noqa: E402 (after setup)

authentication._readers[:] = [TOKENS.get]
method, path, key, body = sys.argv[1:]
headers = {"Authorization": "Bearer qh_writer", "Accept-Language": "en", "Idempotency-Key": key}
response = Client().generic(method, path, body, "application/json", headers=headers)
sys.stdin.readline()
sys.stdout.write(json.dumps({"status": response.status_code, "body": response.text, "headers": dict(response.headers)}))
