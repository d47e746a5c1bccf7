# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# A task of a change: a ticket that the change depends on. Answers {"event": "task", "task", "fields"}.
include "common";
include "words/text";
include "words/task";

. + {terms: terms}
| {
    event: "task",
    task: .event.name,
    fields: (
      {
        Subject: (task_title | short_text),
        Content: (task_text | long_text),
        AdminCc: (task_group | admin_cc)
      }
      | known
    )
  }
