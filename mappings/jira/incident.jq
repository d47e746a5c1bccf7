# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The incident for a certificate that is expired or revoked and still served.
# Answers {"kind", "fields", "template"}. Links to the change and to somebody's incident follow as events.
include "common";
include "words/text";
include "words/ticket";
include "words/incident";

# Impact and urgency only: the site's matrix makes the priority, and none of ours is born at its top.
def weight: {"critical": ["1", "2"], "important": ["2", "2"]}[.class.name] // ["3", "3"];

. + {terms: terms}
| .ticket as $ticket
| {
    kind: $ticket.kind,
    template: null,
    fields: (
      {
        summary: (incident_title | short_text),
        description: (incident_description | long_text),
        impact: weight[0],
        urgency: weight[1],
        severity: weight[0],
        group: .owner.group,
        objects: objects,
        services: service_ids
      }
      + .target.fields.incident
      | known
    )
  }
