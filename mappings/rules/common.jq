# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# What the rules share. docs/record.md shows their input.

# The words of a name: "sso-01.example.com" gives "sso", "", "example", "com". jq splits in C; one
# regular expression over all words would cost as much as the whole program.
def words:
  split(".")[] | split("-")[]
  # "sso1" and "login02" are "sso" and "login": digits sort before ":", letters after it.
  | if .[-1:] < ":" then .[:-1] | if .[-1:] < ":" then .[:-1] else . end else . end;

# Every name to judge by, as {shown, word}. A hundred are enough: a certificate with more is shared
# hosting, and its CIs say more than its names.
def judged_words:
  (.certificate.names[:100][]?.folded | {shown: ., word: words}),
  (.cis.items[]? | (if .service_name then "\(.name) (\(.service_name))" else .name end) as $shown
   | .folded // ("\(.name) \(.service_name // "")" | ascii_downcase) | split(" ")[] | {$shown, word: words});
