# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# What the ServiceNow programs share: its words, its columns, its markup. docs/record.md shows their input
# and what they answer.
include "words/text";
include "words/ticket";

# How ServiceNow calls what the texts speak of.
def terms:
  {
    note: "work note", ticket: "change", new: "New", working: "Implement",
    fields: {"short_description": "Short description", "description": "Description",
    "justification": "Justification", "risk_impact_analysis": "Risk and impact analysis",
    "implementation_plan": "Implementation plan", "test_plan": "Test plan", "backout_plan": "Backout plan",
    "start_date": "Planned start date", "end_date": "Planned end date", "cmdb_ci": "Configuration item",
    "assignment_group": "Assignment group", "business_service": "Service"}
  };

# Columns and journal render what stands between [code] and [/code] as HTML, and @[...] as a mention.
def unmarked:
  if contains("[") then gsub("\\[(?<tag>/?code)\\]"; "(\(.tag))"; "i") | gsub("@\\["; "@ [") else . end;

# Longest texts ServiceNow takes in these columns as delivered.
def long_text: unmarked | cut(4000);
def short_text: unmarked | cut(120);

# "2026-12-24 23:59:59", the form of ServiceNow's date columns, in UTC.
def stamp: if . == null then null else .[:10] + " " + .[11:19] end;

def cmdb_ci:
  if .cis.count > 50 then null else configuration_item end
  // {"ref": "certificate:\(.certificate.sha256)"};
