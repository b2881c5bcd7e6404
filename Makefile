# Every command of the house. Recipes are POSIX sh: a machine with Python and make is enough.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3.11
UV_VERSION := 0.13.9

VENV := .venv
BIN := $(VENV)/bin
TRYTON := .venv-tryton
KARRIO := .venv-karrio
GRAPHIQL := build/graphiql
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check
FROM_LOCK := $(PIP_INSTALL) --require-hashes --only-binary :all: -r
LOCK := build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-header --only-binary :all: $(if $(UPGRADE),--upgrade)

# --- Set-up: made once, and anew when the lock changes ------------------------------------------

define make-venv
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
  echo "$(PYTHON) is not a working Python 3.11 or newer; name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
  echo "$(PYTHON) has no venv module; install it (Debian, Ubuntu: apt-get install python3.11-venv)" >&2; exit 1; }
@echo "Setting up $(@D) from $< (once)"
@$(PYTHON) -m venv --clear $(@D)
@$(@D)/bin/python $(FROM_LOCK) $<
@touch $@
endef

$(VENV)/.packages: requirements/dev.lock
	$(make-venv)

# The project itself: a path entry and the command, built with the setuptools of the lock.
READY := $(VENV)/.ready
$(READY): $(VENV)/.packages pyproject.toml
	@$(BIN)/python $(PIP_INSTALL) --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(TRYTON)/.ready: requirements/tryton.lock
	$(make-venv)

# The tests run in it, so it has all of .venv and the carriers' SDK besides.
$(KARRIO)/.packages: requirements/dev.lock requirements/karrio.lock
	$(make-venv)
	@$(@D)/bin/python $(FROM_LOCK) requirements/karrio.lock

$(KARRIO)/.ready: $(KARRIO)/.packages pyproject.toml
	@$(@D)/bin/python $(PIP_INSTALL) --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(GRAPHIQL)/dist/.ready: requirements/graphiql/package.json
	@command -v npm >/dev/null || { \
	  echo "make graphiql needs npm (Node.js 18 or newer); without it the demo's page looks for GraphiQL on a public CDN" >&2; \
	  exit 1; }
	@rm -rf $(GRAPHIQL) && mkdir -p $(@D)
	@cp $< $(GRAPHIQL)
	@npm install --prefix $(GRAPHIQL) --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error
	@cp $(GRAPHIQL)/node_modules/graphiql/graphiql.min.js $(GRAPHIQL)/node_modules/graphiql/graphiql.min.css \
	  $(GRAPHIQL)/node_modules/react/umd/react.production.min.js \
	  $(GRAPHIQL)/node_modules/react-dom/umd/react-dom.production.min.js $(@D)
	@cp $(GRAPHIQL)/node_modules/graphiql/LICENSE $(@D)/LICENSE.graphiql
	@cp $(GRAPHIQL)/node_modules/react/LICENSE $(@D)/LICENSE.react
	@touch $@

build/node/.ready build/hive/.ready: build/%/.ready: requirements/%/package-lock.json
	@echo "Setting up $(@D) from $< (once)"
	@rm -rf $(@D) && mkdir -p $(@D)
	@cp $(<D)/package.json $< $(@D)
	@npm ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# --- Commands ------------------------------------------------------------------------------------

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: setup
setup: $(READY) ## Make .venv for an editor; the other commands do it by themselves

.PHONY: demo
demo: $(READY) ## Show it all on simulated systems until Ctrl-C (ONCE=1: show and leave; CHAOS=1: an ERP in trouble)
	@$(BIN)/ordergraph demo $(if $(filter-out 0,$(CHAOS)),--chaos) $(if $(filter-out 0,$(ONCE)),--once)

# Kept even where the environment says otherwise: tests start some hundred processes, and each would compile it all.
test test-real test-karrio test-node test-slow test-load test-kill: export PYTHONDONTWRITEBYTECODE =

# One seed of hashes for both processes, and another one in each run.
.PHONY: test
test: $(READY) ## Run the tests in two processes (ARGS="tests/domain -k fold": some of them)
	@PYTHONHASHSEED=$$(date +%s) $(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

.PHONY: check
check: lint types imports schema-check ## Everything that can be checked without running it

.PHONY: format
format: $(READY) ## Format the code and apply the safe fixes
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

.PHONY: lint
lint: $(READY) ## Check the format and the lint rules
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

.PHONY: types
types: $(READY) ## Check the types
	@$(BIN)/mypy

.PHONY: imports
imports: $(READY) ## Check which room imports which
	@$(BIN)/lint-imports

.PHONY: schema
schema: $(READY) ## Write the published contract: schema.graphql and docs/events
	@$(BIN)/ordergraph contract

.PHONY: schema-check
schema-check: $(READY) ## Check that the contract is what the code gives, and what it breaks since the last release
	@$(BIN)/ordergraph contract --check

.PHONY: test-real
test-real: $(READY) $(TRYTON)/.ready ## Run the tests on a real Tryton ERP, which is installed here
	@ORDERGRAPH_REAL=1 $(BIN)/python -m pytest tests/real $(ARGS)

.PHONY: test-karrio
test-karrio: $(KARRIO)/.ready ## Run the tests of the carriers' SDK, which is installed here
	@ORDERGRAPH_KARRIO=1 $(KARRIO)/bin/python -m pytest tests/adapters/carrier_karrio tests/adapters/test_registry.py \
	  tests/docs/test_carriers_page.py tests/acceptance/test_two_carriers.py $(ARGS)

.PHONY: test-node
test-node: $(READY) ## Run the tests behind the routers that npm has, which are installed here
	@if command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'; then \
	  $(MAKE) build/node/.ready build/hive/.ready && $(BIN)/python -m pytest tests/node $(ARGS); \
	else \
	  echo "test-node is left out: it needs npm and Node.js 20 or newer" >&2; [ "$$CI" != true ]; \
	fi

.PHONY: test-slow
test-slow: $(READY) ## Run what takes ten seconds and more each: abuse, secrets, real deliveries, the chaos walk
	@$(BIN)/python -m pytest -m slow tests/acceptance -rA $(ARGS)

.PHONY: test-load
test-load: $(READY) ## Run what takes load and half a minute each: two gateways, one Redis, an ERP that counts
	@$(BIN)/python -m pytest -s tests/load $(ARGS)

.PHONY: test-kill
test-kill: $(READY) ## Kill gateways, PostgreSQL, Redis and NATS at random while events come and go (ARGS="--seed 7")
	@$(BIN)/python -m tests.kill $(ARGS)

# One target after the other even under `make -j`: they share the services.
.PHONY: ci
ci: ## Everything that CI runs, in its order
	@for target in check test test-slow test-load test-kill test-real test-karrio test-node; do $(MAKE) $$target || exit 1; done

.PHONY: graphiql
graphiql: $(GRAPHIQL)/dist/.ready ## Fetch GraphiQL with npm, so that the demo shows it without internet

.PHONY: lock
lock: ## Compile the locks from pyproject.toml (UPGRADE=1: with the newest versions)
	@$(PYTHON) -m venv build/uv
	@build/uv/bin/python $(PIP_INSTALL) --only-binary :all: uv==$(UV_VERSION)
	@$(LOCK) pyproject.toml --output-file requirements/runtime.lock
	@$(LOCK) --group build --output-file requirements/build.lock
	@$(LOCK) pyproject.toml --group dev --constraints requirements/runtime.lock \
	  --constraints requirements/build.lock --output-file requirements/dev.lock
	@$(LOCK) pyproject.toml --extra karrio --constraints requirements/runtime.lock \
	  --constraints requirements/dev.lock --output-file requirements/karrio.lock

.PHONY: clean
clean: ## Remove what the other commands made
	@rm -rf $(VENV) $(TRYTON) $(KARRIO) build .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
