# Everything runs in a virtual environment of this folder; nothing is installed anywhere else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TEST_READY := $(VENV)/.test-ready
BENCH_READY := $(VENV)/.bench-ready
DOCS_READY := $(VENV)/.docs-ready
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes

.PHONY: chat run test deep check bench docs pictures schema lock format clean help

help: ## Show what you can do here
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/'

chat: $(READY) ## Talk to the bot in this terminal
	@$(BIN)/peerbridge chat

run: $(READY) ## Start the bot on every platform that has a token
	@$(BIN)/peerbridge run

test: $(TEST_READY) ## Run all tests
	@$(BIN)/python -m pytest

deep: $(TEST_READY) ## Mangled catalogs 5,000 times instead of 300, danger in 10,000 random texts (some minutes)
	@PEERBRIDGE_DEEP_TESTS=1 $(BIN)/python -m pytest tests/catalog tests/commands -k mangled
	@PEERBRIDGE_DEEP_TESTS=1 $(BIN)/python -m pytest tests/safety/test_many_texts.py

check: $(TEST_READY) ## Check style, format, types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(TEST_READY) ## Put the code into its format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(BENCH_READY) ## Measure speed beside other programs
	@$(BIN)/python -m tests.bench

docs: $(DOCS_READY) ## Make the pages of docs/ a site to open in a browser: build/site/index.html
	@$(BIN)/zensical build --strict --clean

pictures: $(TEST_READY) ## Lead the conversations of docs/ anew with the bot and draw them, after a change of what it says
	@PEERBRIDGE_DRAW_PICTURES=1 $(BIN)/python -m pytest --quiet tests/docs/test_pictures.py

schema: $(READY) ## Write the rules of a catalog anew for editors, after a change of its model, needs or base
	@$(BIN)/python -m catalog.schema

lock: $(TEST_READY) ## Choose newer versions of what we build on, and pin them
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet uv
	@for name in requirements requirements-test requirements-bench requirements-docs; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-annotate --custom-compile-command "make lock" --upgrade $$name.in -o $$name.txt; done

clean: ## Delete the virtual environment (your data and your key stay)
	@rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Peerbridge needs Python 3.11 or newer. Install it, or name it: make chat PYTHON=python3.12"; exit 1; }
	@echo "Setting up once: a virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv"; exit 1; }

$(READY): requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "Setting up once: what the bot needs (about a minute) ..."
	@$(PIP) -r requirements.txt
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(TEST_READY): requirements-test.txt $(READY)
	@echo "Setting up once: what the tests need ..."
	@$(PIP) -r requirements-test.txt
	@touch $@

$(BENCH_READY): requirements-bench.txt $(TEST_READY)
	@echo "Setting up once: the programs to compare with ..."
	@$(PIP) -r requirements-bench.txt
	@touch $@

$(DOCS_READY): requirements-docs.txt $(READY)
	@echo "Setting up once: what makes the site ..."
	@$(PIP) -r requirements-docs.txt
	@touch $@
