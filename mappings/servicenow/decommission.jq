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
| ($ticket.kind == "change/standard") as $standard
| {
    kind: $ticket.kind,
    template: $ticket.template,
    fields: (
      {
        short_description: (decommission_title | short_text),
        cmdb_ci: {ref: "certificate:\(.certificate.sha256)"},
        business_service: business_service,
        assignment_group: .owner.group,
        impact: "3",
        urgency: "3",
        risk: "4",
        justification: "\(ended_text) A valid certificate that nobody uses only helps whoever gets hold of its key.",
        # A standard change takes the other texts from its template.
        risk_impact_analysis:
          (if $standard then "\(decommission_description)\n\nSTEPS\n\(decommission_steps)" else "Proposal: \(proposal)\nOther known uses:\n\(other_uses)" end
           | long_text)
      }
      + if $standard then null else
          {
            description: (decommission_description | long_text),
            implementation_plan: (decommission_steps | long_text),
            test_plan: "certsteward reads the revocation list or asks the responder, and looks at all known places again.",
            backout_plan: "Revoking cannot be taken back: if a use turns up, issue a new certificate for it."
          }
        end
      + .target.fields.change
      | known
    )
  }
