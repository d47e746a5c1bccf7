# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# A certificate in words.
include "words/text";

# What people call it: its common name, else its first name, else the start of its fingerprint.
def called:
  .certificate | .subject.common_name // .names[0].text // "SHA-256 \(.sha256[:16])";

def title_name($most): called | cut($most) | quoted | cut($most + 2);

def certificate_key:
  .certificate.key
  | ({"rsa": "RSA", "ec": "EC", "dsa": "DSA", "ed25519": "Ed25519", "ed448": "Ed448"}[.type]
     // "unknown kind") as $kind
  | if .curve then "\($kind) \(.curve | safe)" elif .type == "rsa" or .type == "dsa" then "\($kind) \(.bits) bits"
    else $kind end;

# At most ten names; 10,000 of them are a number and a file.
def names_text:
  .certificate
  | .name_count as $count
  | if $count == 0 then "none besides the subject"
    else ([.names[:10][].text | cut(80) | quoted] | join(", "))
      + (if $count > 10 then ", and \($count - 10 | grouped_digits) more: see certificate.txt" else "" end)
    end;

def valid_text:
  .certificate
  | "\(.not_before_text | iso_minutes) to \(if .not_after_text then .not_after_text | iso_minutes else "no end" end)";

# "5D:41:40:2A": the start of a fingerprint as openssl prints it.
def openssl_start: [.[:2], .[2:4], .[4:6], .[6:8]] | join(":") | ascii_upcase;

def certificate_text:
  [
    "Subject:       \(.certificate.subject.text | safe | cut(200))",
    "Names:         \(names_text)",
    "Issuer:        \(.certificate.issuer.text | safe | cut(200))",
    "Serial:        \(.certificate.serial | cut(80))",
    "SHA-256:       \(.certificate.sha256)",
    "Valid:         \(valid_text)",
    "Key:           \(certificate_key)",
    "Purpose:       \(.certificate.purpose)",
    "Renews itself: \(if .self_renewing then "yes, normally" else "no" end)"
  ] | lines;
