# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# A sub-task of a change, one for each owner group. Answers {"event": "task", "task", "fields"}.
include "common";
include "words/text";
include "words/task";

. + {terms: terms}
| {
    event: "task",
    task: .event.name,
    fields: (
      {
        summary: (task_title | short_text),
        description: (task_text | long_text),
        group: task_group
      }
      | known
    )
  }
