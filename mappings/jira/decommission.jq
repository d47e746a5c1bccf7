# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The change that decides about a certificate which is out of use but still valid.
# Answers {"kind", "fields", "template"}. certsteward itself never revokes.
include "common";
include "words/text";
include "words/ticket";
include "words/decommission";

. + {terms: terms}
| .ticket as $ticket
| {
    kind: $ticket.kind,
    template: $ticket.template,
    fields: (
      {
        summary: (decommission_title | short_text),
        description: (decommission_description | long_text),
        justification: "\(ended_text) A valid certificate that nobody uses only helps whoever gets hold of its key.",
        risk_impact: ("Proposal: \(proposal)\nOther known uses:\n\(other_uses)" | long_text),
        implementation_plan: (decommission_steps | long_text),
        test_plan: "certsteward reads the revocation list or asks the responder, and looks at all known places again.",
        backout_plan: "Revoking cannot be taken back: if a use turns up, issue a new certificate for it.",
        change_type: ($ticket.kind | ltrimstr("change/")),
        change_risk: "4",
        impact: "3",
        urgency: "3",
        group: .owner.group,
        objects: (if uses_assets then [{ref: "certificate:\(.certificate.sha256)"}] else null end),
        services: service_ids
      }
      + .target.fields.change
      | known
    )
  }
