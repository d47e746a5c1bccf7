# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# What all programs need to write for people: text of strangers made harmless, times, lists, tables.

# Nothing to escape: ASCII without control characters, quotes and backslashes. All of it is done in C
# by jq; looking at each character is the slow way, for the few texts that need it.
def is_plain:
  utf8bytelength as $bytes
  | length == $bytes and (tojson | utf8bytelength == $bytes + 2) and (contains("\u007f") | not);

# Characters that are not seen, move the cursor or turn the direction of reading.
def is_hidden:
  . < 32 or (. >= 127 and . < 160) or . == 173 or . == 1564 or (. >= 8203 and . <= 8207)
  or (. >= 8232 and . <= 8238) or (. >= 8288 and . <= 8303) or . == 65279
  or (. >= 65529 and . <= 65531) or (. >= 917504 and . <= 917631);

def hex_digits: [while(. > 0; . / 16 | floor) | . % 16 | "0123456789abcdef"[.:. + 1]] | reverse | add // "0";

# "\u202e" in place of the character itself.
def as_escape: hex_digits as $hex | "\\u" + "0000"[($hex | length):] + $hex | explode[];

def clean:
  if is_plain then . else explode | map(if is_hidden then as_escape else . end) | implode end;

# Cut at a code point, with a mark that it was cut.
# (A parameter called $length would hide the function of that name.)
def cut($most): if length > $most then .[:$most - 1] + "…" else . end;

# Text that others wrote, as it may stand in any text of ours. What else a product renders (markup,
# mentions) its own programs take out of the finished text.
def safe: if . == null then null else clean end;

# In a sentence: quoted unless it looks like a name of the network.
def quoted:
  safe | if contains(" ") or contains("\"") or contains("'") or contains("\\") then "'\(.)'" else . end;

# Products take an empty value as an order to empty the field: what is unknown is left out.
def known: del(.[] | select(. == null));

def counted($one; $many): if . == 1 then "1 \($one)" else "\(.) \($many)" end;

# 12345 as 12,345.
def grouped_digits:
  tostring | if length > 3 then (.[:-3] | grouped_digits) + "," + .[-3:] else . end;

# Lines without those that are null. (join of jq 1.6 takes three times as long.)
def lines: reduce (.[] | select(. != null)) as $line (null; if . == null then $line else . + "\n" + $line end) // "";

# A moment for people: "2026-12-24 23:59 UTC (2026-12-25 00:59 CET)"; the group's day only if it differs.
def utc: .utc | .[:10] + " " + .[11:16] + " UTC";

def time:
  if .local then "\(utc) (\(.local[:10] as $day | if $day == .utc[:10] then .local[11:] else .local end))"
  else utc end;

# The same inside brackets.
def time_aside: time | gsub(" \\((?<local>[^)]*)\\)"; ", \(.local)");

# Columns in line, from rows of equally many cells. The last column is not padded.
def padded($width): . + " " * ($width - length);

def table:
  . as $rows
  | [range($rows[0] | length) as $column | [$rows[][$column] | length] | max] as $widths
  | [$rows[] | . as $row
     | [range(length) as $column
        | if $column == length - 1 then $row[$column] else $row[$column] | padded($widths[$column]) end]
     | join("  ")]
  | join("\n");

def and_more($total; $shown; $where):
  if $total > $shown then "and \($total - $shown | grouped_digits) more: see \($where)" else null end;

def iso_minutes: .[:10] + " " + .[11:16] + " UTC";

def person($name; $none): if $name then $name | safe else $none end;
