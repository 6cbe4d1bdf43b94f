"""Run all benchmarks, or those named: `python -m benchmarks [--rebuild] [name …]`."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence
from types import ModuleType

import benchmarks
from benchmarks import database
from benchmarks.report import keep, machine, show

#: How the names of benchmarks begin that need no database: those of the libraries alone.
LIBRARIES = ("metrology_", "certificate_", "ledger")


def found(*, libraries_only: bool = False) -> dict[str, ModuleType]:
    """Every module of this folder that has a `run`."""
    names = [each.name for each in pkgutil.iter_modules(benchmarks.__path__) if each.name != "__main__"]
    modules = {
        name: importlib.import_module(f"benchmarks.{name}")
        for name in names
        if not libraries_only or name.startswith(LIBRARIES)
    }
    return {name: module for name, module in sorted(modules.items()) if hasattr(module, "run")}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, keep; 0 also where a target is missed, for figures are not tests. 2 for an unknown name."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help="which benchmarks; all without any")
    parser.add_argument("--rebuild", action="store_true", help="make the data of the benchmarks anew")
    parser.add_argument("--list", action="store_true", help="only say which there are")
    given = parser.parse_args(arguments)
    is_library = bool(given.names) and all(name.startswith(LIBRARIES) for name in given.names)
    if not is_library:
        database.prepare()
    known = found(libraries_only=is_library)
    if given.list:
        print("\n".join(f"{name:20} {module.TITLE}" for name, module in known.items()))
        return 0
    if unknown := set(given.names) - set(known):
        parser.error(f"no benchmark named {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    for name in given.names or known:
        environment = machine("" if is_library else database.database_version())
        rows = known[name].run(rebuild=given.rebuild)
        show(f"{known[name].TITLE}\n{environment}", rows)
        print(f"kept in {keep(name, known[name].TITLE, rows, environment)}\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
