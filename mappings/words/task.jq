# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The texts of a task that belongs to a ticket: "task:issue" for the owner of the certificate,
# "task:deploy:<group>" for each group that installs it, "task:verify" for certsteward's own proof.
include "words/text";
include "words/certificate";
include "words/ticket";

def is_deploy: .event.name[:12] == "task:deploy:";
# The group's id, or null where nobody is known.
def task_group:
  if is_deploy then .event.name[12:] | if . == "" then null else . end else .owner.group end;

def end_text: if .ticket.deadline then " before \(.ticket.deadline | utc)" else "" end;

def deployed:
  .event.name[12:] as $id | first(.ticket.places.groups[] | select((.group // "") == $id)) // null;

def task_title:
  if .event.name == "task:issue" then "Issue a new certificate for \(title_name(50))\(end_text)"
  elif .event.name == "task:verify" then "Prove that the new certificate for \(title_name(50)) is served everywhere"
  else
    deployed as $group
    | "Install the new certificate for \(title_name(40)) at \($group.count // 0 | counted("place"; "places"))\($group.group_name | if . then " of \(safe | cut(30))" else "" end)\(end_text)"
  end;

def issue_task_text:
  [
    "At: \(.ticket.issue.ca // .certificate.issuer.common_name // .certificate.issuer.text | safe | cut(100))\(if .ticket.issue.where then ", \(.ticket.issue.where | safe)" else "" end)",
    (if .ticket.issue.account_group then "Account held by: \(.ticket.issue.account_group | safe)" else null end),
    (if .ticket.issue.profile then "Profile: \(.ticket.issue.profile | safe)" else null end),
    "Names exactly as now: \(names_text)",
    "With a new key. Hand it to the groups of the other tasks: \([.ticket.places.groups[] | .group_name // "places without a known owner" | safe] | .[:10] | join(", "))."
  ] | lines;

def deploy_task_text:
  deployed as $group
  | [
      "Install it, with its intermediate certificates, at",
      ($group.items[]? | "- \(place)\(if .ci_name then " on \(.ci_name | safe | cut(60))" else "" end)"),
      ($group // {} | and_more(.count // 0; .items // [] | length; "deployments.csv of the \(.terms.ticket // "change")")),
      "Reload: \(.ticket.runbook.reload // "as usual for that service" | safe)",
      "Nothing to report: this task closes when all of these places serve a new certificate."
    ] | lines;

def verify_task_text:
  "certsteward's own task: it looks at all \(.ticket.places.count | counted("place"; "places")) and closes this with the proof. Nobody has to do anything here.";

def task_text:
  if .event.name == "task:issue" then issue_task_text
  elif .event.name == "task:verify" then verify_task_text
  else deploy_task_text end;
