# `make demo` and `make test` are complete from a fresh clone; `make help` lists the rest.
MODULE ?=
BENCH ?=
FUZZ ?= variant
SECONDS ?= 600
JOBS := $(shell nproc)

# One compiler cache for all clones: paths below the clone are hashed as relative ones.
export CCACHE_BASEDIR := $(CURDIR)
export CCACHE_NOHASHDIR := 1

.PHONY: help build bootstrap test test-full bench-storage bench-variant bench-filter bench-log
.PHONY: fuzz interop demo demo-data tidy format clean
.DEFAULT_GOAL := help

help: ## what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | awk -F'|' '{printf "make %-13s %s\n", $$1, $$2}'

bootstrap:
	@scripts/bootstrap

build: bootstrap ## the command line, at build/parquedb
	@[ -f build/release/build.ninja ] || cmake --preset release >/dev/null
	@cmake --build --preset release -j $(JOBS) --target parquedb
	@ln -sfn release/apps/parquedb/parquedb build/parquedb

demo-data: bootstrap
	@scripts/fetch-demo-data

# The tests of a folder of src/ need neither the command line nor the demo's documents.
NEEDED := $(if $(filter-out interop stress cli s3 install,$(MODULE)),bootstrap,build demo-data)

test: $(NEEDED) ## all tests; with MODULE=filter those of one folder of src/ or tests/
	@scripts/run-tests $(if $(MODULE),--module $(MODULE))

test-full: build demo-data ## all tests, races and kills in full count
	@scripts/run-tests --full

# Spark comes in a virtual environment of its own: half a GiB, for these tests alone.
SPARK := .cache/interop/bin/python3
$(SPARK): bootstrap
	@[ -e .cache/interop/ready ] || { .venv/bin/python3 -m venv .cache/interop && \
	  .cache/interop/bin/pip install --quiet --no-deps pyspark==4.2.0 py4j==0.10.9.9 && \
	  touch .cache/interop/ready; }

interop: build $(SPARK) ## VARIANT files and filters in DuckDB and Spark (needs a JDK, 17 or later)
	@cmake --build --preset release -j $(JOBS) --target translate_filters
	@for test in variant_engines filter_sql; do \
	  PARQUEDB_SPARK_PYTHON=$(CURDIR)/$(SPARK) .venv/bin/python3 \
	    tests/interop/$${test}_test.py || exit 1; \
	done

bench-storage: bootstrap ## reading from S3 (MinIO), beside Arrow's S3FileSystem and curl
	@[ -f build/release/build.ninja ] || cmake --preset release >/dev/null
	@cmake --build --preset release -j $(JOBS) --target storage_bench
	@.venv/bin/python3 tests/s3/servers.py minio build/release/bench/storage_bench $(BENCH)

bench-variant: bootstrap ## Variants, beside the Rust crates parquet-variant (needs cargo)
	@CARGO_TARGET_DIR=build/peers cargo build --release --quiet --locked \
	  --manifest-path bench/peers/Cargo.toml
	@[ -f build/release/build.ninja ] || cmake --preset release >/dev/null
	@cmake --build --preset release -j $(JOBS) --target variant_bench
	@build/release/bench/variant_bench --peer build/peers/release/variant_peer $(BENCH)

# The peer of the filters on documents, from npm.
MINGO := .cache/mingo-7.2.7
$(MINGO)/node_modules/mingo/package.json:
	@scripts/bootstrap npm
	@npm install --silent --no-audit --no-fund --prefix $(MINGO) mingo@7.2.7

bench-filter: bootstrap $(MINGO)/node_modules/mingo/package.json ## filters, beside mingo and DuckDB
	@[ -f build/release/build.ninja ] || cmake --preset release >/dev/null
	@cmake --build --preset release -j $(JOBS) --target filter_bench
	@build/release/bench/filter_bench --mingo $(MINGO) --duckdb .venv/bin/python3 $(BENCH)

# Half a gigabyte, made once.
BIG_LOG := build/big_log
$(BIG_LOG)/ready: bench/big_log.py
	@rm -rf $(BIG_LOG)
	@.venv/bin/python3 bench/big_log.py $(BIG_LOG)
	@touch $@

bench-log: bootstrap $(BIG_LOG)/ready ## opening a table of 300,000 files, beside deltalake
	@[ -f build/release/build.ninja ] || cmake --preset release >/dev/null
	@cmake --build --preset release -j $(JOBS) --target log_bench
	@build/release/bench/log_bench --log $(BIG_LOG) --python .venv/bin/python3 $(BENCH)

fuzz: bootstrap ## libFuzzer on FUZZ=variant for SECONDS=600; what it finds joins the corpus
	@scripts/bootstrap fuzz
	@[ -f build/fuzz/build.ninja ] || cmake --preset fuzz >/dev/null
	@cmake --build --preset fuzz -j $(JOBS) --target $(FUZZ)_fuzz
	@mkdir -p build/fuzz/found/$(FUZZ) fuzz/$(FUZZ)/testdata
	@build/fuzz/fuzz/$(FUZZ)_fuzz -max_total_time=$(SECONDS) -max_len=2048 -timeout=10 \
	  -print_final_stats=1 -artifact_prefix=build/fuzz/ build/fuzz/found/$(FUZZ) \
	  fuzz/$(FUZZ)/testdata
	@build/fuzz/fuzz/$(FUZZ)_fuzz -merge=1 -use_counters=0 \
	  fuzz/$(FUZZ)/testdata build/fuzz/found/$(FUZZ)

demo: build demo-data ## real documents in, out by a filter, and read by another engine
	@scripts/demo

tidy: ## layers, include rings, lengths, stray files, format
	@scripts/tidy
	@scripts/format --check

format: bootstrap ## clang-format over all C++ sources
	@scripts/format

clean: ## remove build/ (.venv and .cache stay)
	rm -rf build
