# Four commands for people: try, test, bench, lint. Each sets up what it needs, and does so once.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(BIN)/uv

.PHONY: help install try test bench lint lock clean
help:
	@echo "make install what the bot needs to run, in $(VENV)"
	@echo "make try    play with the bot in a browser, no account needed"
	@echo "make test   run every test"
	@echo "make lint   style, types, and the direction of the imports"
	@echo "make bench  measure speed against baselines"

# uv installs the locked packages in seconds; pip only has to bring uv itself.
$(UV):
	@echo "· creating the virtual environment in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.lock

$(VENV)/.runtime: $(UV) requirements/runtime.lock pyproject.toml
	@echo "· installing the bot's packages (pinned, with hashes)"
	@VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --require-hashes -r requirements/runtime.lock
	@VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.try: $(VENV)/.runtime requirements/try.lock
	@echo "· installing what the embedded workspace needs (pinned, with hashes)"
	@VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --require-hashes -r requirements/try.lock
	@touch $@

$(VENV)/.dev: $(VENV)/.try requirements/dev.lock
	@echo "· installing the test tools (pinned, with hashes)"
	@VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --require-hashes -r requirements/dev.lock
	@touch $@

install: $(VENV)/.runtime

try: $(VENV)/.try
	@$(BIN)/python -m bot try $(ARGS)

# The long tests (a process killed again and again, races by the thousand, all scenarios beside the main path, every
# page in a browser) run with ALL=1, and always where CI is set.
test: $(VENV)/.dev
	@$(if $(CI)$(ALL),,echo "· without the long tests: make test ALL=1 runs them too")
	@$(BIN)/python -m pytest -n auto --dist worksteal $(if $(CI)$(ALL),,-m "not long") $(ARGS)

lint: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.dev
	@$(BIN)/python -m tests.bench $(ARGS)

# Renews the locks after a change of requirements/*.in. They name no package index.
lock: $(UV)
	@for name in uv runtime try dev; do \
	  $(UV) pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-header --universal \
	    --python-version 3.11 requirements/$$name.in -o requirements/$$name.lock; done

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
