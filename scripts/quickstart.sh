#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Builds certsteward and shows its main job on loopback: real TLS servers, the sandbox in place of an
# instance, people who approve. Usage: scripts/quickstart.sh [--keep]
set -euo pipefail

source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build_folder="$source_folder/build/quickstart"

case "${1:-}" in
"" | --keep) ;;
*)
	echo "usage: scripts/quickstart.sh [--keep]" >&2
	exit 2
	;;
esac

"$source_folder/scripts/install-dependencies.sh" build

echo "== Building into $build_folder"
cmake -S "$source_folder" -B "$build_folder" -G Ninja -DCMAKE_BUILD_TYPE=Release \
	-DCERTSTEWARD_TESTS=OFF >/dev/null
cmake --build "$build_folder" --parallel 2 >"$build_folder/build.log" 2>&1 || {
	tail -n 40 "$build_folder/build.log" >&2
	echo "quickstart: the build failed; the whole log is $build_folder/build.log" >&2
	exit 1
}

export PYTHONDONTWRITEBYTECODE=1
exec /usr/bin/python3 "$source_folder/scripts/trial/quickstart.py" "$build_folder" "$source_folder" "$@"
