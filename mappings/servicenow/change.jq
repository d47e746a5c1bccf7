# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The change that renews a certificate. Answers {"kind", "fields", "template"}.
# The first screen must say: what, by when, what breaks, what to do, how to say no. What ages ("12 days
# left") stands in notes only. A standard change takes its plans and description from its template, so
# ours go into its first note (note.jq, "opened").

def task_name: if is_past then "Replace expired certificate" else "Renew certificate" end;

def group_name: .owner.group_name // .ticket.places.groups[0].group_name // "one owner" | safe | cut(30);

def title:
  .ticket as $ticket
  | if $ticket.members then
      "Renew \($ticket.members.count) certificates of \(group_name)"
    else
      "\(task_name) \(title_name(50)) (\($ticket.places.count | counted("place"; "places")))"
    end
  + if is_past then ", expired \($ticket.deadline | utc)"
    elif $ticket.deadline then "\(if $ticket.members then ", the first" else "" end) before \($ticket.deadline | utc)"
    else "" end
  | short_text;

# --- The fields ------------------------------------------------------------------------------------

# Above 3/2 nothing is born: the site's matrix makes the priority, and a renewal is no outage.
def urgency: {"critical": "2"}[.class.name] // "3";
def risk: {"critical": "2", "important": "3"}[.class.name] // "4";

.ticket as $ticket
| ($ticket.kind == "change/standard") as $standard
| {
    kind: $ticket.kind,
    template: $ticket.template,
    fields: (
      {
        short_description: title,
        cmdb_ci: cmdb_ci,
        business_service: business_service,
        assignment_group: .owner.group,
        impact: "3",
        urgency: urgency,
        risk: risk,
        justification: (justification | long_text),
        risk_impact_analysis: (risk_text | long_text),
        start_date: (if $ticket.slot.proposed then $ticket.slot.start.utc | stamp else null end),
        end_date: (if $ticket.slot.proposed then $ticket.slot.end.utc | stamp else null end)
      }
      + if $standard then null else
          {
            description: (renewal_description | long_text),
            implementation_plan: (implementation_plan | long_text),
            test_plan: (test_plan | long_text),
            backout_plan: (backout_plan | long_text)
          }
        end
      + .target.fields.change
      | known
    )
  }
