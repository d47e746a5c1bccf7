# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The change that renews a certificate. Answers {"kind", "fields", "template"}. RT has one body and no fields for
# plans: all of it stands there, the call to action first.
include "common";
include "words/text";
include "words/certificate";
include "words/ticket";
include "words/renewal";

def body:
  [
    renewal_call,
    (if is_past then "\nWHAT IS BROKEN\nSince then \(damage)" else "\nWHAT BREAKS IF NOT\nAfter that \(damage)" end),
    "\nWHERE (as seen \(.ticket.as_of | utc); what changes later is told in comments)\n\(places_table)",
    (approval_text // empty),
    "\nIF YOU DISAGREE\n\(disagree_text)",
    "\nIMPLEMENTATION\n\(implementation_plan)",
    "\nTEST\n\(test_plan)",
    "\nBACK-OUT\n\(backout_plan)",
    "\nRISK\n\(risk_text)",
    "\nCERTIFICATE\n\(certificate_text)",
    "\nWHY YOU\n\(why_you_text)",
    "\nFREEZE\n\(freeze_text)",
    "\nLINKS\n\(links_text)",
    "\n\(marks_text)"
  ] | lines;

. + {terms: terms}
| .ticket as $ticket
| {
    kind: $ticket.kind,
    template: $ticket.template,
    fields: (
      {
        Subject: (renewal_title | short_text),
        Content: (body | long_text),
        AdminCc: (.owner.group | admin_cc),
        RefersTo: refers_to,
        # The top of RT's scale is left to people.
        Priority: (if .class.name == "critical" then "50" else null end),
        Starts: (if $ticket.slot.proposed then $ticket.slot.start.utc | stamp else null end),
        Due: (if $ticket.slot.proposed then $ticket.slot.end.utc | stamp else null end)
      }
      + .target.fields.change
      | known
    )
  }
