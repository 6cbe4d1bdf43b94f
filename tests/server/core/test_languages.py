"""Chinese unless chosen otherwise; what the browser prefers does not decide."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("cookie", "preferred", "language"),
    [
        ("", "", "zh-hans"),
        ("", "en-GB,en;q=0.9", "zh-hans"),
        ("en", "zh-CN", "en"),
        ("zh-hans", "en", "zh-hans"),
        ("fr", "", "zh-hans"),
        ("../../etc", "", "zh-hans"),
    ],
)
def test_the_language_is_chinese_unless_the_cookie_says_english(
    client: Client, cookie: str, preferred: str, language: str
):
    if cookie:
        client.cookies["quanheng_language"] = cookie
    assert client.get("/health/live", HTTP_ACCEPT_LANGUAGE=preferred).headers["Content-Language"] == language
