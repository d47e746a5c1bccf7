# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# A certificate as CI (class cmdb_ci_certificate, "Unique Certificate").
# Answers {"class", "values", "seed", "insert"}. `values` are ours and put back on drift, `seed` is
# filled once while empty, `insert` travels with the first insert only. The column `comments` belongs
# to people and is never written.
include "common";
include "words/text";

# What may become a row of certificate_domain: names and addresses, nothing that could mean something
# inside a query. The usual short list is looked at as a whole.
def domains_only:
  unique
  | length as $count
  | if tojson | length <= 253 and test("^\\[[a-z0-9._*:\",-]+\\]$") and (split(",") | length == $count) then .
    else map(select(length <= 253 and test("^[a-z0-9._*:-]+$"))) end;

# Alternative names are references to rows of their own. A data policy of ServiceNow demands at least
# one, except for authorities: a certificate that has none goes by its other names or common name.
# Above 250 they are no inventory but an attack or a platform; the count stands in tickets.
def domains:
  [.names[] | select(.type == "dns" or .type == "ip") | .folded] | domains_only;
def other_domains:
  [.names[].folded, (.subject.common_name // empty | ascii_downcase | rtrimstr("."))] | domains_only;

# ServiceNow knows no "expired": whoever reads the row computes that from valid_to.
def state:
  if .state == "revoked" then "revoked"
  elif .retired then "retired"
  elif .state == "unparsed" then "other"
  elif .deployments.served > 0 or .deployments.configured > 0 then "installed"
  else "issued" end;

# The parts of a distinguished name, fit for columns. Its text holds all parts: if that is plain, so are
# they, and looking at each is saved.
def columns:
  map_values(if . == null then null else .[:1000] | safe | unmarked | .[:255] end)
  + {text: (.text // "" | .[:1000] | safe | unmarked | .[:1000])};
def filled: if . == "" then null else . end;
def presentable:
  if "\(.subject.text) \(.issuer.text)" | length <= 1000 and is_plain and (contains("[") | not) then .
  else .subject |= columns | .issuer |= columns end;

(.certificate | presentable) as $certificate
| $certificate.subject as $subject
| $certificate.issuer as $issuer
| .target as $target
| ($target.fields.certificate + if .retired then $target.fields.retired else null end) as $constants
| ($certificate | domains | if . == [] and ($certificate.is_ca | not) then $certificate | other_domains else . end)
  as $domains
| {
    class: ($target.settings.certificate_class // "cmdb_ci_certificate"),
    # What is always there stands apart, and so does what is seldom there: looking for nulls takes jq as
    # long as all the rest.
    values: (
      {
        name: ($subject.common_name // $domains[0] // "SHA-256 \($certificate.sha256[:16])"),
        fingerprint: $certificate.sha256,
        fingerprint_algorithm: "SHA-256",
        version: "\($certificate.version)",
        state: state,
        is_self_signed: (if $certificate.self_signed then "true" else "false" end),
        is_ca: (if $certificate.is_ca then "true" else "false" end)
      }
      + ({
          serial_number: $certificate.serial[:255],
          signature_algorithm: $certificate.signature_algorithm,
          key_size: ($certificate.key.bits | if . == null or . == 0 then null else tostring end),
          issuer,
          issuer_common_name: $issuer.common_name,
          issuer_distinguished_name: ($issuer.text | filled),
          subject_common_name: $subject.common_name,
          subject_distinguished_name: ($subject.text | filled),
          subject_country: $subject.country,
          subject_organization: $subject.organization,
          subject_alternative_name:
            (if $domains == [] then null else [$domains[:250][] | {ref: "domain:\(.)"}] end),
          valid_from: ($certificate.not_before_text | stamp),
          valid_to: ($certificate.not_after_text | stamp),
          service_type: {"internet": "External", "internal": "Internal"}[.deployments.exposure // ""]
        } | known)
      + if .root or $subject.state or $subject.locality or $subject.unit or $subject.email then
          {
            root_issuer: .root,
            subject_state: $subject.state,
            subject_locality: $subject.locality,
            subject_organizational_unit: $subject.unit,
            subject_email: $subject.email
          } | known
        else null end
      | if $constants then . + $constants | known else . end
    ),
    # Owner fields belong to people: a guess is written once, and only where nothing stands.
    seed: (
      .owner
      | (if .group then {support_group: .group, managed_by_group: .group, assignment_group: .group} else {} end)
        + (if .user then {owned_by: .user} else {} end)
    ),
    # "Do not create" (setting no_task_value) must arrive with the row, or ServiceNow's own job opens a task for it first.
    insert: (
      $target.settings
      | if (.no_task_value // "") != "" and .cim != "it_tickets" then {renewal_tracking: .no_task_value} else {} end
    )
  }
