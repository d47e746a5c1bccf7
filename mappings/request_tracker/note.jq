# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The text of every event on a ticket, as a comment. Answers {"event": "note", "text", "watch"}.
include "common";
include "words/text";
include "words/note";

# The body of a ticket says all here, so that a standard change needs no second text.
def text:
  if .event.name == "opened" then
    "This is a standard change: it was approved in advance, and may begin at its planned time."
  else note_text end;

. + {terms: terms}
| {
    event: "note",
    text: (text | long_text),
    watch: [if .event.name[:5] == "step:" then .event.backup // empty else empty end]
  }
