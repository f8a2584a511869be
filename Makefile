# The contributor's front page. `make` alone lists what there is.
.DEFAULT_GOAL := help
.PHONY: help run test check format lint types arrows docs bench lock setup setup-dev

PYTHON ?= python3
BIN := .venv/bin

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

run: setup ## set everything up, price a sample part, start the site on 127.0.0.1:8000
	@$(BIN)/partwright quote samples/bracket.step --quantity 1,10,100
	@$(BIN)/partwright serve

test: setup-dev ## set up what tests need and run them all
	@$(BIN)/python scripts/test.py

check: setup-dev format lint types arrows ## everything that must hold before a push, tests included
	@$(BIN)/python scripts/test.py

format:
	@$(BIN)/ruff format --check .

lint:
	@$(BIN)/ruff check .

types:
	@$(BIN)/mypy

arrows:
	@$(BIN)/lint-imports

docs: setup ## write the pages again that come from the code: settings, .env.example
	@$(BIN)/python -m partwright.web.site.reference

bench: setup-dev ## print every benchmark on generated parts
	@for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

lock: ## compile the locked requirements again, with hashes and without index addresses
	@for name in runtime dev build node; do $(BIN)/python scripts/lock.py $$name || exit 1; done

setup:
	@$(PYTHON) scripts/setup.py

setup-dev:
	@$(PYTHON) scripts/setup.py --dev
