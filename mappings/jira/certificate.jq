# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# A certificate as an object of Assets. Answers {"class", "values", "seed", "insert"}. `class` is its object
# type, `values` are attributes by name: ours, and put back on drift; `seed` is filled once while empty.
include "common";
include "words/text";
include "words/certificate";

# Above 250 they are no inventory but an attack or a platform; the count stands in tickets.
# Lines as one text; where they are not all, it says how many there are.
def lines_of($count; $what):
  length as $shown
  | join("\n") as $text
  | if $text == "" then null
    elif $shown < $count or ($text | length) > 3900 then ($text | cut(3900)) + "\n(\($count) \($what) in all)"
    else $text end;

def name_lines:
  (.certificate.name_count // 0) as $count
  | [.certificate.names[:250][] | .text | safe | cut(253)] | lines_of($count; "names");

# Nobody computes with the state: whoever reads the object sees from "Valid to" whether it has ended.
def status:
  if .state == "revoked" then "Revoked"
  elif .retired then "Retired"
  elif .deployments.served > 0 or .deployments.configured > 0 then "In use"
  else "Issued" end;

# Places as text: objects count towards a licence, and one for each place is a setting. Those that serve it, and
# those whose silence says nothing yet; [] clears the text when none is left. Counted over all: items are the first 50.
def place_lines:
  ((.deployments.served // 0) + (.deployments.unreachable // 0)) as $count
  | [.deployments.items[] | select(.state == "serves" or .state == "unreachable")
     | "\(.key | safe | cut(120))\(if .ci.name then " on \(.ci.name | safe | cut(60))" else "" end)"]
  | .[:30]
  | lines_of($count; "places") // (if $count > 0 then "(\($count) places in all)" else [] end);

.certificate as $certificate
| .target as $target
| {
    class: ($target.settings["assets_certificate_type"] // "Certificate"),
    values: (
      {
        Name: (called | safe | cut(200)),
        "SHA-256": $certificate.sha256,
        "Serial number": $certificate.serial[:250],
        Subject: ($certificate.subject.text // "" | safe | cut(250) | if . == "" then null else . end),
        Issuer: ($certificate.issuer.text // "" | safe | cut(250) | if . == "" then null else . end),
        "Issued by": .issuer,
        Names: name_lines,
        "Valid from": ($certificate.not_before_text | day),
        "Valid to": ($certificate.not_after_text | day),
        "Public key": (certificate_key | cut(250)),
        Signature: $certificate.signature_algorithm,
        "Certificate status": status,
        Deployments: (if $target.settings["assets"] == "objects" then null else place_lines end)
      }
      + $target.fields.certificate
      + (if .retired then $target.fields.retired else null end)
      | known
    ),
    # Owner fields belong to people: a guess is written once, and only where nothing stands.
    seed: ({Owner: .owner.user, "Owner group": (.owner.group_name | if . then safe | cut(100) else null end)} | known),
    insert: {}
  }
