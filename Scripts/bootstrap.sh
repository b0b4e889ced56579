#!/usr/bin/env bash
# Brings a Debian 12 machine to the point where the build works: Scripts/bootstrap.sh SWIFT PACKAGE…
# Installs only what is missing, and touches nothing where all is there. Called by `make bootstrap`.
set -euo pipefail

swift_minimum=$1
shift

say() { printf 'bootstrap: %s\n' "$*" >&2; }

if ! command -v dpkg-query >/dev/null; then
    say "this system has no dpkg. Install what these Debian packages hold, then run \`make build\`:"
    say "$*"
    exit 1
fi

missing=()
for package in "$@"; do
    state=$(dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null || true)
    [ "$state" = 'install ok installed' ] || missing+=("$package")
done

if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" -ne 0 ]; then
        say "packages are missing and this is not root. Run: sudo apt-get install ${missing[*]}"
        say "(where apt does not find one of them: sudo apt-get update first)"
        exit 1
    fi
    say "installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -qq --yes --no-install-recommends -o Dpkg::Use-Pty=0 "${missing[@]}"
fi

fix="Install Swift $swift_minimum or newer: https://www.swift.org/install/linux/"
if ! command -v swift >/dev/null; then
    say "swift is missing. $fix"
    exit 1
fi
found=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p')
lowest=$(printf '%s\n' "$swift_minimum" "${found:-0}" | sort --version-sort | head -n 1)
if [ "$lowest" != "$swift_minimum" ]; then
    say "Swift ${found:-of unknown version} is too old; at least $swift_minimum is needed. $fix"
    exit 1
fi
say "ready: Swift $found, all $# packages are there"
