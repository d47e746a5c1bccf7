# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The text of every event on a ticket, as an internal note. Answers {"event": "note", "text", "watch"}.
include "common";
include "words/text";
include "words/note";

# A standard change has no template here: all of it stands in the description already.
def opened: "Opened by certsteward. The description says what is to be done, by when, and how to say no.";

. + {terms: terms}
| {
    event: "note",
    text: (if .event.name == "opened" then opened else note_text end | cut(16000)),
    watch: [if .event.name[:5] == "step:" then .event.backup // empty else empty end]
  }
