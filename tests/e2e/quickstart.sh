#!/bin/bash
# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The README's first command as a newcomer runs it: from another folder, without a terminal; it ends
# well and leaves no process behind.

set -euo pipefail
source_folder=${CERTSTEWARD_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
cd /
log=$(mktemp)
trap 'rm -f "$log"' EXIT

start=$SECONDS
# Compiled as check.sh compiles the programs, where there is a compiler cache: then it has them.
if command -v ccache >/dev/null; then
	cmake -S "$source_folder" -B "$source_folder/build/quickstart" -G Ninja -DCMAKE_BUILD_TYPE=Release \
		-DCERTSTEWARD_TESTS=OFF -DCERTSTEWARD_WERROR=ON "-DCMAKE_C_FLAGS_RELEASE=${CERTSTEWARD_CHECK_FLAGS:--O2 -g1}" >/dev/null
fi
"$source_folder/scripts/quickstart.sh" </dev/null >"$log" 2>&1 || {
	tail -n 40 "$log"
	exit 1
}
grep -qx 'quickstart: ok' "$log" || {
	echo "the closing line is missing"
	exit 1
}
if pgrep -f "$source_folder/build/quickstart/certsteward" >/dev/null; then
	echo "processes are left behind:"
	pgrep -af "$source_folder/build/quickstart/certsteward"
	exit 1
fi
echo "quickstart took $((SECONDS - start)) s with its build"
