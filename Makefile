# Everything a fresh machine with Python 3.11+, make and git needs. `make help` lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed-run
STAMP_DEV := $(VENV)/.installed-dev
SOURCES := src tests

.DEFAULT_GOAL := help
.PHONY: help run test check lock clean sample

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "cop-tui needs Python 3.11 or newer; set PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The run-time packages, as pinned, and the program itself.
$(STAMP): $(BIN)/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMP_DEV): $(STAMP) requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

run: $(STAMP) ## start the app; without a terminal write the demo's reports to exports/
	@if [ -t 0 ] && [ -t 1 ]; then $(BIN)/cop-tui; else $(BIN)/cop-tui demo --report exports --force; fi

# Four workers on any machine: tests of the app wait more than they compute.
test: $(STAMP_DEV) ## run every test
	$(BIN)/python -m pytest -n 4 --dist worksteal $(ARGS)

check: $(STAMP_DEV) ## lint, types, architecture
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports

sample: $(STAMP_DEV) ## write exports/sample/ and the generated references anew
	$(BIN)/python -m cop_tui.services.reporting exports/sample
	chmod 644 exports/sample/*
	$(BIN)/python -m cop_tui.cli.reference > docs/cli.md
	$(BIN)/python -m cop_tui.cli.keys_reference > docs/keys.md
	$(BIN)/python -m cop_tui.reports.json_schema > docs/schema/report-1.json
	$(BIN)/python -m cop_tui.tui.pictures docs/images
	chmod 644 docs/images/*

COMPILE := $(BIN)/pip-compile --quiet --upgrade --strip-extras --generate-hashes --allow-unsafe --no-header --no-annotate \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

lock: $(STAMP_DEV) ## pin the newest allowed packages: names, versions, hashes; no index addresses
	$(COMPILE) --extra all --build-deps-for editable --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra all --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

clean: ## remove what was built
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .hypothesis .import_linter_cache src/*.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
