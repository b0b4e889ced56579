#!/usr/bin/env bash
# Builds the benchmark programs and their peers and prints the table of figures.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v cc >/dev/null || { echo "cc is missing: apt-get install gcc" >&2; exit 3; }
exec python3 Benchmarks/bench.py "$@"
