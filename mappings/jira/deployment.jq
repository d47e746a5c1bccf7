# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# A place that serves certificates, as an object of Assets (setting assets: objects). Answers {"class", "values",
# "told", "insert"}: `values` are ours, `told` goes along with them and is no change, `insert` is for a new object.
include "common";
include "words/text";

# Silence says nothing for a while: only what is gone for good, or looked at by nobody, changes the state.
def place_state:
  if .state == "gone" then "Gone" elif .state == "frozen" then "Not looked at" else "In use" end;
def given: if . == "" then null else . end;
def place_name:
  "\(.host):\(.port)" + (if .server_name and .server_name != .host then " (\(.server_name))" else "" end);

.deployment as $deployment
| {
    class: (.target.settings["assets_deployment_type"] // "Certificate deployment"),
    values: (
      {
        Name: ($deployment | place_name | safe | cut(200)),
        "Deployment key": $deployment.id,
        Certificates: (if ($deployment.certificates // []) == [] then null else $deployment.certificates end),
        Host: (if .ci.ref then {ref: .ci.ref} else null end),
        Zone: ($deployment.zone | given | if . then safe | cut(100) else null end),
        Address: ($deployment.host | safe | cut(250)),
        Port: ($deployment.port | if . then tostring else null end),
        "Server name": ($deployment.server_name | if . then safe | cut(250) else null end),
        State: ($deployment | place_state)
      } | known
    ),
    told: ({"Last seen": ($deployment.last_seen.utc | day)} | known),
    insert: ({"First seen": ($deployment.first_seen.utc | day)} | known)
  }
