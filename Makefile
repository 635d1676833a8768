# `make demo` sets up and speaks; `make test` sets up and tests.  Everything lands in .venv and build/.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
LISTS := requirements/frontend.txt requirements/serving.txt requirements/dev.txt
# Per cent of lines and branches; what the tests reach is 1 to 2 more.
COVERED := 95
export OMP_NUM_THREADS ?= 2
export GOMP_SPINCOUNT ?= 0

.DEFAULT_GOAL := help
.PHONY: help setup demo check browser test test-extras test-firefox test-full test-load test-schema test-vllm-0.24 test-sdk \
	train-mini eval-voice test-training bench bench-chat perf clean
.SECONDARY:

help:  ## list these commands
	@grep -E '^[a-z0-9.-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 20

setup: $(VENV)/.complete  ## make the private virtual environment

$(VENV)/.complete: $(LISTS) pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-deps $(addprefix -r ,$(LISTS))
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

# Seeded random checkpoints that stop by themselves: `tiny` (4 layers x 128) and `full`, XTTS v2's own size.
build/%/checkpoint/model.pth: tests/data/oracle/make_checkpoint.py $(VENV)/.complete
	$(BIN)/python $< --size $* --seed 0 --stop-bias 6 --out $(@D)

build/%/repository/xtts_gpt/1/manifest.json: build/%/checkpoint/model.pth
	$(BIN)/auralis.export repository --checkpoint $(<D) --release 1 --out build/$*/repository --overwrite

demo: setup  ## speak: export the bundled voice, start Triton, write build/demo/*.wav
	$(BIN)/python examples/demo.py build/demo

check: setup  ## formatting, lint, types, import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check --no-cache .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

browser: /usr/bin/chromedriver  ## Debian's Chromium, for the tests of the page

/usr/bin/chromedriver:
	apt-get update --quiet
	DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends chromium chromium-driver

test: check browser  ## everything in check, then all tests but the full-size and the load ones
	$(BIN)/pytest -m "not full and not load and not firefox and not extras" --cov --cov-report=term:skip-covered \
	    --cov-fail-under=$(COVERED)

test-extras: $(VENV)-extras/.complete  ## the examples that need Gradio or Pipecat
	$(VENV)-extras/bin/pytest -m extras tests/unit/examples

$(VENV)-extras/.complete: $(LISTS) requirements/extras.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)-extras
	$(VENV)-extras/bin/python -m pip install --quiet --no-deps $(addprefix -r ,$(LISTS)) -r requirements/extras.txt
	$(VENV)-extras/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

test-firefox: setup  ## the page in Debian's Firefox, with PulseAudio as its sound card
	{ command -v firefox-esr && command -v pulseaudio; } > /dev/null || { apt-get update --quiet && DEBIAN_FRONTEND=noninteractive \
	    apt-get install --quiet --yes --no-install-recommends firefox-esr pulseaudio; }
	$(BIN)/pytest -m firefox

test-full: setup  ## tests on a checkpoint of XTTS v2's own size
	$(BIN)/pytest -m full

test-load: setup  ## many clients at once, and many that leave
	$(BIN)/pytest -m load

test-vllm-0.24: $(VENV)-vllm-0.24/.complete  ## the decoder's tests on the container's vLLM
	$(VENV)-vllm-0.24/bin/pytest tests/decoder

$(VENV)-vllm-0.24/.complete: requirements/vllm-0.24.txt requirements/frontend.txt requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)-vllm-0.24
	$(VENV)-vllm-0.24/bin/python -m pip install --quiet --no-deps -r requirements/frontend.txt -r requirements/dev.txt
	$(VENV)-vllm-0.24/bin/python -m pip install --quiet --no-deps -r requirements/vllm-0.24.txt
	$(VENV)-vllm-0.24/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

test-sdk: setup build/sdk/2/.complete build/sdk/3/.complete build/sdk/node/.complete  ## sessions of OpenAI's SDKs (needs npm)
	cp tests/sdk/session.mjs build/sdk/node
	PYTHONPATH=tests $(BIN)/python tests/sdk/run.py build/sdk

build/sdk/node/.complete: tests/sdk/package.json tests/sdk/package-lock.json
	mkdir -p $(@D)
	cp $^ $(@D)
	npm ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

build/sdk/%/.complete: requirements/sdk-%.txt
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --no-deps -r $<
	touch $@

test-schema: setup build/schema/.complete  ## made-up requests, allowed by the schema and not (Schemathesis)
	PYTHONPATH=tests $(BIN)/python tests/schema/run.py $(CURDIR)/build/schema/bin/schemathesis

build/schema/.complete: requirements/schema.txt
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --no-deps -r $<
	touch $@

bench: build/tiny/repository/xtts_gpt/1/manifest.json build/full/repository/xtts_gpt/1/manifest.json  ## time and memory, as ratios measured in one run
	$(BIN)/python tests/perf/bench.py build/tiny/repository build/full/repository --out build/bench.json

bench-chat: build/tiny/repository/xtts_gpt/1/manifest.json  ## how late a chat's text is while others are spoken
	PYTHONPATH=tests $(BIN)/python tests/perf/chat_latency.py build/tiny/repository --out build/bench-chat.json

perf: build/tiny/repository/xtts_gpt/1/manifest.json  ## NVIDIA's perf_analyzer on the ensemble
	$(BIN)/python tests/perf/perf_analyzer.py --repository build/tiny/repository --out build/perf

# Trains for hours in the background; what it has done is in ~/.cache/auralis/training, and it goes on from there.
# The allocator's settings keep it from giving memory back between steps, which costs a third of the time.
train-mini: $(VENV)-training/.complete  ## train the bundled voice model; interrupt and repeat at will
	MALLOC_MMAP_THRESHOLD_=4294967296 MALLOC_TRIM_THRESHOLD_=8589934592 OMP_NUM_THREADS=$(OMP_NUM_THREADS) \
	    nice -n 19 $(VENV)-training/bin/python -m training all

MODEL ?= export/auralis_xtts/mini
eval-voice: $(VENV)-training/.complete  ## judge a checkpoint (MODEL=...) by its words, sound and likeness, through the server
	PATH=$(CURDIR)/$(VENV)-training/bin:$(PATH) $(VENV)-training/bin/python -m training eval-voice --model $(MODEL)

test-training: $(VENV)-training/.complete  ## tests of the training recipe
	$(VENV)-training/bin/pytest tests/training

$(VENV)-training/.complete: $(LISTS) requirements/training.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)-training
	$(VENV)-training/bin/python -m pip install --quiet --no-deps $(addprefix -r ,$(LISTS)) -r requirements/training.txt
	$(VENV)-training/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

clean:  ## remove what these commands made
	rm -rf $(VENV) $(VENV)-extras $(VENV)-vllm-0.24 $(VENV)-training build
