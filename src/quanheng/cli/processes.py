"""Child processes that make up the running platform: started together, restarted when they fall, stopped together."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.request import Request, urlopen

from rich.console import Console

say = Console(highlight=False)
#: A child that lives shorter than this has a fault that restarting does not cure.
SHORTEST_LIFE_S = 5.0
LONGEST_STOP_S = 15.0
POLL_S = 0.1
PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass(slots=True)
class Child:
    """One process and its command."""

    command: Sequence[str]
    process: "subprocess.Popen[bytes]"
    born: float

    @classmethod
    def start(cls, command: Sequence[str]) -> "Child":
        # A session of its own: Ctrl-C reaches only us, and we stop the children in order.
        # preexec_fn: no thread of ours is left by now, and the function makes a single system call.
        process = subprocess.Popen(command, start_new_session=True, preexec_fn=_end_with_parent)  # noqa: PLW1509 (above)
        return cls(command, process, time.monotonic())

    @property
    def name(self) -> str:
        return next((each for each in self.command[1:] if not each.startswith("-")), self.command[0])


class Processes:
    """The children of one `quanheng serve`."""

    def __init__(self, commands: Sequence[Sequence[str]]) -> None:
        self.commands = commands
        self.is_stopping = False

    def run(self, *, is_ready: Callable[[], bool], when_ready: Callable[[], None]) -> int:
        """Run until a child fails for good (1) or somebody stops us (0); call `when_ready` once `is_ready`."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        children = [Child.start(command) for command in self.commands]
        is_announced = has_failed = False
        while not (self.is_stopping or has_failed):
            time.sleep(POLL_S)
            if not is_announced and is_ready():
                is_announced = True
                when_ready()
            has_failed = not all(self._keep_alive(children, index) for index in range(len(children)))
        self._end(children)
        return int(has_failed)

    def _stop(self, _signal: int, _frame: Any) -> None:
        self.is_stopping = True

    def _keep_alive(self, children: list[Child], index: int) -> bool:
        """Start a fallen child again; false where that would not help."""
        child = children[index]
        if child.process.poll() is None or self.is_stopping:
            return True
        code = child.process.returncode
        if time.monotonic() - child.born < SHORTEST_LIFE_S:
            say.print(f"The process '{child.name}' ended at once with exit code {code}; see its lines above.")
            return False
        say.print(f"The process '{child.name}' ended with exit code {code}; starting it again.")
        children[index] = Child.start(child.command)
        return True

    def _end(self, children: Sequence[Child]) -> None:
        for child in children:
            if child.process.poll() is None:
                child.process.send_signal(signal.SIGTERM)
        for child in children:
            try:
                child.process.wait(timeout=LONGEST_STOP_S)
            except subprocess.TimeoutExpired:
                child.process.kill()


def answers(address: str, host: str) -> bool:
    """Whether `address` on this machine answers with 200, asked by the name `host`: it may answer to no other."""
    try:
        with urlopen(Request(address, headers={"Host": host}), timeout=2) as answer:  # noqa: S310 (our own address)
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False


def _end_with_parent() -> None:
    """In a new child: ask Linux to end it should we be killed, so that none is left holding the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
