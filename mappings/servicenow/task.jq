# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# A task of a change: "task:issue" for the owner of the certificate, "task:deploy:<group>" for each
# group that installs it, "task:verify" for certsteward's own proof.
# Answers {"event": "task", "task", "fields"}.

def deploy_group: .event.name[("task:deploy:" | length):];

def end_text: if .ticket.deadline then " before \(.ticket.deadline | utc)" else "" end;

def issue:
  {
    short_description: ("Issue a new certificate for \(title_name(50))\(end_text)" | short_text),
    description: ([
      "At: \(.ticket.issue.ca // .certificate.issuer.common_name // .certificate.issuer.text | safe | cut(100))\(if .ticket.issue.where then ", \(.ticket.issue.where | safe)" else "" end)",
      (if .ticket.issue.account_group then "Account held by: \(.ticket.issue.account_group | safe)" else null end),
      (if .ticket.issue.profile then "Profile: \(.ticket.issue.profile | safe)" else null end),
      "Names exactly as now: \(names_text)",
      "With a new key. Hand it to the groups of the other tasks: \([.ticket.places.groups[] | .group_name // "places without a known owner" | safe] | .[:10] | join(", "))."
    ] | lines | long_text),
    assignment_group: .owner.group,
    change_task_type: "planning"
  };

def deploy:
  deploy_group as $id
  | (first(.ticket.places.groups[] | select((.group // "") == $id)) // null) as $group
  | {
      short_description:
        ("Install the new certificate for \(title_name(40)) at \($group.count // 0 | counted("place"; "places"))\(end_text)" | short_text),
      description: ([
        "Install it, with its intermediate certificates, at",
        ($group.items[]? | "- \(place)\(if .ci_name then " on \(.ci_name | safe | cut(60))" else "" end)"),
        ($group // {} | and_more(.count // 0; .items // [] | length; "deployments.csv of the change")),
        "Reload: \(.ticket.runbook.reload // "as usual for that service" | safe)",
        "Nothing to report: this task closes when all of these places serve a new certificate."
      ] | lines | long_text),
      assignment_group: (if $id == "" then null else $id end),
      change_task_type: "implementation"
    };

def verify:
  {
    short_description: ("Prove that the new certificate for \(title_name(50)) is served everywhere" | short_text),
    description: "certsteward's own task: it looks at all \(.ticket.places.count | counted("place"; "places")) and closes this with the proof. Nobody has to do anything here.",
    assignment_group: .owner.group,
    change_task_type: "testing"
  };

.event.name as $name
| {
    event: "task",
    task: $name,
    fields: (
      if $name == "task:issue" then issue elif $name == "task:verify" then verify else deploy end
      | known
    )
  }
