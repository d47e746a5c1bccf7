# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The incident for a certificate that is expired and still served.
# Answers {"kind", "fields", "template"}.
include "common";
include "words/text";
include "words/ticket";
include "words/incident";

. + {terms: terms}
| .ticket as $ticket
| {
    kind: $ticket.kind,
    template: null,
    fields: (
      {
        Subject: (incident_title | short_text),
        Content: (incident_description | long_text),
        AdminCc: (.owner.group | admin_cc),
        RefersTo: (refers_to + [if $ticket.change.key then {ref: "ticket:\($ticket.change.key)"} else empty end]),
        MemberOf: $ticket.incident.id,
        # The top of RT's scale is left to people.
        Priority: (if .class.name == "critical" or .class.name == "important" then "50" else null end)
      }
      + .target.fields.incident
      | known
    )
  }
