# make run   the weekly consolidation on the repository's own workbooks/
# make test  lint, types, floors and the whole suite
# make soak  the long counts (hours in resumable parts); its record is docs/soak.md
PYTHON ?= python3
VENV ?= .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
NOW ?= 2026-12-07T09:00+08:00

.PHONY: run test soak lint lock clean pictures bench

run: $(VENV)/.run
	$(BIN)/jlhy --now $(NOW) run

test: $(VENV)/.dev lint
	$(BIN)/python -m pytest -n 2 --dist worksteal -q

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

soak: $(VENV)/.dev
	$(BIN)/python -m tests.soak

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/weekly_run.py

pictures: $(VENV)/.dev
	$(BIN)/python docs/make.py pictures

$(VENV)/.run: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q jlhy_xl
	touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

lock: $(VENV)/.dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --group build -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --group build --group dev --extra cluster -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf output/2* output/history
