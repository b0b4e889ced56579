# Gatepass. These are the targets; `make` alone prints them.
#
#   make bootstrap   install the missing system packages, check the Swift version
#   make build       release programs bin/gatepass, bin/gate, gate-image, gate-link
#   make demo        the whole way, from a staff list to verdicts, on invented data
#   make test        everything: lint, tidy, docs, links, api, release programs, swift test
#   make format      rewrite the Swift sources in the house format
#   make lint        refuse Swift sources that are not in the house format
#   make tidy        sizes, names and constructs that this house does not use
#   make links       imports against the manifest, and what `gate` may contain
#   make docs        links in the pages, package list in the README
#   make api         the API's description and quickstart, the running service tried by both
#   make man         man pages and shell completion, into bin/man and bin/completions
#   make vectors     run Tests/Vectors/gp1.json through both programs
#   make golden      rewrite the golden files, show what changed
#   make soak        the kill tests with 1,000 kills each
#   make fuzz        libFuzzer on text -> verdict
#   make bench       measured figures beside their peers
#   make order       what programs run at their main work, for the linker; needs valgrind
#   make packages    print the system packages, one line

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The one list of system packages. README.md and the providers in Package.swift agree with it,
# held by `make tidy` and `make docs`.
PACKAGES_BUILD := fonts-noto-cjk libcairo2-dev libcurl4-openssl-dev libdeflate-dev \
    libexpat1-dev libpango1.0-dev libqrencode-dev libspng-dev libsqlite3-dev libssl-dev \
    libturbojpeg0-dev libxlsxwriter-dev libzip-dev libzxing-dev pkg-config
PACKAGES_TEST := binutils chromium curl openssl poppler-utils python3 python3-prometheus-client \
    python3-venv systemd tmux unzip zbar-tools
PACKAGES := $(PACKAGES_BUILD) $(PACKAGES_TEST)

SWIFT_MINIMUM := 6.3

# Debug and release live apart, so that neither throws the other's work away. Each function is a
# section, so that the linker leaves out and puts in order single ones.
RELEASE := .build-release
RELEASE_BUILD := swift build -c release --scratch-path $(RELEASE) --static-swift-stdlib \
    --disable-local-rpath -Xswiftc -Xfrontend -Xswiftc -function-sections

# Python's tools of tests, each with its version, in a folder of their own.
PYTHON := .build-python

# A checkout keeps its own key ring, outside any data folder and ignored by git. Tests and the
# demonstration make theirs in throw-away folders and must not meet this one.
export GATEPASS_KEYS_PATH := $(CURDIR)/Keys/local
OWN_KEYS := env -u GATEPASS_KEYS_PATH
export GATEPASS_BIN ?= $(CURDIR)/bin

# All tests at once would leave each a thousandth of the machine, and time would run out for those
# that wait for a server.
FEW_AT_ONCE := SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=16

SWIFT_PLACES := Package.swift Sources Tests \
    $(if $(shell find Benchmarks -name '*.swift' -print -quit 2>/dev/null),Benchmarks)

# $(call need,TOOL,FIX) stops with the fix where TOOL is not there.
need = command -v $(1) >/dev/null || { echo 'make $@: $(1) is missing. $(2)' >&2; exit 1; }
NEED_SWIFT = $(call need,swift,Install Swift $(SWIFT_MINIMUM) or newer: \
    https://www.swift.org/install/linux/)
NEED_PYTHON = $(call need,python3,Run `make bootstrap`.)
NEED_BINUTILS = $(call need,nm,Run `make bootstrap`.); $(call need,strip,Run `make bootstrap`.)
NEED_LIBRARIES = $(call need,pkg-config,Run `make bootstrap`.)

.PHONY: help bootstrap build demo test format lint tidy links docs api man vectors golden fuzz \
    soak bench order packages

help:
	@sed -n 's/^#   //p' $(firstword $(MAKEFILE_LIST))

packages:
	@echo $(PACKAGES)

bootstrap:
	@Scripts/bootstrap.sh $(SWIFT_MINIMUM) $(PACKAGES)

# One pass for all programs: with the same flags they share every room they have in common.
# The unstripped `gate` stays in $(RELEASE), where `links` reads its symbols.
build:
	@$(NEED_SWIFT)
	@$(NEED_LIBRARIES)
	@$(NEED_BINUTILS)
	@mkdir -p $(RELEASE)/archives
	@ln -sfn "$$(clang -print-file-name=libstdc++.a || echo none)" $(RELEASE)/archives/libstdc++.a
	$(RELEASE_BUILD) --product gatepass
	$(RELEASE_BUILD) --product gate
	$(RELEASE_BUILD) --product gate-image
	$(RELEASE_BUILD) --product gate-link
	@mkdir -p bin
	@for program in gatepass gate gate-image gate-link; do \
	    strip -o bin/.$$program.new $(RELEASE)/release/$$program; \
	    mv -f bin/.$$program.new bin/$$program; \
	done
	@ls -l bin/gatepass bin/gate bin/gate-image bin/gate-link

# Each step runs after the one before it, also under `make -j`.
demo:
	@$(MAKE) --no-print-directory bootstrap
	@$(MAKE) --no-print-directory build
	@$(OWN_KEYS) bin/gatepass demo

test:
	@$(MAKE) --no-print-directory bootstrap
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory tidy
	@$(MAKE) --no-print-directory docs
	@$(MAKE) --no-print-directory links
	@$(MAKE) --no-print-directory api
	$(OWN_KEYS) $(FEW_AT_ONCE) swift test --disable-xctest
	@echo 'make test: all checks passed.'

format:
	@$(NEED_SWIFT)
	swift format format --in-place --recursive --parallel $(SWIFT_PLACES)

lint:
	@$(NEED_SWIFT)
	swift format lint --strict --recursive --parallel $(SWIFT_PLACES)

tidy:
	@$(NEED_PYTHON)
	@python3 Scripts/tidy.py

links: build
	@$(NEED_PYTHON)
	@$(NEED_BINUTILS)
	@python3 Scripts/links.py --unstripped $(RELEASE)/release/gate --stripped bin/gate

docs:
	@$(NEED_PYTHON)
	@python3 Scripts/docs.py

$(PYTHON)/ready: Tests/API/requirements.txt
	@$(NEED_PYTHON)
	python3 -m venv $(PYTHON)
	$(PYTHON)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

# Who tries the service: `make api ROLES="operator hr"`; without any, every role of Scripts/api.py.
ROLES :=
api: build $(PYTHON)/ready
	@$(OWN_KEYS) $(PYTHON)/bin/python Tests/API/quickstart.py bin
	@$(OWN_KEYS) $(PYTHON)/bin/python Scripts/api.py bin $(ROLES)

man: build
	$(RELEASE_BUILD) --product generate-manual
	@mkdir -p bin/man bin/completions
	@for program in gatepass gate; do \
	    $(RELEASE)/release/generate-manual bin/$$program --output-directory bin/man; \
	    for shell in bash zsh fish; do \
	        bin/$$program --generate-completion-script $$shell > bin/completions/$$program.$$shell; \
	    done; \
	done
	@ls bin/man bin/completions

vectors: build
	bin/gatepass conformance Tests/Vectors/gp1.json
	bin/gate conformance Tests/Vectors/gp1.json

# The run that rewrites the golden files fails on purpose; what counts here is the difference.
golden: build
	@UPDATE_GOLDEN=1 $(OWN_KEYS) swift test --disable-xctest || true
	@git --no-pager diff --stat -- Tests
	@git status --short -- Tests
	@echo 'Read the difference with `git diff -- Tests`, then run `make test`.'

fuzz:
	@$(NEED_SWIFT)
	@$(NEED_LIBRARIES)
	@bash Scripts/fuzz.sh

soak: build
	@$(NEED_SWIFT)
	GATEPASS_SOAK_ROUNDS=1000 $(OWN_KEYS) swift test --disable-xctest --filter 'after a kill'

bench: build
	@$(NEED_PYTHON)
	@bash Scripts/bench.sh

order: build
	@$(NEED_PYTHON)
	@$(call need,valgrind,apt-get install valgrind)
	@$(OWN_KEYS) python3 Scripts/start_order.py
