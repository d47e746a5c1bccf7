# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# What the ServiceNow programs share; stands before each program of this folder. docs/record.md shows
# their input and what they answer.

# --- Text that others wrote ------------------------------------------------------------------------

# Nothing to escape: ASCII without control characters, quotes and backslashes. All of it is done in C
# by jq; looking at each character is the slow way, for the few texts that need it.
def is_plain:
  utf8bytelength as $bytes
  | length == $bytes and (tojson | utf8bytelength == $bytes + 2) and (contains("\u007f") | not);

# Characters that are not seen, move the cursor or turn the direction of reading.
def is_hidden:
  . < 32 or (. >= 127 and . < 160) or . == 173 or . == 1564 or (. >= 8203 and . <= 8207)
  or (. >= 8232 and . <= 8238) or (. >= 8288 and . <= 8303) or . == 65279
  or (. >= 65529 and . <= 65531) or (. >= 917504 and . <= 917631);

def hex_digits: [while(. > 0; . / 16 | floor) | . % 16 | "0123456789abcdef"[.:. + 1]] | reverse | add // "0";

# "\u202e" in place of the character itself.
def as_escape: hex_digits as $hex | "\\u" + "0000"[($hex | length):] + $hex | explode[];

def clean:
  if is_plain then . else explode | map(if is_hidden then as_escape else . end) | implode end;

# Cut at a code point, with a mark that it was cut.
# (A parameter called $length would hide the function of that name.)
def cut($most): if length > $most then .[:$most - 1] + "…" else . end;

# The one escaping function of tickets: hidden characters visible, and no markup of the journal, which
# renders what stands between [code] and [/code] as HTML and @[...] as a mention.
def safe:
  if . == null then null else
    clean
    | if contains("[") then gsub("\\[(?<tag>/?code)\\]"; "(\(.tag))"; "i") | gsub("@\\["; "@ [") else . end
  end;

# In a sentence: quoted unless it looks like a name of the network.
def quoted:
  safe | if contains(" ") or contains("\"") or contains("'") or contains("\\") then "'\(.)'" else . end;

# --- Small tools -----------------------------------------------------------------------------------

# ServiceNow takes an empty value as an order to empty the field: what is unknown is left out.
def known: del(.[] | select(. == null));

def counted($one; $many): if . == 1 then "1 \($one)" else "\(.) \($many)" end;

# 12345 as 12,345.
def grouped_digits:
  tostring | if length > 3 then (.[:-3] | grouped_digits) + "," + .[-3:] else . end;

# Lines without those that are null. (join of jq 1.6 takes three times as long.)
def lines: reduce (.[] | select(. != null)) as $line (null; if . == null then $line else . + "\n" + $line end) // "";

# "2026-12-24 23:59:59", the form of ServiceNow's date columns, in UTC.
def stamp: if . == null then null else .[:10] + " " + .[11:19] end;

# A moment for people: "2026-12-24 23:59 UTC (2026-12-25 00:59 CET)"; the group's day only if it differs.
def utc: .utc | .[:10] + " " + .[11:16] + " UTC";
def time:
  if .local then "\(utc) (\(.local[:10] as $day | if $day == .utc[:10] then .local[11:] else .local end))"
  else utc end;
# The same inside brackets.
def time_aside: time | gsub(" \\((?<local>[^)]*)\\)"; ", \(.local)");

# Columns in line, from rows of equally many cells. The last column is not padded.
def padded($width): . + " " * ($width - length);
def table:
  . as $rows
  | [range($rows[0] | length) as $column | [$rows[][$column] | length] | max] as $widths
  | [$rows[] | . as $row
     | [range(length) as $column
        | if $column == length - 1 then $row[$column] else $row[$column] | padded($widths[$column]) end]
     | join("  ")]
  | join("\n");

def and_more($total; $shown; $where):
  if $total > $shown then "and \($total - $shown | grouped_digits) more: see \($where)" else null end;

# --- The certificate -------------------------------------------------------------------------------

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

def iso_minutes: .[:10] + " " + .[11:16] + " UTC";

def valid_text:
  .certificate
  | "\(.not_before_text | iso_minutes) to \(if .not_after_text then .not_after_text | iso_minutes else "no end" end)";

# "5D:41:40:2A": the start of a fingerprint as openssl prints it.
def openssl_start: [.[:2], .[2:4], .[4:6], .[6:8]] | join(":") | ascii_upcase;

# --- Places ----------------------------------------------------------------------------------------

def host_text: if contains(":") then "[\(.)]" else . end;

def place:
  if .path then "\(.host):\(.path)\(if .alias then "#\(.alias)" else "" end)" | safe
  else
    (.host | host_text) + ":\(.port)"
    + (if .server_name and .server_name != .host then " (\(.server_name))" else "" end)
    | safe
  end;

def serves_text:
  {"serves": "this certificate", "renewed": "a newer one", "other": "another certificate",
   "unreachable": "no answer", "gone": "gone"}[.state] // .state;

# Ten places of a ticket with the group they belong to: some of each group, so that nobody is missing.
def ticket_places:
  .ticket.places.groups as $groups
  | ([10 / ([$groups | length, 1] | max) | floor, 1] | max) as $each
  | [$groups[] | .group_name as $group | .items[:if ($groups | length) > 1 then $each else 10 end][]
     | . + {group_name: $group}]
  | .[:10];

def owner_text: .group_name // "nobody known" | safe | cut(24);

def places_table:
  ticket_places as $places
  | if ($places | length) == 0 then "no place is known" else
      [([["Place", "CI", "Owner group", "Serves now", "Last seen"]]
        + [$places[] | [(place | cut(60)), (.ci_name // "no CI" | safe | cut(28)), owner_text, serves_text,
                        (if .last_seen then .last_seen | utc else "unknown" end)]] | table),
       and_more(.ticket.places.count; $places | length; "deployments.csv")] | lines
    end;

# Typed by a person into a shell: nothing but the characters of hosts and names may stand there.
def is_shell_safe: test("^[A-Za-z0-9_.*][A-Za-z0-9_.*-]*$");
def is_shell_host: test("^[A-Za-z0-9_.:][A-Za-z0-9_.:-]*$");
def is_shell_path: test("^/[A-Za-z0-9/._+@=, -]*$");

# The command that shows what a place holds now; null where a name could harm the shell.
def look_command:
  if .path then
    if .alias == null and (.path | is_shell_path) then
      "openssl x509 -in '\(.path)' -noout -fingerprint -sha256 -enddate   # on \(.host | safe)"
    else null end
  elif (.host | is_shell_host) and (.server_name == null or (.server_name | is_shell_safe)) then
    "openssl s_client -connect \(if .host | contains(":") then "'[\(.host)]:\(.port)'" else "\(.host):\(.port)" end)"
    + (if .server_name then " -servername \(.server_name)" else " -noservername" end)
    + (if .starttls then " -starttls \(.starttls)" else "" end)
    + " </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256 -enddate"
  else null end;

# --- Whom and what it concerns ---------------------------------------------------------------------

def services: [.cis.items[]? | .service_name // empty] | unique;

# "Online Shop", "A, B and 3 more services"; without a service the CIs' names.
def concerned:
  (services | if length > 0 then . else null end) as $services
  | ($services // ([.cis.items[]?.name] | unique)) as $names
  | if ($names | length) == 0 then null
    elif ($names | length) > 3 then "\($names[:3] | map(safe) | join(", ")) and \(($names | length) - 3) more"
    else $names | map(safe) | join(", ") end;

# What happens to people once it is past its end, to follow "After that " or "Since then ".
def damage:
  concerned as $concerned
  | if .certificate.is_ca then
      "every certificate below this authority stops being trusted, at all its places at once."
    elif .certificate.purpose == "client" then
      "the other side refuses whoever logs in with it" + (if $concerned then ": \($concerned)." else "." end)
    else
      "clients of \($concerned // "these places") refuse the connection: browsers show a warning page, programs fail with \"certificate has expired\"."
    end;

def person($name; $none): if $name then $name | safe else $none end;

def why_you_text:
  .owner as $owner
  | [
      "Owner:  " + ([$owner.group_name, $owner.user_name] | map(select(.) | safe) | join(", ")
                    | if . == "" then "nobody known" else . end)
               + (if $owner.why then ", found by: \($owner.why | safe)" else "" end)
               + (if $owner.guess then ". This is a guess: set the right owner on the certificate's CI" else "" end),
      "Backup: \(person($owner.backup_name; "nobody known"))",
      "Class:  \(.class.name), because \(.class.why | safe)"
    ] | lines;

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

# The four ways to say no, as far as this installation understands them.
def command_help: {
  "let-expire": "let-expire               we do not need it any more",
  "not-mine": "not-mine GROUP           another group owns it (GROUP may be left out)",
  "snooze": "snooze 7d                remind us later",
  "risk": "risk RISK until DATE     accepted risk: number of the risk, end date"
};

def disagree_text:
  (.ticket.commands // []) as $commands
  | if ($commands | length) == 0 then "Say so in a work note: a person reads it."
    else
      "Write one of these as the first line of a work note. It counts from the owner, the backup or a\nmember of the group, and is answered by a note:\n"
      + ([$commands[] | command_help[.] // .] | map("  " + .) | join("\n"))
    end;

def links_text:
  .ticket as $ticket
  | [
      ($ticket.links[]? | "\(.name | safe): \(.url | safe)"),
      (if $ticket.runbook.url then "runbook: \($ticket.runbook.url | safe)" else empty end),
      (if $ticket.previous.number then "previous change: \($ticket.previous.number | safe)" else empty end),
      (if $ticket.change.number then "renewal change: \($ticket.change.number | safe)" else empty end),
      (if $ticket.incident.number then "open incident: \($ticket.incident.number | safe)" else empty end),
      (if $ticket.exception then "accepted risk: \($ticket.exception.text | safe)" else empty end)
    ]
  | if length == 0 then "none" else join("\n") end;

def marks_text:
  "Key: \(.ticket.key)\n"
  + (if .ticket.approved_hash and .ticket.kind[:6] == "change" then "Approval is given for exactly this content: \(.ticket.approved_hash)\n" else "" end)
  + "Written by \(.ticket.version)";

# --- Ticket fields ---------------------------------------------------------------------------------

# One application or load-balancer service that serves it is what the ticket is about; else the
# certificate itself.
def configuration_item:
  [.cis.items[]? | select((.kind == "application" or .kind == "vip") and .life != "retired") | .ref]
  | unique as $items
  | if ($items | length) == 1 then {"ref": $items[0]} else null end;
def cmdb_ci:
  if .cis.count > 50 then null else configuration_item end
  // {"ref": "certificate:\(.certificate.sha256)"};

# Only where all CIs agree: read by walking up, never guessed.
def business_service:
  [.cis.items[]? | .service] | unique | if length == 1 then .[0] else null end;

# Longest texts ServiceNow takes in these columns as delivered.
def long_text: cut(4000);
def short_text: cut(120);

# --- Texts of a renewal: in change.jq the columns, in note.jq the first note of a standard change --

def is_past: .state == "expired";

def slot_text:
  .ticket as $ticket
  | if $ticket.freeze.no_slot then
      "NO ALLOWED TIME IS LEFT before the certificate ends\(if $ticket.freeze.name then ": '\($ticket.freeze.name | safe)' closes \($ticket.freeze.start | time) to \($ticket.freeze.end | time)" else ": the calendars of this instance leave none free" end). Ask for an exception now."
    elif $ticket.slot then
      "\(if $ticket.slot.proposed then "Proposed" else "Planned" end) time: \($ticket.slot.start | time) to \($ticket.slot.end | time)."
      + if $ticket.slot.proposed then " While this change is New, anybody may plan another." else "" end
    else null end;

def pinned_text:
  if (.ticket.pinned // []) == [] then null
  else "PINNED by \(.ticket.pinned | map(safe) | join(", ")): they must load the new certificate first. Tell them before you install it."
  end;

def who_does_it:
  .ticket as $ticket
  | if $ticket.hook then
      "certsteward itself renews and installs it by the hook '\($ticket.hook | safe)', in the planned time and only if this change is approved and in Implement."
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
    pinned_text,
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
    (if concerned then "In use by: \(concerned)." else "No CI is matched to its places: who uses it is not known." end),
    (if (.deployments.tags // []) == [] then null else "In scope of: \(.deployments.tags | map(safe) | join(", "))." end),
    (if (.ticket.places.groups | length) > 1 then
       "Shared: \(.ticket.places.groups | length) owner groups install it; each has its own task."
     else null end),
    pinned_text,
    shared_key_text,
    "If it is not done, \(damage)"
  ] | lines;

def members_table:
  ([["Certificate", "Ends", "Places"]]
   + [.ticket.members.items[] | [(.name | cut(50) | quoted), (.deadline | if . then utc else "no end" end), "\(.places)"]]
   | table) as $table
  | [$table, (.ticket.members | and_more(.count; .items | length; "deployments.csv"))] | lines;

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
    (if .ticket.members then "\nWHICH\n\(members_table)" else empty end),
    "\nWHERE (as seen \(.ticket.as_of | utc); what changes later is told in notes)\n\(places_table)",
    "\nIF YOU DISAGREE\n\(disagree_text)",
    (if .ticket.members then empty else "\nCERTIFICATE\n\(certificate_text)" end),
    "\nWHY YOU\n\(why_you_text)",
    "\nFREEZE\n\(freeze_text)",
    "\nLINKS\n\(links_text)",
    "\n\(marks_text)"
  ] | lines;

# All of it in one text.
def renewal_note:
  [renewal_description, "\nIMPLEMENTATION\n\(implementation_plan)", "\nTEST\n\(test_plan)", "\nBACK-OUT\n\(backout_plan)"] | lines;
