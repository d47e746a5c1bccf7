# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The incident for a certificate that is expired and still served.
# Answers {"kind", "fields", "template"}.
include "common";
include "words/text";
include "words/ticket";
include "words/incident";

# Impact and urgency only: the site's matrix makes the priority, and none of ours is born as P1.
def weight: {"critical": ["1", "2"], "important": ["2", "2"]}[.class.name] // ["3", "3"];

. + {terms: terms}
| .ticket as $ticket
| {
    kind: $ticket.kind,
    template: null,
    fields: (
      {
        short_description: (incident_title | short_text),
        description: (incident_description | long_text),
        impact: weight[0],
        urgency: weight[1],
        cmdb_ci: cmdb_ci,
        business_service: business_service,
        assignment_group: .owner.group,
        rfc: (if $ticket.change.key then {ref: "ticket:\($ticket.change.key)"} else null end),
        parent_incident: $ticket.incident.id
      }
      + .target.fields.incident
      | known
    )
  }
