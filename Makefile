# Two commands: `make run` shows the conference, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.run-installed
DEV_STAMP := $(VENV)/.dev-installed

# What one process compiled, the next one reads: without it each of a hundred starts compiles anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run fresh test check format bench migration clean

run: $(RUN_STAMP)
	@exec $(BIN)/python -m conference.demo.run

fresh:
	rm -rf instance

test: $(DEV_STAMP)
	$(BIN)/python -m pytest -n $${TEST_WORKERS:-2} --dist worksteal -q -r s

check: $(DEV_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(DEV_STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(DEV_STAMP)
	$(BIN)/python -m benchmarks

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(RUN_STAMP): requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements.txt requirements-dev.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	@touch $@ $(RUN_STAMP)

clean:
	rm -rf $(VENV) instance .mypy_cache .ruff_cache .hypothesis
