#!/bin/bash
# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The long tests: the story killed at every commit, request and answer, under every handful of faults
# at 10 %, and under all of them at once at a rate that strikes every third call; with ServiceNow, with
# both Jira sites and Assets. Takes about five hours on two cores. Usage: scripts/torture.sh [BUILD-FOLDER]

set -euo pipefail
source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export CERTSTEWARD_SOURCE=$source_folder
export CERTSTEWARD_BUILD=${1:-$source_folder/build/torture}

if [ $# -eq 0 ]; then
	"$source_folder/scripts/install-dependencies.sh" build
	cmake -S "$source_folder" -B "$CERTSTEWARD_BUILD" -G Ninja -DCMAKE_BUILD_TYPE=Release \
		-DCERTSTEWARD_TESTS=OFF >/dev/null
	cmake --build "$CERTSTEWARD_BUILD" --parallel 2 -- --quiet
fi

# No Request Tracker, or none of Atlassian's files, can be had here: said by the test itself.
skipped() {
	[ "$1" -eq 77 ]
}

KILL_CHAPTERS=all KILL_EVERY=1 /usr/bin/python3 "$source_folder/tests/e2e/story_killed.py"
FAULTS=each /usr/bin/python3 "$source_folder/tests/e2e/story_faults.py"
FAULTS=all FAULT_RATE=0.03 /usr/bin/python3 "$source_folder/tests/e2e/story_faults.py"
KILL_EVERY=1 /usr/bin/python3 "$source_folder/tests/e2e/story_jira_killed.py"
SITE=dc KILL_EVERY=1 /usr/bin/python3 "$source_folder/tests/e2e/story_jira_killed.py"
KILL_EVERY=1 /usr/bin/python3 "$source_folder/tests/e2e/imports_killed.py"
KILL_EVERY=10 KILL_POINTS=writes /usr/bin/python3 "$source_folder/tests/e2e/story_jira_assets.py"
KILL_CHAPTERS=all KILL_EVERY=10 KILL_POINTS=writes /usr/bin/python3 "$source_folder/tests/e2e/story_request_tracker_killed.py" ||
	skipped $?
FAULTS=each /usr/bin/python3 "$source_folder/tests/e2e/story_jira_faults.py"
FAULTS=all FAULT_RATE=0.02 /usr/bin/python3 "$source_folder/tests/e2e/story_jira_faults.py"
FAULTS=each /usr/bin/python3 "$source_folder/tests/e2e/story_request_tracker_faults.py" || skipped $?
FAULTS=all FAULT_RATE=0.03 /usr/bin/python3 "$source_folder/tests/e2e/story_request_tracker_faults.py" || skipped $?
JUDGED=whole /usr/bin/python3 "$source_folder/tests/e2e/story_jira_judged.py" || skipped $?
SHARED=rt,jira_cloud,jira_dc /usr/bin/python3 "$source_folder/tests/e2e/story_shared.py" || skipped $?
FAULTS=each /usr/bin/python3 "$source_folder/tests/e2e/story_four.py" || skipped $?
TICKETS=rt,sandbox FAULTS=lost-reply,reset,half-json,429 \
	/usr/bin/python3 "$source_folder/tests/e2e/story_four.py" || skipped $?
echo "torture: ok"
