# Everything a fresh machine with Python 3.11+, make and git needs. `make help` lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed-run
STAMP_DEV := $(VENV)/.installed-dev
SOURCES := src tests

.DEFAULT_GOAL := help
.PHONY: help run test soak fuzz check lock clean sample bench bench-peers

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

# Atheris is in no lock: it is needed for nothing else, and has wheels for some machines only.
fuzz: $(STAMP_DEV) ## throw strangers' bytes at every reader, FUZZ_SECONDS (60) each; TARGETS="days search" for some
	@$(BIN)/python -c 'import atheris' 2>/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check 'atheris>=3.0'
	$(BIN)/python -m tests.fuzz $(TARGETS)

SOAK_MINUTES ?= 5
SOAK_SEED ?=
soak: $(STAMP_DEV) ## cause faults for SOAK_MINUTES=5 and count what is lost; ARGS=--write puts the table into docs/reliability.md
	$(BIN)/python -m tests.soak --minutes $(SOAK_MINUTES) $(if $(SOAK_SEED),--seed $(SOAK_SEED)) $(ARGS)

bench: $(STAMP) ## measure beside yardsticks, some minutes, and write docs/performance.md; ROWS=start,keys for some
	nice $(BIN)/python -m bench $(if $(ROWS),--rows $(ROWS)) $(ARGS)

PEERS := bench/.venv-peers
bench-peers: ## install the program that `make bench` measures beside this one
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check harlequin

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
	$(BIN)/python -m cop_tui.cli.keeping
	$(BIN)/python -m cop_tui.reports.json_schema > docs/schema/report-1.json
	$(BIN)/python -m cop_tui.tui.pictures docs/images
	chmod 644 docs/images/*

COMPILE := $(BIN)/pip-compile --quiet --upgrade --strip-extras --generate-hashes --allow-unsafe --no-header --no-annotate \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

lock: $(STAMP_DEV) ## pin the newest allowed packages: names, versions, hashes; no index addresses
	$(COMPILE) --extra all --build-deps-for editable --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra all --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

clean: ## remove what was built
	rm -rf $(VENV) $(PEERS) bench/.cache build dist .mypy_cache .ruff_cache .hypothesis .import_linter_cache src/*.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
