# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# A certificate as an asset. Answers {"class", "values", "seed", "insert"}. `values` are ours and put back on
# drift, `seed` is filled once while empty; the catalog is a setting of the far side.
include "common";
include "words/text";
include "words/certificate";

# Above 250 they are no inventory but an attack or a platform; the count stands in tickets.
def name_lines:
  [.certificate.names[:250][].text | select(. != "") | safe | cut(253)]
  | if . == [] then null else join("\n") end;

# RT knows no "expired": whoever reads the asset sees that from "Not After".
def status:
  if .state == "revoked" or .retired then "recycled"
  elif .deployments.served > 0 or .deployments.configured > 0 then "in-use"
  else "allocated" end;

# One line of the list of assets: what people look for there.
def description:
  .certificate as $certificate
  | [
      (if .state == "revoked" then "REVOKED" else empty end),
      (if $certificate.is_ca then "certificate authority" else empty end),
      "ends \(if $certificate.not_after_text then $certificate.not_after_text | iso_minutes else "never" end)",
      "issued by \(if $certificate.self_signed then "itself"
                  else $certificate.issuer | .common_name // .text // "nobody" | safe | cut(100) end)"
    ] | join(", ");

.certificate as $certificate
| .target as $target
| {
    class: "Certificates",
    values: (
      {
        Name: (called | safe | cut(200)),
        Description: description,
        Status: status,
        "SHA-256": $certificate.sha256,
        Serial: $certificate.serial[:250],
        Issuer: ($certificate.issuer.text // "" | safe | cut(250) | if . == "" then null else . end),
        Subject: ($certificate.subject.text // "" | safe | cut(250) | if . == "" then null else . end),
        Names: name_lines,
        "Not Before": ($certificate.not_before_text | stamp),
        "Not After": ($certificate.not_after_text | stamp),
        Key: (certificate_key | cut(250)),
        Signature: $certificate.signature_algorithm
      }
      + $target.fields.certificate
      + (if .retired then $target.fields.retired else null end)
      | known
    ),
    # Owner fields belong to people: a guess is written once, and only where nothing stands.
    seed: ({Owner: .owner.user, "Support Group": .owner.group} | known),
    insert: {}
  }
