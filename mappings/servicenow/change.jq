# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The change that renews a certificate. Answers {"kind", "fields", "seed", "template", "note"}.
# The first screen must say: what, by when, what breaks, what to do, how to say no. What ages ("12 days
# left") stands in notes only. A standard change takes its plans and description from its template, so
# ours go into its first note.

def is_past: .state == "expired";

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

# --- (1) Do this by … ------------------------------------------------------------------------------

def slot_text:
  .ticket as $ticket
  | if $ticket.freeze.no_slot then
      "NO ALLOWED TIME IS LEFT before the certificate ends: '\($ticket.freeze.name | safe)' closes \($ticket.freeze.start | time) to \($ticket.freeze.end | time). Ask for an exception now."
    elif $ticket.slot and is_past then
      "Planned: \($ticket.slot.start | time) to \($ticket.slot.end | time)."
    elif $ticket.slot then
      "Best done in the last allowed time before that: \($ticket.slot.start | time) to \($ticket.slot.end | time)."
    else null end;

def pinned_text:
  if (.ticket.pinned // []) == [] then null
  else "PINNED by \(.ticket.pinned | map(safe) | join(", ")): they must load the new certificate first. Tell them before you install it."
  end;

def who_does_it:
  .ticket as $ticket
  | if $ticket.hook then
      "certsteward itself renews and installs it by the hook '\($ticket.hook | safe)', in the planned time and only if this change is approved and in Implement."
    else "Get a new certificate and install it at the places below. No report is needed: certsteward looks every \($ticket.look_minutes // 60) minutes and says here when all is well."
    end;

def call_to_action:
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
    pinned_text,
    who_does_it,
    (if .ticket.freeze.no_slot then null else slot_text end)
  ] | lines;

# --- The plans -------------------------------------------------------------------------------------

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
      "1. Approve this change and let it come to Implement inside its planned time.",
      "2. certsteward runs the hook '\(.ticket.hook | safe)' once. It never repeats a run whose end is not known.",
      "3. certsteward looks at all places within minutes and writes the proof here.",
      "If the hook fails: install by hand at",
      plan_places
    ] | lines
  else
    [
      "1. Issue a new certificate \(issue_text).",
      "   Names exactly as now: \(if .ticket.members then "those of each old certificate" else names_text end)",
      "   Make a new key; do not reuse the old one.",
      "2. Install it together with its intermediate certificates at",
      plan_places,
      "3. Reload: \(.ticket.runbook.reload // "as usual for that service (the CI names no runbook)" | safe)\(if .ticket.runbook.url then ", see \(.ticket.runbook.url | safe)" else "" end).",
      "4. Nothing to report: certsteward looks every \(.ticket.look_minutes // 60) minutes and adds the proof."
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
      (if .ticket.members then "Good is: notAfter is later than in the list of the description, and the fingerprint is a new one."
       else "Good is: notAfter is later than \(.certificate.not_after_text // "today" | .[:10]), and the fingerprint no longer starts with \($old | openssl_start)." end),
      "certsteward checks the same from '\($places[0].source // "its scanner" | safe)', the whole chain included: every place must serve a new certificate that covers the names in use, and the old one must no longer be seen."
    ] | lines;

def backout_plan:
  if .certificate.not_after_text and is_past then
    "There is no way back: the old certificate is past its end. If the new one fails, install another new one."
  else
    "Keep the old certificate and its key until \(.ticket.deadline // null | if . then time else "this change is closed" end). To go back, install it again\(if .ticket.members then "" else ": SHA-256 \(.certificate.sha256)" end), and reload."
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

def risk_text:
  [
    "Class \(.class.name): \(.class.why | safe).",
    "Reachable from: \({"internet": "the internet", "internal": "inside only"}[.deployments.exposure // ""] // "not known").",
    (if concerned then "In use by: \(concerned)." else "No CI is matched to its places: who uses it is not known." end),
    (if (.deployments.tags // []) == [] then null else "In scope of: \(.deployments.tags | map(safe) | join(", "))." end),
    (if (.ticket.places.groups | length) > 1 then
       "Shared: \(.ticket.places.groups | length) owner groups install it; each has its own task."
     else null end),
    pinned_text,
    "If it is not done, \(damage)"
  ] | lines;

# --- The description -------------------------------------------------------------------------------

def members_table:
  ([["Certificate", "Ends", "Places"]]
   + [.ticket.members.items[] | [(.name | cut(50) | quoted), (.deadline | if . then utc else "no end" end), "\(.places)"]]
   | table) as $table
  | [$table, (.ticket.members | and_more(.count; .items | length; "deployments.csv"))] | lines;

def freeze_text:
  .ticket as $ticket
  | if $ticket.freeze | not then "none known before the deadline"
    else "'\($ticket.freeze.name | safe)', \($ticket.freeze.start | time) to \($ticket.freeze.end | time)"
      + if $ticket.freeze.no_slot then ". No allowed time is left before the deadline"
        elif $ticket.slot then ". Last allowed time before it: \($ticket.slot.start | utc) to \($ticket.slot.end | utc)"
        else "" end
    end;

def description:
  [
    call_to_action,
    (if is_past then "\nWHAT IS BROKEN\nSince then \(damage)" else "\nWHAT BREAKS IF NOT\nAfter that \(damage)" end),
    (if .ticket.members then "\nWHICH\n\(members_table)" else empty end),
    "\nWHERE (as seen \(.ticket.as_of | utc); what changes later is told in notes)\n\(places_table)",
    "\nIF YOU DISAGREE\n\(disagree_text)",
    (if .ticket.members then empty else "\nCERTIFICATE\n\(certificate_text)" end),
    "\nWHY YOU\n\(why_you_text)",
    "\nFREEZE\n\(freeze_text)",
    "\nLINKS\n\(links_text)",
    "\n\(marks_text)"
  ] | lines;

# --- The fields ------------------------------------------------------------------------------------

# Above 3/2 nothing is born: the site's matrix makes the priority, and a renewal is no outage.
def urgency: {"critical": "2"}[.class.name] // "3";
def risk: {"critical": "2", "important": "3"}[.class.name] // "4";

def standard_note:
  [description, "\nIMPLEMENTATION\n\(implementation_plan)", "\nTEST\n\(test_plan)", "\nBACK-OUT\n\(backout_plan)"] | lines;

.ticket as $ticket
| .target.settings as $settings
| ($ticket.kind == "change/standard") as $standard
| {
    kind: $ticket.kind,
    template: $ticket.template,
    fields: (
      correlation
      + {
          short_description: title,
          cmdb_ci: cmdb_ci,
          business_service: business_service,
          requested_by: $settings.requested_by,
          assignment_group: our_group,
          category: $settings.change_category,
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
            description: (description | long_text),
            implementation_plan: (implementation_plan | long_text),
            test_plan: (test_plan | long_text),
            backout_plan: (backout_plan | long_text)
          }
        end
      + .target.fields.change
      | known
    ),
    seed: ({assignment_group: spare_group} | known),
    note: (if $standard then standard_note else null end)
  }
