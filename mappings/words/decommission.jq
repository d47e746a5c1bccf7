# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The texts of the ticket that decides about a certificate which is out of use but still valid. It asks for a
# decision and names every other known use first, because revoking stops those too.
include "words/text";
include "words/certificate";
include "words/ticket";

def decommission_title:
  "Certificate \(title_name(40)) is out of use: decide whether to revoke it"
  + if .ticket.deadline then " (valid to \(.ticket.deadline | utc))" else "" end;

# Revoking is proposed only where it cannot hit anything else that is known.
def is_alone:
  .certificate.name_count <= 1 and (.certificate.wildcard | not) and .ticket.other_uses.count == 0
  and (.ticket.not_looked // []) == [];

def how_text:
  {"served": "served there now", "configured": "named in its configuration", "stored": "kept in a file or store",
   "same-key": "another certificate with the same key"}[.how] // .how | safe;

def other_uses:
  .ticket as $ticket
  | [
      (if $ticket.other_uses.count == 0 then "None is known."
       else $ticket.other_uses.items[] | "- \(.place | safe | cut(100)): \(how_text)" end),
      ($ticket.other_uses | and_more(.count; .items | length; "deployments.csv")),
      (if ($ticket.not_looked // []) == [] then null
       else "Not looked at, so nothing is known of: \($ticket.not_looked[:10] | map(safe) | join(", "))." end),
      (if .certificate.name_count > 1 then "It also holds for its other names: \(names_text)."
       elif .certificate.wildcard then "It is a wildcard: any host of that domain may use it."
       else null end)
    ] | lines;

def proposal:
  if is_alone then
    "Revoke it (reason: cessation of operation) and destroy its key. It has one name, and no other use is known."
  else
    "Check the uses below first: revoking stops all of them. If one is real, let the certificate end by itself, and remove it and its key where it is out of use."
  end;

def ended_text:
  "No place uses it any more\(if .ticket.ended then " (the last one ended \(.ticket.ended | time_aside))" else "" end)"
  + ([.ticket.retired_cis[]? | "'\(.name | safe)' is \(.life | safe)"] | .[:5] | if length > 0 then "; \(join(", "))" else "" end) + ".";

def call_to_action:
  [
    "DECIDE: revoke it, or let it end by itself",
    "\(ended_text) But it is valid to \(.ticket.deadline // null | if . then time else "no end" end): until then whoever has its key can pass for \(called | cut(80) | quoted).",
    "Proposal: \(proposal)"
  ] | lines;

def decommission_steps:
  [
    "1. Check the other uses (list in the description).",
    "2. Decide, and write it in a \(.terms.note). The owner decides, or the backup.",
    "3. To revoke: at \(.ticket.issue.ca // .certificate.issuer.common_name // .certificate.issuer.text | safe | cut(100))\(if .ticket.issue.where then ", \(.ticket.issue.where | safe)" else "" end), serial \(.certificate.serial | cut(80)), reason: cessation of operation. certsteward never revokes.",
    "4. Remove the certificate and destroy its key at",
    (.ticket.places.groups[] | .items[] | "   - \(place)"),
    "5. Nothing to report: this change ends when the certificate is revoked, expired, or you close it with your decision."
  ] | lines;

def decommission_description:
  [
    call_to_action,
    "\nOTHER KNOWN USES\n\(other_uses)",
    "\nWHERE IT WAS (as seen \(.ticket.as_of | utc))\n\(places_table)",
    "\nWHAT HAPPENS IF NOTHING IS DONE\nNothing stops working. Until the certificate ends, its key is worth stealing.",
    "\nIF YOU DISAGREE\n\(disagree_text)",
    "\nCERTIFICATE\n\(certificate_text)",
    "\nWHY YOU\n\(why_you_text)",
    "\nLINKS\n\(links_text)",
    "\n\(marks_text)"
  ] | lines;
