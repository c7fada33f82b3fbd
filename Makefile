# Everything a person does with this checkout. `make` alone lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NODE := $(BIN)/python scripts/node.py
INSTALLED := $(VENV)/.installed
ASSETS := web/dist/app.html
WEB_SOURCES := $(shell find web/src web/public -type f 2>/dev/null) \
	$(wildcard web/*.json web/*.ts web/*.js web/*.html web/build_assets.py)
PY := server realtime rtc chat tests bench scripts web/__init__.py web/build_assets.py

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run test test-fast check format-check lint types imports web-check budgets fix docs lock migration \
	bench-realtime bench-agenda bench-chat bench-slots bench-sfu bench-web bench-board bench-call clean

help: ## List every target with its line
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(INSTALLED) $(ASSETS) ## Make the environment and the browser application (every other target does it when needed)

$(INSTALLED): requirements.lock pyproject.toml scripts/bootstrap.sh
	@PYTHON="$(PYTHON)" sh scripts/bootstrap.sh $(VENV)
	@touch $@

$(ASSETS): $(INSTALLED) $(WEB_SOURCES)
	@echo "Building the browser application…"
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

run: install ## Open the demo practice on http://localhost:8000 (make run PORT=9000 for another port)
	@ARDOISE_DEMO=$${ARDOISE_DEMO:-1} $(BIN)/ardoise run

test: install ## Run everything: real PostgreSQL, Redis and Chromium; ends with one line, `N passed`
	@sh scripts/needs.sh
	@$(BIN)/python scripts/test.py

test-fast: install ## Run the tests that need no browser and no other process
	@$(BIN)/python -m pytest -q -m "not slow"

check: format-check lint imports types web-check budgets test-fast ## Format, lint, imports, types, budgets and the fast tests

format-check: install
	@$(BIN)/ruff format --check --quiet $(PY)

lint: install
	@$(BIN)/ruff check --quiet $(PY)
	@$(BIN)/bandit --quiet --recursive --severity-level medium server realtime rtc chat

imports: install
	@$(BIN)/lint-imports --no-cache

types: install
	@$(BIN)/mypy

web-check: install
	@$(NODE) --prefix web run check
	@$(NODE) --prefix web run lint

budgets: install
	@$(BIN)/python scripts/budgets.py

fix: install ## Format, and repair what can be repaired
	@$(BIN)/ruff check --quiet --fix $(PY) || true
	@$(BIN)/ruff format --quiet $(PY)
	@$(NODE) --prefix web run format

docs: install ## Write the generated pages: permissions, settings, refusals, openapi.json and the browser's types
	@$(BIN)/python scripts/docs.py
	@$(NODE) --prefix web run types

lock: $(INSTALLED) ## Resolve the dependencies again (hashes, and no address)
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --no-emit-index-url --all-extras pyproject.toml -o requirements.lock
	@$(BIN)/python scripts/lock.py

migration: install ## Write the next migration: make migration NAME='Add the rooms'
	@$(BIN)/python -m server.migrations "$(NAME)"
	@$(BIN)/ruff format --quiet server/migrations/versions

bench-realtime: install ## Push against Socket.IO and nchan, side by side
	@$(BIN)/python -m bench.realtime

bench-agenda: install ## The whole stack, from a command to another screen's frame
	@$(BIN)/python -m bench.agenda

bench-chat: install ## Conversations: sent and received, the highest rate, a million messages opened and searched
	@$(BIN)/python -m bench.chat

bench-slots: install ## Free slots and patient search, and how their cost grows
	@$(BIN)/python -m bench.slots
	@$(BIN)/python -m bench.patients

bench-sfu: install ## Forward calls beside Janus and the library's own relay
	@$(BIN)/python -m bench.sfu

bench-web: install ## The browser application's budgets, in Chromium
	@$(BIN)/python -m bench.web

bench-board: install ## The shared drawing: from the pen to the other screen, and a full page painted
	@$(BIN)/python -m bench.board

bench-call: install ## A call: the first picture, through a relay, after a kill, under loss (as root, in a network of its own)
	@$(BIN)/python -m bench.call

clean: ## Remove what can be made again (never the data)
	@rm -rf $(VENV) web/dist web/node_modules bench/.cache .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
