# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The texts of an incident. Whoever is woken by it must find, in this order: what users see, whether it is
# real, the fastest way out, where, who can help. All of it is in the body: nobody opens an attachment at
# three in the morning.
include "words/text";
include "words/certificate";
include "words/ticket";

# ":443" if all places listen there.
def common_port:
  [.ticket.places.groups[].items[].port] | unique
  | if length == 1 and .[0] != null and .[0] != 0 then ":\(.[0])" else "" end;

def how_many:
  .ticket.places
  | if .serving == null or .serving >= .count then .count | counted("place"; "places")
    else "\(.serving) of \(.count | counted("place"; "places"))" end;

# Why it is an incident: "expired", "revoked", or the authority is "distrusted".
def trouble:
  if .ticket.reason != "revoked" then "expired"
  elif .revocation.confirmed then "revoked"
  else "distrusted" end;

def revoked_since: .revocation.revoked_at_text | iso_minutes;
def revoked_reason: if .revocation.reason then " (\(.revocation.reason | safe))" else "" end;

def incident_title:
  trouble as $trouble
  | "\(title_name(40))\(common_port) (\(how_many))" as $what
  | if $trouble == "revoked" then "REVOKED certificate served: \($what), since \(revoked_since)\(revoked_reason)"
    elif $trouble == "distrusted" then "Certificate of a DISTRUSTED authority served: \($what)"
    else "EXPIRED certificate served: \($what), since \(.ticket.deadline | utc)" end;

# What clients do who ask about revocation or know about the authority; the others go on, which is worse.
def condemned_damage:
  concerned as $concerned
  | if .certificate.is_ca then
      "every certificate below this authority is refused by clients that check."
    else
      "clients of \($concerned // "these places") that check refuse the connection."
    end;
def key_damage:
  if .revocation.reason == "keyCompromise" or .revocation.reason == "cACompromise" then
    " Its KEY IS KNOWN TO OTHERS: whoever has it can pass for these places with clients that do not check. Look at what was done with it."
  elif .revocation.reason == "certificateHold" then
    " It is on hold: its authority may take that back. Ask them why before you replace it."
  else "" end;

# Whose word it is: the first question of whoever doubts it.
def who_says:
  .revocation
  | ({"crl": "its authority's revocation list", "ocsp": "its authority's OCSP responder",
      "staple": "its authority's OCSP response, stapled by the server"}[.source] // "its authority") as $who
  | "So says \($who) (\(.via | safe | cut(200))), asked twice.";

def distrust_text:
  [.findings[]? | select(.rule == "distrusted-ca") | .text | safe | cut(300)]
  | if . == [] then "Its authority is not trusted any more" else .[0] end;

def users_see:
  trouble as $trouble
  | if $trouble == "revoked" then
      "Since \(revoked_since) it is revoked\(revoked_reason): \(condemned_damage)\(key_damage)\n\(who_says)"
    elif $trouble == "distrusted" then "\(distrust_text): \(condemned_damage)"
    else "Since \(.ticket.deadline | time) \(damage)" end;

def seen:
  ticket_places as $places
  | (first($places[] | select(.state == "serves") | look_command | select(.)) // null) as $command
  | (.ticket.looked // ([$places[] | select(.state == "serves").last_seen | select(.)] | max_by(.at))) as $looked
  | (if $looked then "It is really served: seen \($looked | time) from '\($places[0].source // "the scanner" | safe)'." else "It was served when this was opened." end)
    + if $command then " See for yourself:\n  \($command)" else "" end;
def reload_text:
  if .ticket.runbook.reload then " Then reload: \(.ticket.runbook.reload | safe)." else " Then reload the service." end
  + if .ticket.runbook.url then " Runbook: \(.ticket.runbook.url | safe)." else "" end;

def issue_line:
  .ticket.issue as $issue
  | [
      "Issue one at \($issue.ca // .certificate.issuer.common_name // .certificate.issuer.text | safe | cut(100))",
      (if $issue.where then "\($issue.where | safe)" else null end),
      (if $issue.account_group then "account held by \($issue.account_group | safe)" else null end),
      (if $issue.profile then "profile \($issue.profile | safe)" else null end)
    ] | map(select(.)) | join(", ");

def way_out:
  .successor as $successor
  | if $successor then
      "A valid successor ALREADY EXISTS: SHA-256 \($successor.sha256)\(if $successor.found_at then ", found at \($successor.found_at | safe)" else "" end), valid to \($successor.not_after_text // "no end" | if . == "no end" then . else iso_minutes end). Install it at the places below.\(reload_text)"
    elif trouble == "revoked" then
      "It does not help to wait. \(issue_line).\n  Names: \(names_text)\nMake a NEW KEY: the old one is not to be used again. Install it with its intermediate certificates at the places below.\(reload_text)"
    elif trouble == "distrusted" then
      "Get one of another authority: \(issue_line).\n  Names: \(names_text)\nInstall it with its intermediate certificates at the places below.\(reload_text)"
    elif .self_renewing then
      "It normally renews itself, and that has failed: look at what renews it. Once that works nothing else is to be done."
    else
      "No successor is known. \(issue_line).\n  Names: \(names_text)\nInstall it with its intermediate certificates at the places below.\(reload_text)"
    end;

def who:
  .ticket as $ticket
  | [
      why_you_text,
      (if $ticket.issue.contact then "CA:     \($ticket.issue.contact | safe)" else null end),
      (if $ticket.previous.by_name or $ticket.previous.number then
         "Last renewed by: \(person($ticket.previous.by_name; "unknown"))\(if $ticket.previous.number then ", change \($ticket.previous.number | safe)" else "" end)"
       else null end)
    ] | lines;

def change_state:
  .ticket.change as $change
  | if $change.number then "\($change.number | safe): \($change.text // $change.state // "state unknown" | safe)"
    else $change.text | safe end;

def work_around:
  "None is agreed. Never switch verification off: it opens the door that the certificate guards.";

def incident_description:
  [
    "WHAT USERS SEE\n\(users_see)\n\(seen)",
    "\nFASTEST WAY OUT\n\(way_out)",
    "\nWHERE (as seen \(.ticket.as_of | utc); changes are told in \(.terms.note // "note")s)\n\(places_table)",
    "\nWHO\n\(who)",
    (if .ticket.change then "\nTHE RENEWAL CHANGE\n\(change_state)" else empty end),
    "\nWORK-AROUND\n\(work_around)",
    "\nCERTIFICATE\n\(certificate_text)",
    "\nLINKS\n\(links_text)",
    "\nThis incident resolves itself when every place serves a valid certificate or is gone.",
    marks_text
  ] | lines;
