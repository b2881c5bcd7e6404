# Every command of the house. Recipes are POSIX sh: a machine with Python and make is enough.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3.11
UV_VERSION ?= 0.13.9

VENV := .venv
BIN := $(VENV)/bin
PACKAGES := $(VENV)/.packages
READY := $(VENV)/.ready
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check

# The set-up every target below rests on: made once, and anew when the lock changes.
$(PACKAGES): requirements/dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "$(PYTHON) is not a working Python 3.11 or newer: name one, as in 'make PYTHON=python3.12 $(MAKECMDGOALS)'." >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) has no venv module: install it (Debian and Ubuntu: apt-get install python3.11-venv)." >&2; \
	  exit 1; }
	@echo "Setting up $(VENV) (once, about a minute)"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python $(PIP_INSTALL) --require-hashes --only-binary :all: -r requirements/dev.lock
	@touch $@

# The project itself: a path entry and the command, built with the setuptools of the lock.
$(READY): $(PACKAGES) pyproject.toml
	@$(BIN)/python $(PIP_INSTALL) --no-deps --no-build-isolation --no-index --editable .
	@touch $@

.PHONY: setup
setup: $(READY) ## Make .venv from the locks (every other target does it by itself)

.PHONY: lock
lock: ## Compile the locks from pyproject.toml (UPGRADE=1: take the newest versions)
	@$(PYTHON) -m venv build/uv
	@build/uv/bin/python $(PIP_INSTALL) --only-binary :all: uv==$(UV_VERSION)
	@$(LOCK) pyproject.toml --output-file requirements/runtime.lock
	@$(LOCK) pyproject.toml --group dev --constraints requirements/runtime.lock --output-file requirements/dev.lock

LOCK = build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
  --only-binary :all: $(if $(UPGRADE),--upgrade)
