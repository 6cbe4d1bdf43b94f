"""The launcher runs before anything is configured."""

import sys
from collections.abc import Callable
from subprocess import Popen

from tests.server.core.devdb.servers import finish


def test_the_launcher_imports_the_standard_library_only(python: Callable[..., Popen[str]]) -> None:
    imported = set(finish(python("import sys; print(*{name.partition('.')[0] for name in sys.modules})")).split())
    allowed = set(sys.stdlib_module_names) | {"quanheng", "__main__"}

    assert {name for name in imported - allowed if not name.startswith("_")} <= {"sitecustomize", "usercustomize"}
