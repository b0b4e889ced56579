#!/usr/bin/env bash
# libFuzzer on text → verdict, from a fixed seed: a million mutations of valid tokens, then a
# million inputs grown from the conformance vectors. Called by `make fuzz`; GATEPASS_FUZZ_RUNS
# changes the count.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${GATEPASS_FUZZ_RUNS:-1000000}
scratch=.build-fuzz
export GATEPASS_FUZZ=1
swift build -c release --product fuzz-verdict --scratch-path "$scratch" -Xswiftc -sanitize=fuzzer \
    -Xswiftc -use-ld=lld
corpus=$(mktemp -d)
trap 'rm -rf "$corpus"' EXIT
python3 - "$corpus" Tests/Vectors/gp1.json <<'PY'
import json, pathlib, sys
folder = pathlib.Path(sys.argv[1])
vectors = json.load(open(sys.argv[2], encoding="utf-8"))
texts = [c["text"] for part in ("cases", "live") for c in vectors[part]]
texts += [s["input"] for s in vectors["streams"]]
for number, text in enumerate(texts):
    (folder / f"{number:04}").write_bytes(text.encode())
PY
"$scratch/release/fuzz-verdict" -runs="$runs" -seed=1 -max_len=1200 -print_final_stats=1 "$corpus" \
    2>&1 | grep -vE '^(#[0-9]|"|######)'
