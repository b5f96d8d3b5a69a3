# make help says what there is.  Every target does its own set-up in .venv; it needs Python 3.11 or newer, git and make.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: book epub pdf teaching test quick check coverage notebooks preview verify benchmark clean help

# Strictly, as jupyter-book build . -W -n --keep-going would, but beside the last site, which stands until the new one is whole.
book: .venv/installed
	$(BIN)/python -m factbook build
	@echo "The book: $(CURDIR)/_build/html/index.html"

# The site is built first, and these read and execute nothing again.
epub pdf: book
	$(BIN)/python -m factbook build $@
	@echo "The book: $(CURDIR)/_build/$@/coalition-of-the-willing.$@"

# Lessons and sheets are printed from the site, and packed with all that a classroom without internet needs.
teaching: book
	$(BIN)/python -m factbook.chromium
	$(BIN)/python -m factbook teaching

# The site tests look at the site, so it is built first.  Chromium is found, or fetched, before the tests begin.
# Each file of tests goes to one of four workers, twice as many as small machines have cores: tests of a browser or of a build wait half their
# time. In their own order, so that the longest does not come last and alone.
test: book
	$(BIN)/python -m factbook.chromium
	$(BIN)/python -m pytest -n 4 --dist loadscope --no-loadscope-reorder --nbval --nbval-current-env chapters tests

check: .venv/installed
	@$(BIN)/python -m factbook check

# The tests that need neither a built site nor a browser.
FAST = -m "not slow and not browser" $(shell grep -LE "\b(SITE|built_site)\b" tests/test_*.py)

# What to run between edits: the rules, the stored outputs of the chapters, the fast tests.
quick: check
	$(BIN)/python -m pytest -q -n 2 --dist loadscope --nbval --nbval-current-env chapters $(FAST)

# The fast tests again, counting which lines of the core they run; the bound stands in pyproject.toml.
coverage: .venv/installed
	$(BIN)/python -m coverage run -m pytest -q $(FAST)
	$(BIN)/python -m coverage report

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

help:
	@echo "make book        the site: _build/html/index.html (make alone does the same)"
	@echo "make epub        the book as an EPUB:  _build/epub/coalition-of-the-willing.epub"
	@echo "make pdf         the book as a PDF:    _build/pdf/coalition-of-the-willing.pdf, printed by Chromium"
	@echo "make teaching    lessons, sheets, slides, quizzes and labs: _build/teaching, with one ZIP of all"
	@echo "make check       the rules of tables and pages, in a second; quiet when all holds"
	@echo "make quick       check, stored outputs of the chapters, fast tests: under a minute"
	@echo "make test        everything: builds the book, and looks at it in a real browser"
	@echo "make notebooks   run what changed and store the outputs; CHAPTER=\"summit\" runs one chapter"
	@echo "make preview     build on each save, and show the site in the browser"
	@echo "make verify      compare a copy of the site with these sources: SITE=address or folder"
	@echo "make coverage    which lines of the core the fast tests run"
	@echo "make benchmark   what a build costs"
	@echo "make clean       remove what was built"
	@echo
	@echo "Commands for tables and pages: $(BIN)/python -m factbook --help"

clean:
	rm -rf _build chapters/ledger

.venv/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "The book needs Python 3.11 or newer: make PYTHON=/path/to/python3 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv
	@echo "Setting up .venv: this takes a minute or so, once."
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt
	@touch $@
