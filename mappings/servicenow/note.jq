# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The text of every event on a ticket, as an internal work note. Answers {"event": "note", "text", "watch"}.
include "common";
include "words/text";
include "words/note";

. + {terms: terms}
| {
    event: "note",
    text: (note_text | unmarked | cut(16000)),
    watch: [if .event.name[:5] == "step:" then .event.backup // empty else empty end]
  }
