#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The mapping programs on the example of docs/record.md and on the cases of tests/mappings/, by the same
# jq that users have. A case <folder>/<program>/<name>.jq turns the example into one or more inputs;
# <name>.txt is what must come out. `mappings.sh --update` writes the latter anew, to be read and committed.
set -euo pipefail

source_folder=${CERTSTEWARD_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
cd "$source_folder"
update=${1:-}
failures=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
	echo "FAILED: $*"
	failures=$((failures + 1))
}

command -v jq >/dev/null || { echo "'jq' is not installed; install the package 'jq'"; exit 77; }

# --- The examples of the document ------------------------------------------------------------------

awk -v folder="$scratch" '
	/^```json$/ { inside = 1; count++; next }
	/^```$/ { inside = 0; next }
	inside { print > (folder "/block" count ".json") }' docs/record.md
for block in 1 2 3 4 5; do
	jq -e 'type == "object"' "$scratch/block$block.json" >/dev/null ||
		fail "docs/record.md: example $block is no JSON object"
done
jq -s '.[0] + {ticket: .[1], event: .[2], ci: .[3].ci, deployment: .[4].deployment}' \
	"$scratch"/block{1,2,3,4,5}.json > "$scratch/example.json"

programs() { # what answers; the files that are only included hold definitions and no value
	find mappings -name '*.jq' ! -name common.jq ! -path 'mappings/words/*' |
		sed 's|^mappings/||; s|\.jq$||' | LC_ALL=C sort
}

# --- Rules for every answer ------------------------------------------------------------------------

# What no answer may hold, whatever the certificate says: prints one line for each offence.
cat > "$scratch/rules.jq" <<'RULES'
def hidden: . < 32 and . != 10 or (. >= 127 and . < 160) or (. >= 8203 and . <= 8207)
  or (. >= 8232 and . <= 8238) or (. >= 8288 and . <= 8303) or . == 65279;
def longest: {"correlation_id": 100, "short_description": 120, "text": 16000, "note": 32000, "Subject": 250, "Content": 16000, "Names": 64000};
def offences:
  (paths(type == "string") as $path | getpath($path) as $text
   | ($path | map(tostring) | join(".")) as $where
   | (if $text == "" then "\($where) is an empty text" else empty end),
     (if $text | explode | any(hidden) then "\($where) holds a hidden character" else empty end),
     (if ($name | contains("servicenow")) and ($text | test("\\[/?code\\]"; "i")) then "\($where) holds markup" else empty end),
     (if ($text | length) > (longest[$path[-1] | tostring] // 4000) then "\($where) is too long" else empty end)),
  ((.values, .fields, .seed | select(. != null) | to_entries[] | select(.value == null) | "\(.key) is null"),
   (if .values | has("comments")? then "comments belong to people" else empty end));
offences
RULES

# Leaves of an answer, one a line; texts of several lines as a block.
cat > "$scratch/show.jq" <<'SHOW'
def lines_of: if type == "string" and contains("\n") then ":\n" + (split("\n") | map(if . == "" then "" else "    " + . end) | join("\n"))
  elif type == "string" then ": " + . else ": " + tojson end;
"--------",
(paths(scalars, (objects, arrays | select(length == 0)), . == null) as $path
 | ($path | map(tostring) | join(".")) + (getpath($path) | lines_of))
SHOW

check_answers() { # NAME INPUTS ANSWERS: as many answers as inputs, all within the rules
	[ "$(jq -c . "$2" | wc -l)" = "$(jq -c . "$3" | wc -l)" ] || fail "$1: not exactly one answer to each record"
	jq -r --arg name "$1" -f "$scratch/rules.jq" "$3" > "$scratch/offences" || fail "$1: the rules cannot be checked"
	while read -r offence; do fail "$1: $offence"; done < "$scratch/offences"
}

run() { # NAME PROGRAM INPUT OUTPUT: as the documentation shows it
	jq -c -L "mappings/${2%/*}" -L mappings -f "mappings/$2.jq" "$3" > "$4" 2> "$scratch/errors" || { fail "$1: $(head -1 "$scratch/errors")"; return 1; }
}

# --- Every program on the example ------------------------------------------------------------------

# All texts of hostile certificates at once: control characters, direction, markup, quotes, query syntax.
hostile='"a\u0007b\u202ec\u200b[code]<script>[/CODE]@[x:y]^NQactive=true\"\u0027$(reboot);`id`\n\r\ttext\\" as $evil
	| .certificate.subject |= map_values($evil) | .certificate.issuer |= map_values($evil)
	| .certificate.names = [range(1000) | {type: "dns", text: "\($evil)\(.)", folded: "\($evil)\(.)"}]
	| .certificate.name_count = 10000 | .certificate.key.curve = $evil
	| .certificate.signature_algorithm = "sha256"
	| walk(if type == "object" then
		with_entries(if (.key | IN("host", "server_name", "path", "alias", "starttls", "ci_name", "name_text",
			"comment", "output", "why", "left", "place", "ca", "profile", "reload", "by_name",
			"service_name", "text", "group_name", "owner_name")) and .value != null and (.value | type) == "string"
			then .value = $evil else . end) else . end)'
jq "$hostile" "$scratch/example.json" > "$scratch/hostile.json"
# What is null and what is left out are the same to a program.
jq 'walk(if type == "object" then with_entries(select(.value != null)) else . end)' \
	"$scratch/example.json" > "$scratch/short.json"

while read -r file; do
	head -3 "$file" | tail -1 | grep -q '^# ' || fail "$file: no purpose in its third line"
	if sed 's/#.*//; s/"[^"]*"//g' "$file" | grep -nE '(^|[^.$_[:alnum:]])(env|now|input|inputs|import|debug|halt|halt_error|localtime|strflocaltime|input_filename|input_line_number|\$ENV|\$__loc__)([^_[:alnum:]:]|$)'; then
		fail "$file: not pure"
	fi
done < <(find mappings -name '*.jq' | LC_ALL=C sort)

while read -r name; do
	folder=${name%/*}
	run "$name" "$name" "$scratch/example.json" "$scratch/answer.json" || continue
	check_answers "$name on the example" "$scratch/example.json" "$scratch/answer.json"

	run "$name" "$name" "$scratch/short.json" "$scratch/short-answer.json" || continue
	cmp -s "$scratch/answer.json" "$scratch/short-answer.json" || fail "$name: null and left out differ"

	[ "$folder" = rules ] && continue
	run "$name" "$name" "$scratch/hostile.json" "$scratch/hostile-answer.json" || continue
	check_answers "$name on hostile text" "$scratch/hostile.json" "$scratch/hostile-answer.json"
done < <(programs)

# 1,000 of 10,000 names: rows for 250, and in tickets ten and a number.
jq '.certificate.names = [range(1000) | "n\(.).example.com" | {type: "dns", text: ., folded: .}] | .certificate.name_count = 10000' \
	"$scratch/example.json" > "$scratch/many.json"
run "10,000 names" servicenow/certificate "$scratch/many.json" "$scratch/answer.json" &&
	jq -e '.values.subject_alternative_name | length == 250' "$scratch/answer.json" >/dev/null ||
	fail "10,000 names: not 250 rows"
run "10,000 names" request_tracker/certificate "$scratch/many.json" "$scratch/answer.json" &&
	jq -e '.values.Names | split("\n") | length == 250' "$scratch/answer.json" >/dev/null ||
	fail "10,000 names: not 250 lines"
run "10,000 names" servicenow/change "$scratch/many.json" "$scratch/answer.json" &&
	jq -e '.fields.description | contains("n9.example.com, and 9,990 more: see certificate.txt")' "$scratch/answer.json" >/dev/null ||
	fail "10,000 names: the ticket does not count them"

# --- Members that programs read stand in the document ----------------------------------------------

jq -r '[paths | .[] | strings] | unique[]' "$scratch/example.json" > "$scratch/members"
# Members of values that programs make for themselves.
made='word shown kind rank ci tag terms note new working item fields'
while read -r member; do
	grep -qx "$member" "$scratch/members" || [[ " $made " == *" $member "* ]] ||
		fail "docs/record.md: '$member' is read by a program and stands in no example"
done < <(find mappings -name '*.jq' -exec sed 's/^ *#.*//' {} + |
	grep -oE '(^|[^.[:alnum:]"])\.[a-z_][a-z_0-9]*(\.[a-z_][a-z_0-9]*)*|\$[a-z_]+(\.[a-z_0-9]+)+' |
	sed 's/^[^.$]//; s/^\$[a-z_]*//' | tr '.' '\n' | grep -E '^[a-z]' | LC_ALL=C sort -u)

# --- The cases -------------------------------------------------------------------------------------

cases=0
while read -r case; do
	folder=$(dirname "$case")
	folder=${folder#tests/mappings/}
	jq -f "$case" "$scratch/example.json" > "$scratch/input.json" || { fail "$case: not a filter"; continue; }
	run "$case" "$folder" "$scratch/input.json" "$scratch/answer.json" || continue
	check_answers "$case" "$scratch/input.json" "$scratch/answer.json"
	jq -r -f "$scratch/show.jq" "$scratch/answer.json" > "$scratch/shown.txt"
	cases=$((cases + 1))
	if [ "$update" = --update ]; then
		cp "$scratch/shown.txt" "${case%.jq}.txt"
	else
		diff -u "${case%.jq}.txt" "$scratch/shown.txt" || fail "$case: another answer than expected"
	fi
done < <(find tests/mappings -name '*.jq' | LC_ALL=C sort)
[ "$cases" -ge 20 ] || fail "only $cases cases were found below tests/mappings"

if [ "$failures" -gt 0 ]; then
	echo "$failures failures"
	exit 1
fi
echo "$(programs | wc -l) programs keep to docs/record.md, $cases cases answer as expected"
