# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The change that renews a certificate. Answers {"kind", "fields", "template"}. A standard change takes its
# plans and description from its template, so ours go into its first note (note.jq, "opened").
include "common";
include "words/text";
include "words/ticket";
include "words/renewal";

# Above 3/2 nothing is born: the site's matrix makes the priority, and a renewal is no outage.
def urgency: {"critical": "2"}[.class.name] // "3";
def risk: {"critical": "2", "important": "3"}[.class.name] // "4";

. + {terms: terms}
| .ticket as $ticket
| ($ticket.kind == "change/standard") as $standard
| {
    kind: $ticket.kind,
    template: $ticket.template,
    fields: (
      {
        short_description: (renewal_title | short_text),
        cmdb_ci: cmdb_ci,
        business_service: business_service,
        assignment_group: .owner.group,
        impact: "3",
        urgency: urgency,
        risk: risk,
        justification: (justification | long_text),
        risk_impact_analysis: (risk_text | long_text),
        start_date: (if $ticket.slot.proposed then $ticket.slot.start.utc | stamp else null end),
        end_date: (if $ticket.slot.proposed then $ticket.slot.end.utc | stamp else null end)
      }
      + if $standard then null else
          {
            description: (renewal_description | long_text),
            implementation_plan: (implementation_plan | long_text),
            test_plan: (test_plan | long_text),
            backout_plan: (backout_plan | long_text)
          }
        end
      + .target.fields.change
      | known
    )
  }
