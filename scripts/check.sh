#!/bin/bash
# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Builds with warnings as errors, runs all tests, the same under sanitizers, and the guards.
#
# usage: check.sh [--all]    --all adds what .ci/run adds: long end-to-end tests and short fuzzing

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

all=no
case "${1:-}" in
"") ;;
--all) all=yes ;;
*)
	echo "usage: $0 [--all]" >&2
	exit 2
	;;
esac

jobs=$(nproc)
log=build/check.log

step() {
	printf '\n== %s (%d s) ==\n' "$1" "$SECONDS"
}

# build PRESET-LIKE-NAME CMAKE-ARGUMENT...: configures build/NAME as its preset says and builds it.
build() {
	local name=$1 preset=$2
	shift 2
	step "build/$name"
	cmake --preset "$preset" -B "build/$name" "$@" >"build/$name.configure.log" 2>&1 || {
		cat "build/$name.configure.log"
		return 1
	}
	cmake --build "build/$name" --parallel "$jobs" -- --quiet
}

# One ctest over all build folders, so that one closing line speaks for everything.
write_test_list() {
	mkdir -p build/check-all
	: >build/check-all/CTestTestfile.cmake
	for folder in "$@"; do
		echo "subdirs(\"$PWD/build/$folder\")" >>build/check-all/CTestTestfile.cmake
	done
}

run_tests() {
	local options=(--test-dir build/check-all --output-on-failure --no-label-summary --parallel "$jobs")
	if [ "$all" = no ]; then
		options+=(--label-exclude '^e2e$')
	fi
	scripts/run-and-reap.py ctest "${options[@]}" 2>&1 | tee "$log"
}

mkdir -p build
step "dependencies"
scripts/install-dependencies.sh test </dev/null
folders=(check check-asan)
build check dev
build check-asan asan -DCERTSTEWARD_TEST_PREFIX=asan.
if [ "$all" = yes ]; then
	build check-fuzz fuzz -DCERTSTEWARD_TEST_PREFIX=fuzzing.
	folders+=(check-fuzz)
fi
write_test_list "${folders[@]}"

step "tests"
status=0
run_tests || status=$?

step "summary"
grep -A 1000 -E '^The following tests (FAILED|did not run)' "$log" | grep -E '^[[:space:]]+[0-9]+ - |^The' || true
if grep -E '^left behind: ' "$log"; then
	echo "failed: the tests left these processes behind; they are ended now"
	status=1
fi
closing=$(grep -E '^[0-9]+% tests passed, [0-9]+ tests failed out of [0-9]+' "$log" || echo "no tests were run")
case "$closing" in
"100% tests passed"*) ;;
*) status=1 ;;
esac
echo "$closing"
exit "$status"
