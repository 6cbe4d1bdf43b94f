# Quanheng 泉衡. `make run` and `make test` are the two commands; the others are for developers.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export QUANHENG_DATA_DIR ?= $(CURDIR)/.data
HOST ?= 127.0.0.1
PORT ?= 8000

.PHONY: run test check bench bench-peers docs clean lock setup setup-dev

run: setup  ## the platform with its demo city, at http://127.0.0.1:8000
	@$(BIN)/quanheng serve --demo --host $(HOST) --port $(PORT)

test: setup-dev check  ## everything that CI runs
	@$(BIN)/python -m tools.test

check: setup-dev  ## style, types, floors, spelling, documentation
	@$(BIN)/python -m tools.check

bench: setup-dev  ## the figures of docs/reference/benchmarks.md, measured here: make bench ONLY="list_page"
	@$(BIN)/python -m benchmarks $(ONLY)

bench-peers: setup-dev  ## numba, and what the benchmarks of the mathematics compare with, into .venv
	@$(PYTHON) tools/set_up.py bench

docs: setup-dev  ## the documentation as a site in site/
	@$(BIN)/mkdocs build --strict

setup:
	@$(PYTHON) tools/set_up.py server
	@$(BIN)/python -m tools.messages compile

setup-dev:
	@$(PYTHON) tools/set_up.py dev
	@$(BIN)/python -m tools.messages compile
	@$(BIN)/quanheng assets build --with-tests

lock: setup-dev  ## recompile requirements/*.txt from *.in (no index address, hashes)
	@$(BIN)/python -m tools.lock

clean:  ## remove what was built; the data in .data stay
	rm -rf $(VENV) node_modules site artefacts src/quanheng/server/vendor .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
