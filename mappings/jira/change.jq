# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The change that renews a certificate, as an issue or a request. Answers {"kind", "fields", "template"}.
include "common";
include "words/text";
include "words/ticket";
include "words/renewal";

# Words that the setting `options` turns into ids: 1 is the worst. Nothing of ours is born above 2.
def urgency: {"critical": "2"}[.class.name] // "3";
def risk: {"critical": "2", "important": "3"}[.class.name] // "4";

. + {terms: terms}
| .ticket as $ticket
| {
    kind: $ticket.kind,
    template: $ticket.template,
    fields: (
      {
        summary: (renewal_title | short_text),
        description: (renewal_description | long_text),
        justification: (justification | long_text),
        risk_impact: (risk_text | long_text),
        implementation_plan: (implementation_plan | long_text),
        test_plan: (test_plan | long_text),
        backout_plan: (backout_plan | long_text),
        change_type: ($ticket.kind | ltrimstr("change/")),
        change_risk: risk,
        impact: "3",
        urgency: urgency,
        group: .owner.group,
        objects: objects,
        services: service_ids,
        planned_start: (if $ticket.slot.proposed then $ticket.slot.start.utc | stamp else null end),
        planned_end: (if $ticket.slot.proposed then $ticket.slot.end.utc | stamp else null end),
        due: (($ticket.slot.end // $ticket.deadline).utc? // null | day)
      }
      + .target.fields.change
      | known
    )
  }
