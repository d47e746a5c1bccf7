#!/bin/bash
# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Builds with warnings as errors, runs all tests, the same under sanitizers, and the guards.
#
# usage: check.sh [--all]    --all adds what .ci/run adds: long end-to-end tests and short fuzzing

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

all=no fuzz=OFF
case "${1:-}" in
"") ;;
--all) all=yes fuzz=ON ;;
*)
	echo "usage: $0 [--all]" >&2
	exit 2
	;;
esac

jobs=$(nproc)
log=build/check.log
# Where there is a compiler cache, e2e.quickstart finds in it what is compiled here.
export CERTSTEWARD_CHECK_FLAGS="-O2 -g1" CCACHE_DEPEND=1 CCACHE_NOHASHDIR=1

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
	local options=(--test-dir build/check-all --output-on-failure --no-label-summary --parallel "$((jobs * 2))") # many of them wait
	if [ "$all" = no ]; then
		options+=(--label-exclude '^e2e$')
	fi
	scripts/run-and-reap.py ctest "${options[@]}" 2>&1 | tee "$log"
}

mkdir -p build
step "dependencies"
scripts/install-dependencies.sh test </dev/null
build check dev "-DCMAKE_C_FLAGS_RELWITHDEBINFO=$CERTSTEWARD_CHECK_FLAGS"
build check-asan asan -DCERTSTEWARD_TEST_PREFIX=asan. -DCERTSTEWARD_FUZZ="$fuzz"
write_test_list check check-asan

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
