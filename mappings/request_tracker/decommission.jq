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
        Subject: (decommission_title | short_text),
        Content: ([decommission_description, "\nSTEPS\n\(decommission_steps)", approval_text] | lines | long_text),
        AdminCc: (.owner.group | admin_cc),
        RefersTo: [{ref: "certificate:\(.certificate.sha256)"}]
      }
      + .target.fields.change
      | known
    )
  }
