# Two commands are enough: `make run` shows the site, `make test` proves it.
PYTHON ?= python3.11
PORT ?= 8000
SCALE ?= district
BIN := .venv/bin
PY := $(BIN)/python
export PORT

.PHONY: help run test test-fast check bench lint types imports migrations catalogues lock clean

help: ## Say what there is
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

.venv/.installed: requirements.lock
	@echo "· Installing (once; a few minutes with a cold cache)"
	@test -x $(PY) || $(PYTHON) -m venv .venv 2>/dev/null \
	  || ($(PYTHON) -m venv --clear --without-pip .venv && $(PYTHON) -m pip --python $(PY) install -q pip)
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	@echo "· Installing what the tests need (once)"
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

run: .venv/.installed ## Install, migrate, make the demo, serve on 127.0.0.1:$PORT
	@$(PY) manage.py start --scale $(SCALE) --port $(PORT)

test: .venv/.installed-dev ## All tests: SQLite, PostgreSQL, then the browser
	@$(PY) -m tests.running

test-fast: .venv/.installed-dev ## The tests on SQLite alone
	@$(PY) -m pytest -q -n 2 -m "not postgres and not journey"

check: .venv/.installed-dev lint types imports migrations catalogues ## All that needs no test run

lint:
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types:
	@$(BIN)/mypy

imports:
	@PYTHONPATH=site:. $(BIN)/lint-imports --no-cache | tail -n +9

migrations:
	@$(PY) manage.py makemigrations --check --dry-run
	@DJANGO_SETTINGS_MODULE=config.settings.dev $(PY) manage.py check_production

catalogues:
	@$(PY) manage.py compile_catalogues --check

bench: .venv/.installed-dev ## Print one JSON line per promised figure
	@$(PY) -m benchmarks

lock: .venv/.installed-dev ## Resolve the dependencies anew
	@$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	  --strip-extras --allow-unsafe --no-header --no-annotate -o requirements.lock pyproject.toml
	@$(BIN)/pip-compile -q --extra dev --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	  --strip-extras --allow-unsafe --no-header --no-annotate -c requirements.lock -o requirements-dev.lock pyproject.toml

clean: ## Remove what was made: the demo's data, installed packages, caches
	@rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .hypothesis
