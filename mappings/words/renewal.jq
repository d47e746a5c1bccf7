# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The texts of a renewal. The first screen must say: what, by when, what breaks, what to do, how to say no.
# What ages ("12 days left") stands in notes only.
include "words/text";
include "words/certificate";
include "words/ticket";

def slot_text:
  .ticket as $ticket
  | if $ticket.freeze.no_slot then
      "NO ALLOWED TIME IS LEFT before the certificate ends\(if $ticket.freeze.name then ": '\($ticket.freeze.name | safe)' closes \($ticket.freeze.start | time) to \($ticket.freeze.end | time)" else ": the calendars of this instance leave none free" end). Ask for an exception now."
    elif $ticket.slot then
      "\(if $ticket.slot.proposed then "Proposed" else "Planned" end) time: \($ticket.slot.start | time) to \($ticket.slot.end | time)."
      + if $ticket.slot.proposed then " While this \(.terms.ticket) is \(.terms.new), anybody may plan another." else "" end
    else null end;

# Approved in advance, by whoever allows this kind of change.
def is_standard: .ticket.kind == "change/standard";

def who_does_it:
  .ticket as $ticket
  | if $ticket.hook then
      "certsteward itself renews and installs it by the hook '\($ticket.hook | safe)', in the planned time and only if this \(.terms.ticket) is \(if is_standard then "" else "approved and " end)in \(.terms.working)."
    else "Get a new certificate and install it at the places below. No report is needed: certsteward looks by itself, every \($ticket.look_minutes // 60) minutes while work is under way, and says here when all is well."
    end;

def renewal_call:
  [
    (if .ticket.freeze.no_slot then slot_text else null end),
    (if is_past then
       "DO THIS NOW: the certificate expired \(.ticket.deadline | time) and is still served."
     elif .ticket.deadline then
       "DO THIS BY \(.ticket.deadline | time)"
     else "DO THIS" end),
    (if .ticket.kind == "change/emergency" and (is_past | not) then
       "EMERGENCY: less time is left than a normal change takes."
     else null end),
    who_does_it,
    (if .ticket.freeze.no_slot then null else slot_text end)
  ] | lines;

def issue_text:
  .ticket.issue as $issue
  | if $issue then
      [
        "at \($issue.ca // .certificate.issuer.common_name | safe)",
        (if $issue.where then "\($issue.where | safe)" else null end),
        (if $issue.account_group then "account held by \($issue.account_group | safe)" else null end),
        (if $issue.profile then "profile \($issue.profile | safe)" else null end)
      ] | map(select(.)) | join(", ")
    else
      "where the old one came from: \(.certificate.issuer.common_name // .certificate.issuer.text | safe | cut(100)) (no portal is configured for it)"
    end;

# A plan has room for twenty lines of places: some of each group.
def group_places($each):
  "   \(.group_name // "places without a known owner" | safe) (\(.count | counted("place"; "places")))\(if .owner_name then ", \(.owner_name | safe)" else "" end):\n"
  + ([.items[:$each][] | "   - \(place)\(if .ci_name then " on \(.ci_name | safe | cut(60))" else "" end)"] | join("\n"))
  + (.count as $count | .items[:$each] | and_more($count; length; "deployments.csv") | if . then "\n     \(.)" else "" end);

def plan_places:
  .ticket.places.groups as $groups
  | ([20 / ([$groups | length, 1] | max) | floor, 10] | min | [., 2] | max) as $each
  | [$groups[:10][] | group_places($each)]
    + [if ($groups | length) > 10 then "   and \(($groups | length) - 10) more groups: see deployments.csv" else empty end]
  | join("\n");

def implementation_plan:
  if .ticket.hook then
    [
      (if is_standard then "1. Nobody has to approve this \(.terms.ticket): let it be in \(.terms.working) inside its planned time."
       else "1. Approve this \(.terms.ticket) and let it come to \(.terms.working) inside its planned time." end),
      "2. certsteward runs the hook '\(.ticket.hook | safe)' once. It never repeats a run whose end is not known.",
      "3. certsteward looks at all places within minutes and writes the proof here.",
      "If the hook fails: install by hand at",
      plan_places
    ] | lines
  else
    [
      "1. Issue a new certificate \(issue_text).",
      "   Names exactly as now: \(names_text)",
      "   Make a new key; do not reuse the old one.",
      "2. Install it together with its intermediate certificates at",
      plan_places,
      "3. Reload: \(.ticket.runbook.reload // "as usual for that service (the \(item) names no runbook)" | safe)\(if .ticket.runbook.url then ", see \(.ticket.runbook.url | safe)" else "" end).",
      "4. Nothing to report: certsteward looks by itself and adds the proof."
    ] | lines
  end;

def test_plan:
  .certificate.sha256 as $old
  | ticket_places as $places
  | [$places[] | look_command | select(.)] as $commands
  | [
      "For each place:",
      ($commands[] | "  \(.)"),
      (if ($places | length) > ($commands | length) then
         "  \(($places | length) - ($commands | length) | counted("place has"; "places have")) a name unfit for a command line: see deployments.csv"
       else empty end),
      (and_more(.ticket.places.count; $places | length; "deployments.csv") | select(.) | "  \(.)"),
      "Good is: notAfter is later than \(.certificate.not_after_text // "today" | .[:10]), and the fingerprint no longer starts with \($old | openssl_start).",
      "certsteward checks the same from '\($places[0].source // "its scanner" | safe)', the whole chain included: every place must serve a new certificate that covers the names in use, and the old one must no longer be seen."
    ] | lines;

def backout_plan:
  if .certificate.not_after_text and is_past then
    "There is no way back: the old certificate is past its end. If the new one fails, install another new one."
  else
    "Keep the old certificate and its key until \(.ticket.deadline // null | if . then time else "this change is closed" end). To go back, install it again: SHA-256 \(.certificate.sha256), and reload."
    + if .ticket.deadline then " After that time there is no way back: the old certificate has ended." else "" end
  end;

def justification:
  .ticket.previous as $previous
  | (if is_past then "The certificate expired \(.ticket.deadline | time). Since then \(damage)"
     elif .ticket.deadline then "The certificate expires \(.ticket.deadline | time). After that \(damage)"
     else "The certificate must be replaced." end)
  + if $previous.done then
      " Last renewal: \($previous.done | utc | .[:10])"
      + (if $previous.days then ", took \($previous.days | counted("day"; "days"))" else "" end)
      + (if $previous.number then " (\($previous.number | safe))." else "." end)
    else "" end;

# Whoever replaces a key because it got out has to know where else it is in use.
def shared_key_text:
  .ticket.other_uses as $uses
  | [$uses.items[]? | select(.how == "same-key") | .place | safe | cut(100)] as $places
  | if $places == [] then null
    else "SHARED KEY: other certificates with the same key are in use at \($places | join(", "))\(if $uses.count > ($places | length) then " and \($uses.count - ($places | length)) more places" else "" end). A new key here does not retire the old one there."
    end;

def risk_text:
  [
    "Class \(.class.name): \(.class.why | safe).",
    "Reachable from: \({"internet": "the internet", "internal": "inside only"}[.deployments.exposure // ""] // "not known").",
    (if concerned then "In use by: \(concerned)." else "No \(item) is matched to its places: who uses it is not known." end),
    (if (.ticket.places.groups | length) > 1 then
       "Shared: \(.ticket.places.groups | length) owner groups install it; each has its own task."
     else null end),
    shared_key_text,
    "If it is not done, \(damage)"
  ] | lines;

def freeze_text:
  .ticket as $ticket
  | if $ticket.freeze | not then "none known before the deadline"
    elif $ticket.freeze.name | not then "no allowed time is left before the deadline"
    else "'\($ticket.freeze.name | safe)', \($ticket.freeze.start | time) to \($ticket.freeze.end | time)"
      + if $ticket.freeze.no_slot then ". No allowed time is left before the deadline"
        else "" end
    end
  + if $ticket.last_slot and ($ticket.freeze.no_slot or is_past | not) then ". Last allowed time before the deadline: \($ticket.last_slot.start | time) to \($ticket.last_slot.end | time)" else "" end;

def renewal_description:
  [
    renewal_call,
    (if is_past then "\nWHAT IS BROKEN\nSince then \(damage)" else "\nWHAT BREAKS IF NOT\nAfter that \(damage)" end),
    "\nWHERE (as seen \(.ticket.as_of | utc); what changes later is told in notes)\n\(places_table)",
    "\nIF YOU DISAGREE\n\(disagree_text)",
    "\nCERTIFICATE\n\(certificate_text)",
    "\nWHY YOU\n\(why_you_text)",
    "\nFREEZE\n\(freeze_text)",
    "\nLINKS\n\(links_text)",
    "\n\(marks_text)"
  ] | lines;

# All of it in one text.
def renewal_note:
  [renewal_description, "\nIMPLEMENTATION\n\(implementation_plan)", "\nTEST\n\(test_plan)", "\nBACK-OUT\n\(backout_plan)"] | lines;

def task_name: if is_past then "Replace expired certificate" else "Renew certificate" end;

def renewal_title:
  .ticket as $ticket
  | "\(task_name) \(title_name(50)) (\($ticket.places.count | counted("place"; "places")))"
    + if is_past then ", expired \($ticket.deadline | utc)"
      elif $ticket.deadline then " before \($ticket.deadline | utc)"
      else "" end;
