# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# What every ticket says: places, whom it concerns, why this owner, how to say no. The words of the product
# stand in .terms, which its programs set first: {note: "work note", ticket: "change", new: "New",
# working: "Implement", item: "CI", owner: what people do who own it, fields: {name as written: name as
# people know it}}.
include "words/text";
include "words/certificate";

# What a CMDB calls one of its records.
def item: .terms.item // "CI";
def capital: .[:1] as $first | ($first | ascii_upcase) + .[1:];

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
  | item as $item
  | if ($places | length) == 0 then "no place is known" else
      [([["Place", (item | capital), "Owner group", "Serves now", "Last seen"]]
        + [$places[] | [(place | cut(60)), (.ci_name // "no \($item)" | safe | cut(28)), owner_text, serves_text,
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

def why_you_text:
  .owner as $owner
  | (.terms.owner // "set the right owner on the certificate's \(item)") as $mend
  | [
      "Owner:  " + ([$owner.group_name, $owner.user_name] | map(select(.) | safe) | join(", ")
                    | if . == "" then "nobody known: \($mend)"
                      else . + (if $owner.why then ", found by: \($owner.why | safe)" else "" end)
                             + (if $owner.guess then ". This is a guess: \($mend)" else "" end) end),
      "Backup: \(person($owner.backup_name; "nobody known"))",
      "Class:  \(.class.name), because \(.class.why | safe)"
    ] | lines;

def disagree_text: "Say so in a \(.terms.note): a person reads it.";

def links_text:
  .ticket as $ticket
  | [
      (if $ticket.runbook.url then "runbook: \($ticket.runbook.url | safe)" else empty end),
      (if $ticket.previous.number then "previous change: \($ticket.previous.number | safe)" else empty end),
      (if $ticket.change.number then "renewal change: \($ticket.change.number | safe)" else empty end),
      (if $ticket.incident.number then "open incident: \($ticket.incident.number | safe)" else empty end)
    ]
  | if length == 0 then "none" else join("\n") end;

def marks_text:
  "Key: \(.ticket.key)\n"
  + (if .ticket.approved_hash and .ticket.kind[:6] == "change" then "Approval is given for exactly this content: \(.ticket.approved_hash)\n" else "" end)
  + "Written by \(.ticket.version)";

# One application or load-balancer service that serves it is what the ticket is about; else the
# certificate itself.
def configuration_item:
  [.cis.items[]? | select((.kind == "application" or .kind == "vip") and .life != "retired") | .ref]
  | unique as $items
  | if ($items | length) == 1 then {"ref": $items[0]} else null end;

# Only where all CIs agree: read by walking up, never guessed.
def business_service:
  [.cis.items[]? | .service] | unique | if length == 1 then .[0] else null end;

def is_past: .state == "expired";
