# Two commands: `make explore` opens the explorer, `make test` runs the tests.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

# Python keeps what it compiles, whatever the shell says: hundreds of processes start in the tests.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: explore test test-all pytest install dev system system-all sssom-py chromium java virtuoso lint style types format readme site bench mutants screenshots clean

explore: $(VENV)/.explorer
	$(BIN)/aimsgraph explore

install: $(VENV)/.installed

$(VENV)/.explorer: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) -e '.[explorer]'
	$(BIN)/python -m compileall -q src
	touch $@

dev: $(VENV)/.dev

# A pip of today resolves in half the time of the one that comes with Python.
$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(PIP) --upgrade pip

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) -e .
	$(BIN)/python -m compileall -q src
	touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --no-compile -e '.[dev]'
	touch $@ $(VENV)/.installed $(VENV)/.explorer

# Three workers for two cores: a test waits at times for a browser, a server or a reasoner.
WORKERS = $(shell expr 3 \* $$(getconf _NPROCESSORS_ONLN) / 2)
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --no-loadscope-reorder

# Several things at a time: packages of Python and of the system, then style, types and tests. Of like
# cases every n-th is run, and nothing that asks foreign tools at length: CI has twelve minutes.
test:
	@$(MAKE) --no-print-directory -j3 style types pytest SYSTEM=system CASES="-m 'not long'"

# Every case, with the foreign tools: before a release, and after a change to what they judge.
test-all:
	@$(MAKE) --no-print-directory -j4 style types pytest SYSTEM='system-all sssom-py'

pytest: dev $(SYSTEM)
	$(PYTEST) $(CASES)

lint: style types
	$(BIN)/aimsgraph validate

types: dev
	$(BIN)/mypy

style: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/aimsgraph fmt --check

format: dev
	$(BIN)/ruff check --fix-only --quiet . || true
	$(BIN)/ruff format .
	$(BIN)/aimsgraph fmt

# sssom-py brings fifty packages, one of them a plugin of pytest: an environment of its own.
sssom-py: $(VENV)/sssom-py/.installed

$(VENV)/sssom-py/.installed: constraints.txt | $(VENV)/bin/python
	$(PYTHON) -m venv --without-pip $(VENV)/sssom-py
	$(BIN)/python -m pip --python $(VENV)/sssom-py install --quiet --no-compile --disable-pip-version-check -c constraints.txt sssom
	touch $@

# The browser tests need a Chromium and the reasoner a Java runtime; both are installed where apt and root allow.
system:
	@MAKEFLAGS= $(MAKE) --no-print-directory chromium java

system-all: system
	@MAKEFLAGS= $(MAKE) --no-print-directory virtuoso

chromium:
	@tools/ensure.sh chromium 'chromium chromium-browser google-chrome' chromium

java:
	@tools/ensure.sh java java default-jre-headless

virtuoso:
	@tools/ensure.sh virtuoso virtuoso-t virtuoso-opensource-7-bin

readme: dev
	$(BIN)/python tools/readme.py
	$(BIN)/python tools/reference.py

# The documentation as a site, in site/.
site: dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

bench: dev
	$(BIN)/python benchmarks/load.py --write benchmarks/server.md
	$(BIN)/python benchmarks/run.py

# Small changes to the code that thinks, each of which a test must notice (docs/mutation.md).
mutants: dev
	$(PIP) mutmut==3.8.1
	$(BIN)/python -m mutmut run
	$(BIN)/python -m mutmut results
	cd tests && PYTHONPATH=. ../$(BIN)/python property/mutate_sql.py

screenshots: dev chromium
	$(BIN)/python tools/screenshots.py

clean:
	rm -rf $(VENV) site .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build
