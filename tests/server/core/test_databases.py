"""`DATABASE_URL` becomes Django's settings, or a refusal that says what to set."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from quanheng.server.core.databases import django_database


def test_a_uri_and_a_connection_string_say_the_same():
    uri = django_database("postgresql://clerk@db.example:5433/city?sslmode=require&connect_timeout=3")
    words = django_database("host=db.example port=5433 user=clerk dbname=city sslmode=require connect_timeout=3")
    assert uri == words
    assert (uri["HOST"], uri["PORT"], uri["NAME"], uri["USER"]) == ("db.example", "5433", "city", "clerk")
    assert uri["OPTIONS"]["sslmode"] == "require"


def test_a_socket_folder_is_a_host():
    assert django_database("postgresql:///city?host=/run/pg")["HOST"] == "/run/pg"


@pytest.mark.parametrize(
    ("url", "words"),
    [("", "DATABASE_URL is not set"), ("mysql://x/y", "names a 'mysql' database"), ("sqlite:///x", "'sqlite'")],
)
def test_anything_else_is_refused_with_the_remedy(url: str, words: str):
    with pytest.raises(ImproperlyConfigured, match=words):
        django_database(url)
