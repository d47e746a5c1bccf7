# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# The class of a certificate: how early its window opens, which ticket it gets, and so who must approve.
# Answers {"class": "critical" | "important" | "low" | "unclassified", "why": "..."}.
#
# The first rule that applies wins. To add one of your own, put a line before the others, such as
#   if any(.cis.items[]?; .service_name == "Online Shop") then answer("critical"; "it is for the shop") else
include "common";

# Systems whose failure takes others with them or blinds those who would notice.
def systems: {
  "security": "security", "siem": "security", "waf": "security", "firewall": "security",
  "vault": "security", "hsm": "security", "bastion": "security", "edr": "security", "vpn": "security",
  "sso": "authentication", "login": "authentication", "signin": "authentication",
  "auth": "authentication", "oauth": "authentication", "oidc": "authentication",
  "saml": "authentication", "idp": "authentication", "iam": "authentication",
  "adfs": "authentication", "ldap": "authentication", "ldaps": "authentication",
  "kerberos": "authentication", "radius": "authentication", "mfa": "authentication",
  "keycloak": "authentication",
  "pay": "payment", "payment": "payment", "payments": "payment", "checkout": "payment",
  "swift": "payment", "sepa": "payment", "psp": "payment",
  "monitoring": "monitoring", "monitor": "monitoring", "zabbix": "monitoring",
  "nagios": "monitoring", "icinga": "monitoring", "prometheus": "monitoring",
  "alertmanager": "monitoring", "grafana": "monitoring", "splunk": "monitoring",
  "syslog": "monitoring",
  "pki": "certification", "ocsp": "certification", "crl": "certification",
  "adcs": "certification", "ejbca": "certification"
};

# Environments in which nothing is critical by its name alone.
def rehearsals: {
  "development": true, "dev": true, "test": true, "testing": true, "qa": true, "sandbox": true,
  "integration": true, "training": true, "demo": true, "lab": true, "staging": true
};

# "1 - most critical", "1", "critical" and "high" are how CMDBs spell it; null where nothing is said.
def rank:
  if . == null then null else
    {"1": 1, "2": 2, "3": 3, "4": 4, "m": 1, "c": 1, "C": 1, "h": 1, "H": 1, "M": 2, "l": 3, "L": 3,
     "s": 2, "S": 2}[.[:1]]
  end;

def answer($class; $why): {class: $class, why: $why};

# Most names say nothing, which looking up all words at once tells; only else is it asked which name.
def no_system: .words and [systems[.words[]]] - [null] == [];
def named_system:
  if no_system then null
  else first(judged_words | systems[.word] as $kind | select($kind) | {shown, kind: $kind}) // null end;

# The most critical of the CIs that say how critical they are.
def most_critical:
  [.cis.items[]? | select(.criticality) | {rank: (.criticality | rank), ci: .} | select(.rank)]
  | min_by(.rank);

def said($ci):
  "\(if $ci.service_name then "the service '\($ci.service_name)'" else "'\($ci.name)'" end) has criticality '\($ci.criticality)'";

def rehearsal_only:
  (.deployments.environments // []) as $names | $names != [] and [rehearsals[$names[]]] - [true] == [];

most_critical as $most
| if .certificate.is_ca then
    answer("critical"; "it is the certificate of a certification authority")
  elif $most.rank == 1 then
    answer("critical"; said($most.ci))
  elif rehearsal_only then
    answer("low"; "it is used in \(.deployments.environments | unique | join(", ")) only")
  else
    named_system as $system
    | if $system then
        answer("critical"; "the name '\($system.shown)' says that it is for \($system.kind)")
      elif $most.rank == 2 then
        answer("important"; said($most.ci))
      elif $most.rank then
        answer("low"; said($most.ci))
      else
        answer("unclassified"; "neither its CIs nor its names say how critical it is")
      end
  end
