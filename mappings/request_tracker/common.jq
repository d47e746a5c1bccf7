# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# What the Request Tracker programs share: its words, its fields. docs/record.md shows their input and what
# they answer. Names of fields are RT's own (Subject, Status), every other name is a custom field of that name.
include "words/text";
include "words/ticket";

# How Request Tracker calls what the texts speak of.
def terms:
  {
    note: "comment", ticket: "change", new: "new", working: "status open", item: "asset",
    fields: {"Subject": "Subject", "Starts": "Starts", "Due": "Due", "Priority": "Priority", "AdminCc": "AdminCc"}
  };

# RT shows plain text without its runs of blanks: columns are told apart by a bar, and what follows a colon or
# is a remark by one blank.
def bar($left): if startswith("#") or ($left | endswith(":")) then " " else " | " end;
def laid_out:
  if contains("  ") then
    reduce (split("  ")[] | ltrimstr(" ") | rtrimstr(" ") | select(. != "")) as $cell
      (null; . as $left | if $left == null then $cell else $left + ($cell | bar($left)) + $cell end)
    // ""
  else . end;
def unaligned: split("\n") | map(laid_out) | join("\n");

# A body is mailed to everybody who watches: what is longer than a mail should be is cut.
def long_text: unaligned | cut(16000);
def short_text: cut(120);

# "2026-12-24 23:59:59", as RT takes dates, in UTC.
def stamp: if . == null then null else .[:10] + " " + .[11:19] end;

# The group sees every comment and gets every mail; who of it owns the ticket they say themselves.
def admin_cc: if . == null then null else "group:\(.)" end;

# RT asks nobody by itself: its scrip does when this field says so. A standard change was approved in advance.
def approval_text:
  if .ticket.kind == "change/standard" then null
  else
    "\nAPPROVAL\nIt is asked for by setting the field '\(.target.settings["approval_field"] // "Approval" | safe)' of this ticket to 'asked': by you when its time suits, or by certsteward where it is told to. RT then asks whoever decides."
  end;

# What the ticket is about: its certificate, and where that is in use.
def refers_to:
  [{"ref": "certificate:\(.certificate.sha256)"}, (.cis.items[:20][]? | select(.life != "retired") | {ref})];
