# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# What the Jira programs share: its words and the names of its fields. The adapter puts ids in place of the
# names (settings fields.*), escapes texts for the dialect, and adds a text that has no field of its own to
# the description. docs/record.md shows their input and what they answer.
include "words/text";
include "words/ticket";

# Objects are named only where Assets is in use; else nothing could ever stand in that field.
def uses_assets: (.target.settings["assets"] // "none") != "none";

# How Jira calls what the texts speak of.
def terms:
  {
    note: "comment", ticket: "change", new: "a draft", working: "implementation",
    owner: (if uses_assets then "set the right owner on the certificate's object"
            else "assign this to whoever owns it" end),
    fields: {"summary": "Summary", "description": "Description", "justification": "Change reason",
    "risk_impact": "Risk and impact", "implementation_plan": "Implementation plan", "test_plan": "Test plan",
    "backout_plan": "Backout plan", "planned_start": "Planned start", "planned_end": "Planned end",
    "objects": "Affected objects", "group": "Owner group", "services": "Affected services",
    "due": "Due date"}
  };

# A summary takes 255 characters, a text 32,767: less here, since the plans may have to follow in the
# description.
def long_text: cut(4000);
def short_text: gsub("[\r\n]+"; " ") | cut(200);

# "2026-12-24 23:59:59", in UTC.
def stamp: if . == null then null else .[:10] + " " + .[11:19] end;
def day: if . == null then null else .[:10] end;

def objects:
  if uses_assets then
    [{"ref": "certificate:\(.certificate.sha256)"}]
    + if .cis.count > 50 then [] else [configuration_item // empty] end
  else null end;

# Affected services by their id, where all CIs agree.
def service_ids: [business_service // empty] | if . == [] then null else . end;
