# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The text of every event on a ticket. The first line says what happened, the rest what it means for the
# reader and what to do. Nothing is written here that the ticket's body already says.
include "words/text";
include "words/certificate";
include "words/ticket";
include "words/renewal";

def named: called | cut(80) | quoted;
def by: person(.event.by_name; "someone");
def by_first: person(.event.by_name; "Someone");

# CI and group only where one is known.
def still_table:
  .event.still as $still
  | item as $item
  | (($still.items // []) | {ci: any(.[]; .ci_name), group: any(.[]; .group_name)}) as $known
  | if ($still.items // []) == [] then null else
      [([["Place", (if $known.ci then $item | capital else empty end), (if $known.group then "Owner group" else empty end), "Serves"]]
        + [$still.items[] | [
            (.place | safe | cut(60)),
            (if $known.ci then .ci_name // "no \($item)" | safe | cut(28) else empty end),
            (if $known.group then owner_text else empty end),
            (.serves // "unknown" | safe | cut(40))
          ]]
        | table),
       and_more($still.count; $still.items | length; "deployments.csv")] | lines
    end;

def new_text:
  .event.new
  | if . then "SHA-256 \(.sha256), serial \(.serial | safe | cut(80)), valid to \(if .not_after_text then .not_after_text | iso_minutes else "no end" end)\(if .same_key then ", with the OLD KEY" else "" end)"
    else null end;

# --- While it is open ------------------------------------------------------------------------------

def served_of: .event | if .served != null and .of != null then "\(.served) of \(.of | counted("place"; "places"))" else null end;

def step_names: {"step:half": "Half of the renewal time is gone", "step:quarter": "A quarter of the renewal time is left",
  "step:tenth": "A tenth of the renewal time is left", "step:day": "LAST DAY"};

def step:
  .event as $event
  | [
      "\(step_names[$event.name] // "Reminder"): \($event.left // "little time" | safe) until the certificate for \(named) ends (\(.ticket.deadline | if . then time_aside else "no end" end)).",
      (if ($event.served // 0) > 0 then "\($event.served) of \($event.of) places serve a new one." else null end),
      (if ($event.missing // []) == [] then null else "Missing: \($event.missing | map(safe) | join("; "))." end),
      (if $event.comment then "Last decision: rejected by \(by): \($event.comment | safe | cut(500))" else null end),
      (if $event.backup_name then "\($event.backup_name | safe), the backup owner, now watches this ticket too."
       elif .owner.backup_name then null
       else "No backup owner is known: please name one on the certificate's \(item)." end),
      "After that time \(damage)"
    ] | lines;

def served:
  .event as $event
  | [
      "\(served_of | if . then . + (if $event.served == 1 then " serves" else " serve" end) else "Some places serve" end) a new certificate\(new_text | if . then ": " + . else "" end).",
      (if ($event.still.count // 0) > 0 then "Still to do:\n\(still_table)" else null end)
    ] | lines;

def issued:
  [
    "A new certificate exists but is not served yet\(new_text | if . then ": " + . else "" end)\(if .event.new.found_at then ", found at \(.event.new.found_at | safe)" else "" end).",
    "Next: install it at the \(.ticket.places.count | counted("place"; "places")) of this ticket."
  ] | lines;

def other_certificate:
  [
    "Another certificate is served, but it is no renewal: it does not cover the names in use, ends too early, or its chain is not good.",
    (new_text | if . then "It is: \(.)." else null end),
    still_table,
    "This ticket stays open until a fit one is served."
  ] | lines;

def rolled_back:
  ["The OLD certificate is back. Was the renewal rolled back?", still_table, "Until a new one is served again, this is not done."] | lines;

def places_found:
  ["More places use this certificate than were known when this was opened:", still_table, "They need the new one too: this ends only when they serve it."
   + if (.ticket.kind[:6] == "change") and (.ticket.places.groups | length) > 1 then " A group that had none gets a task." else "" end] | lines;

# --- Approval --------------------------------------------------------------------------------------

def approved_text:
  .event.approved | "Approved by \(person(.by_name; "someone"))\(if .at then ", \(.at | time)" else "" end)";

def rejected:
  [
    "Rejected by \(by)\(if .event.comment then ": \(.event.comment | safe | cut(1000))" else " without a comment" end).",
    "For the owner: change what is asked for and submit again. certsteward does not submit again by itself; the certificate still ends \(.ticket.deadline | if . then time else "some day" end)."
  ] | lines;

def approval_void:
  [
    "The approval no longer holds: \(.event.why // "the certificate, its places or the hook changed after it was given" | safe).",
    (if .event.approved then "It was: \(approved_text)." else null end),
    "Next: set this \(.terms.ticket) back to \(.terms.new). certsteward then writes into it what is asked for now; submit it again and have it approved. Until then certsteward runs nothing."
  ] | lines;

# --- What does not get through ------------------------------------------------------------------------

def kept_line($names):
  "- \($names[.field] // .field | safe)"
  + if .wanted == "" then ""
    elif (.wanted | length) <= 120 then ": certsteward would write '\(.wanted | safe)'"
    else ": certsteward's own new text is left out" end;

def fields_kept:
  [
    "What this change is about has changed, and certsteward brought its text up to date. Left as they are, because people edited them:",
    (.terms.fields as $names | .event.kept[]? | kept_line($names)),
    "Next: read them once more. They may still tell the old places or dates; the other fields tell the new ones."
  ] | lines;

def deed_text: .event.deed // "change this ticket" | safe;
def stopped:
  [
    "certsteward cannot \(deed_text): \(.event.why // "no reason is known" | safe | cut(1000)). It has stopped trying.",
    "Next: do it by hand; or mend the cause and have the operator run: certsteward outbox retry ticket:\(.ticket.key)"
  ] | lines;
def waits:
  [
    "certsteward cannot \(deed_text) yet: \(.event.why // "no reason is known" | safe | cut(1000)).",
    "It goes on trying for two weeks. Next: do it by hand, or clear what it waits for."
  ] | lines;

# --- The hook --------------------------------------------------------------------------------------

def output_text:
  if .event.output and .event.output != "" then
    "Its last output:\n\(.event.output[-1500:] | split("\t") | join("    ") | split("\n") | map("  " + safe) | join("\n"))"
  else null end;

def run_text: "hook '\(.event.hook // "renew" | safe)'\(if .event.run then " (run \(.event.run | safe))" else "" end)";

def hook_waits: "The \(run_text) does not run yet: \(.event.why // "a condition is not met" | safe). It runs by itself once that is settled, as long as the planned time lasts.";
def hook_ended:
  "The \(run_text) ended well. certsteward now looks at the \(.ticket.places.count | counted("place"; "places")); the proof follows here.";
def hook_failed:
  [
    "The \(run_text) FAILED\(if .event.code != null then " with exit status \(.event.code)" else "" end)\(if .event.why then ": \(.event.why | safe)" else "" end). It is not tried again by itself.",
    output_text,
    "Next: mend the cause and have the operator run it again, or renew by hand as the implementation plan says."
  ] | lines;
def hook_unknown:
  [
    "The end of the \(run_text) is NOT KNOWN\(if .event.why then ": \(.event.why | safe)" else "" end). It is not repeated by itself, because it may have done its work.",
    "Next: certsteward looks at the places. If they still serve the old certificate, the operator decides with: certsteward hook retry"
  ] | lines;

# --- The end ---------------------------------------------------------------------------------------

def looks_text:
  .event.looks
  | if . then "looked at \(.count | counted("time"; "times"))\(if (.hours // 0) > 0 then " over \(.hours) h" else "" end) from scanner \(.from // "unknown" | safe)" else null end;

def proof_lines:
  .event as $event
  | [
      (if $event.new then "Served \(if ($event.silent // []) == [] then "everywhere" else "at every place that still answers," end) since \($event.since // $event.at | time): new \(new_text)."
       else "The old certificate is served nowhere any more, since \($event.since // $event.at | time)." end),
      ([served_of, looks_text] | map(select(.)) | if length > 0 then join(", ") + "." else null end),
      (if $event.old_last_seen then "Old one last seen \($event.old_last_seen | time)." else null end),
      (if ($event.silent // []) == [] then null
       else "No longer answering, so not proven: \($event.silent[:10] | map(safe) | join(", "))\(if ($event.silent | length) > 10 then " and \(($event.silent | length) - 10) more" else "" end)." end)
    ];

def window_text:
  {"true": "Planned window kept: yes.", "false": "Planned window kept: NO."}[.event.window_kept | tostring] // null;

def proof:
  (proof_lines + [
    (if .event.approved then "\(approved_text).\(window_text | if . then " " + . else "" end)" else window_text end),
    "The evidence is attached: proof.json."
  ]) | lines;

def renewed_outside_change:
  (["Renewed before this change was approved. It is cancelled, and recorded as \"renewed outside change control\" for the owner and the auditor."]
   + proof_lines) | lines;

def duration_line: "  \(.place | safe | cut(80)): \(.text // "unknown" | safe)";

def times_text:
  .event.times
  | if . then
      ([
        (if .revoked then "Revoked             \(.revoked | time)" else null end),
        (if .expired then "Expired             \(.expired | time)" else null end),
        (if .detected then "Noticed             \(.detected | time)" else null end),
        (if .opened then "Ticket opened       \(.opened | time)" else null end),
        (if .first then "First place mended  \(.first | time)" else null end),
        (if .last then "Last place mended   \(.last | time)" else null end)
      ] | lines) as $list
      | if (.places // []) == [] then $list
        else [$list, "How long each place served it after its end:", (.places[:10][] | duration_line), and_more(.places | length; 10; "proof.json")] | lines end
    else null end;

def resolved:
  ((if .event.cause then ["Nothing is wrong any more: \(.event.cause | safe)."] else proof_lines end) + [
    (if .event.cause then null else times_text end),
    (if .event.why then "It is left to people to end it: \(.event.why | safe)." else null end),
    (if .event.cause then null else "The evidence is attached: proof.json." end)
  ]) | lines;

def not_needed: "This ticket is no longer needed: \(.event.why // "its reason is gone" | safe).";

def other_text: .event.other.number // "another ticket" | safe;

def superseded:
  "\(other_text | if .[:1] == "a" then "A" + .[1:] else . end) now leads: the certificate for \(named) is in a worse state than this ticket says. No more reminders come here; this one may still be the way to mend it.";
def twin: "This ticket and \(other_text) are about the same matter, made when an answer was lost. certsteward goes on with \(other_text). Somebody has worked on this one, so it is left to you: close it when nothing in it is needed any more.";

def merged: "\(.event.other.number // "Another ticket" | safe), about the certificate for \(named), was merged into this one. certsteward goes on here: it writes here, moves this ticket, and ends it when that matter is over.";

def closed_unsolved:
  "Ended by \(by) while the certificate for \(named) still needs it.\(if .event.until then " certsteward stays silent until \(.event.until | time), then opens a new, linked ticket." elif is_past then " It is expired and served: its incident goes on." elif .state == "revoked" then " It is revoked and served: its incident goes on." else " No reminder is left before its end: if it is served beyond that, an incident opens." end) To be left alone for longer, tell the operator of certsteward why.";

# --- Places that went ------------------------------------------------------------------------------

def served_again:
  ["The certificate is in use again, so there is nothing to decide now:", still_table, "This ticket ends as not needed."] | lines;
def freeze_conflict:
  "The planned time does not work: \(.event.why // "it falls into a closed time" | safe).\(if .event.until then " Next: plan another; the last allowed one ends \(.event.until | time)." else " No allowed time is left before the certificate ends: ask for an exception." end)";

def note_text:
  .event.name as $name
  | if $name == "opened" then renewal_note
    elif $name[:5] == "step:" then step
    elif $name[:7] == "served:" then served
    elif $name == "proof" then proof
    elif $name == "resolved" then resolved
    elif $name == "renewed-outside-change" then renewed_outside_change
    elif $name == "issued" then issued
    elif $name == "other-certificate" then other_certificate
    elif $name == "rolled-back" then rolled_back
    elif $name == "places-found" then places_found
    elif $name == "approved" then approved_text + "."
    elif $name == "rejected" then rejected
    elif $name == "approval-void" then approval_void
    elif $name == "fields-kept" then fields_kept
    elif $name == "stopped" then stopped
    elif $name == "waits" then waits
    elif $name == "hook-waits" then hook_waits
    elif $name == "hook-ended" then hook_ended
    elif $name == "hook-failed" then hook_failed
    elif $name == "hook-unknown" then hook_unknown
    elif $name == "freeze-conflict" then freeze_conflict
    elif $name == "superseded" then superseded
    elif $name == "twin" then twin
    elif $name == "merged" then merged
    elif $name == "not-needed" then not_needed
    elif $name == "closed-unsolved" then closed_unsolved
    elif $name == "served-again" then served_again
    else "\($name | safe)\(if .event.why then ": \(.event.why | safe)" else "" end)" end;
