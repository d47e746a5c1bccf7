#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Builds certsteward as released and measures speed and size: scripts/bench.sh [NAME] [--json] [...]
# Names and options: scripts/bench.sh --help, scripts/bench.sh discovery --help for scanning,
# scripts/bench.sh jira --help and scripts/bench.sh revocation --help.
# docs/performance.md says what the figures mean.
set -euo pipefail

source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build_folder="$source_folder/build/bench"

# Peers that cannot be had are passed over by name.
"$source_folder/scripts/install-dependencies.sh" build >&2
if [ "${1:-}" = discovery ]; then
	"$source_folder/scripts/install-dependencies.sh" bench >&2 || true
fi

echo "== Building into $build_folder" >&2
cmake -S "$source_folder" -B "$build_folder" -G Ninja -DCMAKE_BUILD_TYPE=Release \
	-DCERTSTEWARD_TESTS=OFF -DCERTSTEWARD_BENCH=ON >/dev/null
cmake --build "$build_folder" --parallel 2 >"$build_folder/build.log" 2>&1 || {
	tail -n 40 "$build_folder/build.log" >&2
	echo "bench: the build failed; the whole log is $build_folder/build.log" >&2
	exit 1
}

export PYTHONDONTWRITEBYTECODE=1
case "${1:-}" in
discovery) exec /usr/bin/python3 "$source_folder/tests/bench/discovery/discovery.py" "$build_folder" "${@:2}" ;;
imports | nmap100k_s) exec /usr/bin/python3 "$source_folder/tests/bench/imports.py" "$build_folder" "$source_folder" "$@" ;;
jira) exec /usr/bin/python3 "$source_folder/tests/bench/jira.py" "$build_folder" "$source_folder" "${@:2}" ;;
revocation) exec /usr/bin/python3 "$source_folder/tests/bench/revocation.py" "$build_folder" "$@" ;;
esac
exec /usr/bin/python3 "$source_folder/tests/bench/bench.py" "$build_folder" "$source_folder" "$@"
