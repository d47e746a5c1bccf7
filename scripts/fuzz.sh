#!/bin/bash
# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Runs every fuzzer, or those named, with a new random seed. What one of them finds lies below
# build/fuzz and becomes a file in tests/fuzz/seeds once it is mended.
# Usage: scripts/fuzz.sh [SECONDS-EACH] [NAME...]

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:-60}
shift || true

scripts/install-dependencies.sh test
cmake --preset fuzz -DCERTSTEWARD_FUZZ_SECONDS="$seconds" -DCERTSTEWARD_FUZZ_SEED=0 >/dev/null
cmake --build build/fuzz --parallel 2 -- --quiet
pattern=$(IFS='|'; echo "${*:-.*}")
exec ctest --test-dir build/fuzz --output-on-failure --no-label-summary --tests-regex "^fuzz\\.($pattern)$"
