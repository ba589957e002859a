# Everything a fresh machine needs is Python 3.11 or newer and make; the rest is installed into .venv, pinned.
PYTHON ?= python3
BIN := .venv/bin
SOURCES := bot cogs tests

.DEFAULT_GOAL := help
.PHONY: help demo run test check format tour bench soak lock clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

demo: .venv/ready-to-run  ## a whole mixer on this machine, with simulated people and no token
	$(BIN)/engawa demo

run: .venv/ready-to-run  ## the bot, with the settings of .env
	$(BIN)/engawa run

test: .venv/ready-to-build  ## all tests, about five minutes on two cores
	$(BIN)/pytest -n 2

check: .venv/ready-to-build  ## format, lint, types, and all tests
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/basedpyright
	$(MAKE) test

format: .venv/ready-to-build  ## put the code in its form
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

tour: .venv/ready-to-build  ## docs/tour.md and its Japanese twin, every message as people read it
	$(BIN)/python -m tests.tour

bench: .venv/ready-to-build  ## speed and quality, side by side with what they are compared to
	$(BIN)/python -m tests.bench

soak: .venv/ready-to-build  ## hundreds of kills in the middle of a mixer, at every moment and in every way; thirty demos
	ENGAWA_THOROUGH=1 $(BIN)/pytest -n 2 tests/conductor tests/attention
	$(BIN)/pytest tests/soak

lock: .venv/ready-to-build  ## new versions of everything, pinned with their hashes
	$(BIN)/uv pip compile pyproject.toml --group build --group dev --extra postgres $(LOCK) -o requirements-dev.lock
	$(BIN)/uv pip compile pyproject.toml --group build --extra postgres $(LOCK) -c requirements-dev.lock -o requirements.lock

LOCK := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

clean:  ## the virtual environment and everything else that is made
	rm -rf .venv .coverage .hypothesis .ruff_cache

.venv/ready-to-run: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

.venv/ready-to-build: requirements-dev.lock .venv/ready-to-run
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Engawa needs Python 3.11 or newer; name one with: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv .venv
