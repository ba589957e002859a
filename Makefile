# Everything a fresh machine needs is Python 3.11 or newer and make; the rest is installed into .venv, pinned.
PYTHON ?= python3
BIN := .venv/bin
SOURCES := bot cogs tests

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo run test check format tour pictures deck bench soak conformance fresh lock upgrade clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

demo: .venv/ready-to-demo  ## a whole mixer on this machine, with simulated people and no token
	$(BIN)/engawa demo $(ARGS)

run: .venv/ready-to-run  ## the bot, with the settings of .env
	$(BIN)/engawa run

test: .venv/ready-to-build  ## all tests, about ten minutes on two cores
	$(BIN)/pytest -n 3 --dist worksteal

check: .venv/ready-to-build  ## format, lint, layers, types, and all tests
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/lint-imports --no-cache
	$(BIN)/basedpyright
	$(MAKE) test

format: .venv/ready-to-build  ## put the code in its form
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

tour: .venv/ready-to-build  ## docs/tour.md and its Japanese twin, every message as people read it
	$(BIN)/python -m tests.tour

deck: .venv/ready-to-build  ## every question as it reads, with each kind of common ground put in
	$(BIN)/python -m tests.deck

pictures: .venv/ready-to-build  ## docs/pictures, taken from the window in a browser
	$(BIN)/python -m tests.window.pictures

bench: .venv/ready-to-build  ## speed and quality, side by side with what they are compared to
	$(BIN)/python -m tests.bench

soak: .venv/ready-to-build  ## hundreds of kills in the middle of a mixer, at every moment and in every way; thirty demos; an hour of talk
	ENGAWA_THOROUGH=1 $(BIN)/pytest -n 2 tests/engine tests/usecases
	$(BIN)/pytest tests/soak

conformance: .venv/ready-to-demo  ## other people's libraries on the stand-in for Discord: a table of checks by library
	$(BIN)/python -m tests.sandbox.conformance $(ONLY)

fresh:  ## what a newcomer's machine does with a clean clone, with every Python and the oldest pip found here
	$(PYTHON) -m tests.fresh $(ONLY)

lock: .venv/ready-to-build  ## the lock files anew after a change of pyproject.toml, versions kept where they can be
	$(COMPILE) --extra sandbox --group dev -o requirements-dev.lock
	$(COMPILE) --extra sandbox -c requirements-dev.lock -o requirements-sandbox.lock
	$(COMPILE) -c requirements-dev.lock -o requirements.lock
	$(BIN)/python -m tests.locks

upgrade: UPGRADE := --upgrade
upgrade: lock  ## the same, with the newest version of everything

COMPILE = $(BIN)/uv pip compile pyproject.toml --group build --extra postgres --quiet $(UPGRADE) --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

clean:  ## the virtual environment and everything else that is made
	rm -rf .venv .conformance .coverage .hypothesis .ruff_cache

# --no-deps: a lock has everything, and an older pip would take what was published after it for the dependency of an extra.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps

.venv/ready-to-run: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing Engawa and the libraries it needs into .venv. This takes about a minute, and is done once."
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-build-isolation --editable .
	@touch $@

.venv/ready-to-demo: requirements-sandbox.lock .venv/ready-to-run
	@echo "Installing what the stand-in for Discord needs, once."
	@$(INSTALL) --require-hashes -r requirements-sandbox.lock
	@touch $@

.venv/ready-to-build: requirements-dev.lock .venv/ready-to-run
	@echo "Installing what tests and checks need into .venv. This takes about two minutes, and is done once."
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Engawa needs Python 3.11 or newer; name one with: make PYTHON=python3.12 …"; exit 1; }
	@echo "Making .venv, an environment of its own for Engawa, with $$($(PYTHON) --version)."
	@$(PYTHON) -m venv .venv
