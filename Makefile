# `make run` and `make test` need nothing but python3 and make; they bring the rest.
PYTHON ?= python3
BIN := .venv/bin

# A second BLAS thread on a busy machine makes a 5 ms encoding take 180 ms.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1

.PHONY: help setup run test bench-understanding lock clean

help:
	@echo 'make run    set everything up and serve the demo: shop page with the widget, desk, API'
	@echo 'make test   set everything up and run every check and test'
	@echo 'make bench-understanding  set everything up and measure how messages are understood; see README.md'
	@echo 'make setup  only set up both environments'
	@echo 'make lock   write both requirements.lock files anew after a change of a pyproject.toml'
	@echo 'make clean  remove environments, models and caches; never var/, where the data is'

setup:
	@$(PYTHON) scripts/bootstrap.py

run: setup
	@$(BIN)/helpline run --demo

test:
	@$(PYTHON) scripts/bootstrap.py --browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/helpline check tone
	$(BIN)/helpline train
	cd assistant && .venv/bin/python -m pytest --confcutdir ../tests/assistant
	@[ ! -d tests/stories ] || $(BIN)/helpline check stories
	$(BIN)/python -m pytest

bench-understanding: setup
	@model=$$($(BIN)/helpline train) && assistant/.venv/bin/python -m bench.understanding --model "$$model" $(BENCH)

lock:
	@$(PYTHON) scripts/bootstrap.py --lock

clean:
	rm -rf .venv .uv .setup.lock assistant/.venv *.egg-info models .rasa results .mypy_cache .pytest_cache .ruff_cache
