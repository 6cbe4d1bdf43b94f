"""An act with a key happens once, whatever is repeated, runs at the same time, or is killed between."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from tests.server.core.api.reading import JSON, NOTES, problem

from quanheng.server.core.api import idempotency
from quanheng.server.core.api.jobs import purge_api_memory
from quanheng.server.core.clock import fixed_at, now
from quanheng.server.core.models import Event, FailedTokens, KeptAnswer

CHECKOUT = Path(__file__).resolve().parents[4]
KEY = {"Idempotency-Key": "order-1"}


def send(program: Client, body: Any, key: str = "order-1", path: str = NOTES, **more: Any) -> Any:
    return program.post(path, body, JSON, headers={"Idempotency-Key": key}, **more)


def done() -> tuple[int, int]:
    """How many notes were written, and how many were announced."""
    return FailedTokens.objects.count(), Event.objects_unscoped.filter(kind="sample.noted").count()


@pytest.mark.django_db
class TestRepeating:
    def test_the_same_request_gets_the_very_same_answer(self, program: Client) -> None:
        first, second = send(program, {"name": "one", "weight": 3}), send(program, {"name": "one", "weight": 3})
        assert (first.status_code, second.status_code) == (201, 201)
        assert second.content == first.content
        assert second.headers["Idempotent-Replayed"] == "true"
        assert "Idempotent-Replayed" not in first.headers
        for name in ("Content-Type", "ETag", "Location"):
            assert second.headers[name] == first.headers[name]
        assert done() == (1, 1)

    def test_spelling_the_body_otherwise_is_the_same_request(self, program: Client) -> None:
        send(program, b'{"name": "one", "weight": 3}')
        again = send(program, b'{\n  "weight":3,"name":"\\u006fne"\n}')
        assert again.headers["Idempotent-Replayed"] == "true"
        assert done() == (1, 1)

    def test_the_quotes_of_a_structured_header_do_not_count(self, program: Client) -> None:
        send(program, {"name": "one"}, '"order-1"')
        assert send(program, {"name": "one"}, "order-1").headers["Idempotent-Replayed"] == "true"

    def test_another_body_with_the_key_is_refused(self, program: Client) -> None:
        send(program, {"name": "one"})
        document = problem(send(program, {"name": "two"}), 422, "idempotency-key-reused")
        assert "“order-1” was used for another request" in document["detail"]
        assert done() == (1, 1)

    def test_another_address_or_method_or_version_with_the_key_is_refused(self, program: Client) -> None:
        send(program, {"name": "one"})
        problem(program.delete(f"{NOTES}/one", headers=KEY), 422, "idempotency-key-reused")
        change = {"path": f"{NOTES}/one", "data": {"weight": 1}, "content_type": JSON}
        first = program.patch(**change, headers={"Idempotency-Key": "c", "If-Match": '"1"'})
        assert first.status_code == 200, first.content
        other = program.patch(**change, headers={"Idempotency-Key": "c", "If-Match": '"2"'})
        problem(other, 422, "idempotency-key-reused")

    def test_a_deletion_is_answered_again_though_the_thing_is_gone(self, program: Client) -> None:
        send(program, {"name": "one"})
        path = f"{NOTES}/one"
        first = program.delete(path, headers={"Idempotency-Key": "d"})
        second = program.delete(path, headers={"Idempotency-Key": "d"})
        assert (first.status_code, second.status_code, second.content) == (204, 204, b"")
        problem(program.delete(path), 404, "not-found")

    def test_the_act_s_own_refusal_is_kept(self, program: Client) -> None:
        FailedTokens.objects.create(client="one", failures=1)
        first = send(program, {"name": "one"})
        problem(first, 409, "conflict")
        FailedTokens.objects.all().delete()
        second = send(program, {"name": "one"})
        assert (second.status_code, second.content) == (409, first.content)
        assert second.headers["Idempotent-Replayed"] == "true"
        assert second.headers["Content-Language"] == "en"
        assert done() == (0, 0)

    def test_a_request_that_never_reached_the_act_leaves_the_key_free(self, program: Client) -> None:
        problem(send(program, {"name": ""}), 422, "invalid")
        problem(send(program, b"{"), 400, "malformed")
        program.raise_request_exception = False
        problem(send(program, {"name": "broken"}), 500, "internal-error")
        assert send(program, {"name": "one"}).status_code == 201

    def test_a_version_that_is_not_said_leaves_the_key_free(self, program: Client) -> None:
        send(program, {"name": "one"})
        change = {"path": f"{NOTES}/one", "data": {"weight": 1}, "content_type": JSON}
        problem(program.patch(**change, headers={"Idempotency-Key": "c"}), 428, "precondition-required")
        response = program.patch(**change, headers={"Idempotency-Key": "c", "If-Match": '"1"'})
        assert (response.status_code, response.headers.get("Idempotent-Replayed")) == (200, None)

    def test_keys_of_different_members_do_not_meet(self, program: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        from dataclasses import replace
        from uuid import UUID

        from tests.server.core.api import conftest

        send(program, {"name": "one"})
        other = replace(conftest.TOKENS["qh_writer"], membership_id=UUID(int=8))
        monkeypatch.setitem(conftest.TOKENS, "qh_writer", other)
        assert send(program, {"name": "two"}).status_code == 201

    def test_a_token_without_the_right_gets_no_kept_answer(self, program: Client, client: Client) -> None:
        send(program, {"name": "one"})
        headers = {**KEY, "Authorization": "Bearer qh_only_reading"}
        problem(client.post(NOTES, {"name": "one"}, JSON, headers=headers), 403, "scope-missing")

    def test_after_24_hours_the_key_is_new_again_purged_or_not(self, program: Client) -> None:
        moment = now()
        with fixed_at(moment):
            send(program, {"name": "one"})
        with fixed_at(moment + idempotency.LIFE - timedelta(seconds=1)):
            assert "Idempotent-Replayed" in send(program, {"name": "one"}).headers
            assert purge_api_memory(0)[0] == 0
        with fixed_at(moment + idempotency.LIFE):
            assert send(program, {"name": "two"}).status_code == 201
        with fixed_at(moment + 2 * idempotency.LIFE):
            assert purge_api_memory(0)[0] == 1
        assert KeptAnswer.objects.count() == 0

    def test_a_kept_answer_cannot_be_read_in_the_database(self, program: Client) -> None:
        send(program, {"name": "one-secret"})
        kept = bytes(KeptAnswer.objects.get().body)
        assert b"one-secret" not in kept
        assert b"revision" not in kept


@pytest.fixture
def blocked() -> Iterator[psycopg.Connection]:
    """Another session that holds the table of events: an act writes, and then waits in the middle."""
    parameters = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    with psycopg.connect(**{name: parameters[name] for name in names if parameters.get(name)}) as holder:
        holder.execute("LOCK TABLE core_event IN ACCESS EXCLUSIVE MODE")
        yield holder


def wait_for_waiting(holder: psycopg.Connection, count: int, contains: str) -> None:
    """Until `count` sessions of this database wait for a lock with a statement that contains `contains`."""
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' "
        "AND position(%s in query) > 0"
    )
    for _attempt in range(200):
        holder.execute("SELECT pg_stat_clear_snapshot()")
        if holder.execute(query, [contains]).fetchone() == (count,):
            return
        time.sleep(0.05)
    raise AssertionError(f"no {count} sessions wait at {contains!r}")


def in_thread(body: dict[str, Any], answers: list[Any]) -> threading.Thread:
    def run() -> None:
        try:
            client = Client(headers={"Authorization": "Bearer qh_writer", "Accept-Language": "en"})
            answers.append(send(client, body))
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def in_process(body: dict[str, Any]) -> subprocess.Popen[str]:
    """The request from a process of its own, which can be killed."""
    parameters = connection.get_connection_params()
    host = f"?host={parameters['host']}" if parameters.get("host") else ""
    port = f"&port={parameters['port']}" if parameters.get("port") else ""
    url = f"postgresql://{parameters.get('user', '')}@/{parameters['dbname']}{host}{port}"
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": f"{CHECKOUT}:{CHECKOUT / 'src'}"}
    if parameters.get("password"):
        environment["PGPASSWORD"] = parameters["password"]
    command = [sys.executable, str(Path(__file__).parent / "caller.py"), "POST", NOTES, "order-1", json.dumps(body)]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.mark.django_db(transaction=True)
class TestAtTheSameTime:
    def test_the_second_waits_for_the_first_and_gets_its_answer(self, blocked: psycopg.Connection) -> None:
        answers: list[Any] = []
        threads = [in_thread({"name": "one"}, answers)]
        wait_for_waiting(blocked, 1, "core_event")
        threads += [in_thread({"name": "one"}, answers) for _second in range(3)]
        wait_for_waiting(blocked, 3, "core_keptanswer")
        assert answers == []
        blocked.rollback()
        for thread in threads:
            thread.join(20)
        assert [each.status_code for each in answers] == [201] * 4
        assert len({each.content for each in answers}) == 1
        assert sum("Idempotent-Replayed" in each.headers for each in answers) == 3
        assert done() == (1, 1)

    def test_whoever_waits_too_long_is_told_so(
        self, blocked: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(idempotency, "LONGEST_WAIT", timedelta(seconds=0.3))
        answers: list[Any] = []
        first = in_thread({"name": "one"}, answers)
        wait_for_waiting(blocked, 1, "core_event")
        second: list[Any] = []
        in_thread({"name": "one"}, second).join(20)
        problem(second[0], 409, "still-in-progress")
        assert second[0].headers["Retry-After"] == "5"
        blocked.rollback()
        first.join(20)
        assert answers[0].status_code == 201
        assert done() == (1, 1)


@pytest.mark.django_db(transaction=True)
class TestKilled:
    def test_killed_in_the_middle_of_the_act_nothing_is_done_and_the_repetition_does_it(
        self, blocked: psycopg.Connection, program: Client
    ) -> None:
        with in_process({"name": "one"}) as victim:
            wait_for_waiting(blocked, 1, "core_event")
            victim.send_signal(signal.SIGKILL)
            assert victim.communicate(timeout=10)[0] == ""
        assert victim.returncode == -signal.SIGKILL
        answers: list[Any] = []
        repetition = in_thread({"name": "one"}, answers)
        wait_for_waiting(blocked, 1, "core_keptanswer")
        blocked.rollback()
        repetition.join(20)
        assert answers[0].status_code == 201, answers[0].content
        assert "Idempotent-Replayed" not in answers[0].headers
        assert done() == (1, 1)

    def test_killed_after_the_act_the_repetition_gets_the_answer_that_was_lost(self, program: Client) -> None:
        with in_process({"name": "one"}) as victim:
            deadline = time.monotonic() + 30
            while not KeptAnswer.objects.filter(status=201).exists() and time.monotonic() < deadline:
                time.sleep(0.005)
            victim.send_signal(signal.SIGKILL)
            assert victim.communicate(timeout=10)[0] == ""
        assert victim.returncode == -signal.SIGKILL
        answer = send(program, {"name": "one"})
        assert (answer.status_code, answer.headers["Idempotent-Replayed"]) == (201, "true")
        assert answer.json() == {"id": "one", "revision": 1}
        assert done() == (1, 1)
