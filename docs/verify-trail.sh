#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Verifies an exported trail with jq and sha256sum alone. Usage: verify-trail.sh trail.jsonl
set -euo pipefail

previous=$(printf '0%.0s' {1..64})
expected=1
while IFS= read -r line; do
	hash=$(jq -rj '.node, "\n", .seq, "\n", .at, "\n", .kind, "\n", .previous, "\n", .body, "\n"' <<<"$line" |
		sha256sum | cut -d' ' -f1)
	if [ "$hash" != "$(jq -r .hash <<<"$line")" ]; then
		echo "entry $expected: its content does not fit its hash" >&2
		exit 1
	fi
	if [ "$previous" != "$(jq -r .previous <<<"$line")" ] || [ "$expected" != "$(jq -r .seq <<<"$line")" ]; then
		echo "entry $expected: it does not follow the one before it" >&2
		exit 1
	fi
	previous=$hash
	expected=$((expected + 1))
done <"$1"
echo "$((expected - 1)) entries, head $previous"
