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

# The site's rule fills the group from the CI; ours is kept for the case that it leaves it empty.
def our_group: if .target.settings.assignment == "ours" then .owner.group else null end;
def spare_group: if .target.settings.assignment == "ours" then null else .owner.group end;

def correlation: {correlation_id: .ticket.key, correlation_display: "certsteward"};

# Longest texts ServiceNow takes in these columns as delivered.
def long_text: cut(4000);
def short_text: cut(120);
