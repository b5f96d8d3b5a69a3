# make book   builds the book:        _build/html/index.html
# make test   checks everything:      rules, package, notebooks, built site in a real browser
# make epub   the book as an EPUB:    _build/epub/coalition-of-the-willing.epub
# make pdf    the book as a PDF:      _build/pdf/coalition-of-the-willing.pdf (printed by Chromium, which is found or fetched)
# All do all their own set-up in .venv, on a machine with Python 3.11 or newer, git and make.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: book epub pdf test check notebooks preview verify benchmark clean

# Strictly, as jupyter-book build . -W -n --keep-going would, but beside the last site, which stands until the new one is whole.
book: .venv/installed
	$(BIN)/python -m factbook build
	@echo "The book: $(CURDIR)/_build/html/index.html"

# The site is built first, and these read and execute nothing again.
epub pdf: book
	$(BIN)/python -m factbook build $@
	@echo "The book: $(CURDIR)/_build/$@/coalition-of-the-willing.$@"

# The site tests look at the site, so it is built first.  Chromium is found, or fetched, before the tests begin.
# Each file of tests goes to one of two workers; in their own order, so that the longest does not come last and alone.
test: book
	$(BIN)/python -m factbook.chromium
	$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder --nbval --nbval-current-env chapters tests

check: .venv/installed
	$(BIN)/python -m factbook check

# Executes the chapters that something has changed for, or those named (CHAPTER="summit"), and commits nothing: read the diff, then commit it.
notebooks: .venv/installed
	$(BIN)/python -m factbook notebooks $(CHAPTER)

# Builds whenever a file is saved, serves the site on this machine, and reloads it in the browser; PORT=8001 where 8000 is taken.
preview: .venv/installed
	$(BIN)/python -m factbook preview --port $(or $(PORT),8000)

# Whether a copy of the site is the one that these sources give: make verify SITE=https://example.org/book/, or a folder.
verify: book
	$(BIN)/python -m factbook verify "$(SITE)"

benchmark: .venv/installed
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf _build chapters/ledger

.venv/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "The book needs Python 3.11 or newer: make PYTHON=/path/to/python3 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv
	@echo "Setting up .venv: this takes a minute or so, once."
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt
	@touch $@
