# Python 3.11 and make are all that a machine needs for `make run`; set-up brings the rest.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv/bin/python
CHECKED := clinic plans tests tools bench manage.py

.DEFAULT_GOAL := help
.PHONY: help run test soak lint fmt bench setup

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: python ## set up what is missing, then serve the demo clinic (PORT=8000)
	@exec $(PYTHON) -m tools.run

test: python ## run every test, on SQLite, on PostgreSQL and in Chromium
	@exec $(PYTHON) -m tools.test

soak: python ## the same with all rounds of the contention tests and the long runs
	@SOAK=1 exec $(PYTHON) -m tools.test

lint: setup ## look for faults without running anything
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	$(VENV) -m mypy $(CHECKED)
	$(VENV) -m djlint --lint --quiet templates

fmt: setup ## write the code in the house's form
	$(VENV) -m ruff check --fix .
	$(VENV) -m ruff format .

bench: setup ## measure the engine and the pages
	$(VENV) -m bench.run

setup: python ## make or refresh .venv and the front-end files, with the tools for developers
	@$(PYTHON) -m tools.setup

.PHONY: python
python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 is missing: apt-get install -y python3.11 python3.11-venv" >&2; exit 1; }
