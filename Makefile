# make run   sets everything up and serves the dashboard (PORT=8501)
# make test  sets everything up, checks style and types, and runs every test
PYTHON ?= python3
PORT ?= 8501
HOST ?= 0.0.0.0
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test build verify report lint bench clean

run: $(VENV)/run.stamp $(VENV)/font.stamp
	$(BIN)/uvicorn asgi:app --host $(HOST) --port $(PORT) --log-level warning --no-access-log

test: lint $(VENV)/browser.stamp
	$(BIN)/python -m pytest

build: $(VENV)/run.stamp
	$(BIN)/python -m fenjin.table build

verify: $(VENV)/run.stamp
	$(BIN)/python -m fenjin.table verify --source "$(SOURCE)"

report: $(VENV)/run.stamp
	$(BIN)/python -m fenjin.table report

lint: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/browser.stamp
	$(BIN)/python -m benchmarks.pages
	$(BIN)/python -m benchmarks.deck

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 to 3.13 is needed; set PYTHON=python3.11" if not (3, 11) <= sys.version_info[:2] <= (3, 13) else 0)'
	$(PYTHON) -m venv $(VENV) || (sh tools/system.sh venv && $(PYTHON) -m venv --clear $(VENV))

$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: -r requirements.txt
	touch $@

$(VENV)/font.stamp: tools/system.sh | $(VENV)/run.stamp
	sh tools/system.sh font $(BIN)
	touch $@

$(VENV)/dev.stamp: requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: -r requirements-dev.txt
	touch $@ $(VENV)/run.stamp

$(VENV)/browser.stamp: $(VENV)/dev.stamp tools/system.sh
	sh tools/system.sh browser $(BIN)
	touch $@

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache
