# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# A task of a change. Answers {"event": "task", "task", "fields"}.
include "common";
include "words/text";
include "words/task";

def task_type:
  if .event.name == "task:issue" then "planning" elif .event.name == "task:verify" then "testing"
  else "implementation" end;

. + {terms: terms}
| {
    event: "task",
    task: .event.name,
    fields: (
      {
        short_description: (task_title | short_text),
        description: (task_text | long_text),
        assignment_group: task_group,
        change_task_type: task_type
      }
      | known
    )
  }
