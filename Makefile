# The commands of the house. `make help` prints them.
VENV := .venv
PY := $(VENV)/bin/python
PYTHON ?= python3
BESIDE := -n auto --maxprocesses 4 --dist loadfile# files of tests beside each other, each runner with a server of its own

.DEFAULT_GOAL := help
.PHONY: help setup run test test-long check bench bench-full lock clean

help: ## print this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(VENV)/.run: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: $$($(PYTHON) --version) found. Say which: make run PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv module is missing (Debian, Ubuntu: apt install python3-venv)."; exit 2; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

setup: $(VENV)/.dev ## virtual environment and locked packages, those for developers too

run: $(VENV)/.run ## the hall: database, demo, first weekly report, pages at http://127.0.0.1:8000
	@exec $(VENV)/bin/yichuang run

test: $(VENV)/.dev ## all tests that need no extra system package
	$(PY) -m pytest -m "not long" $(BESIDE)

test-long: $(VENV)/.dev ## the long sets as well
	$(PY) -m pytest $(BESIDE)

check: $(VENV)/.dev ## format, lint, types, import contract, migrations (no tests)
	$(VENV)/bin/ruff format --check yichuang tests benchmarks
	$(VENV)/bin/ruff check yichuang tests benchmarks
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PY) -m django makemigrations --check --dry-run --settings tests.settings

bench: $(VENV)/.dev ## measure; prints ratios, writes var/bench/latest.json
	$(PY) -m benchmarks $(BENCH)

bench-full: $(VENV)/.dev ## measure at nineteen million cases (40 GB of disk, about an hour); writes var/bench/full.json
	$(PY) -m benchmarks.full $(BENCH)

lock: $(VENV)/.dev ## compile the locked requirements anew
	$(VENV)/bin/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 requirements.in -o requirements.txt
	$(VENV)/bin/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 requirements-dev.in -o requirements-dev.txt

clean: ## remove the virtual environment (data in var/ stays)
	rm -rf $(VENV)
