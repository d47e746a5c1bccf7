# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Names that could mean something in a query never become rows; what is not seen is shown.
.certificate.names = [
  {type: "dns", text: "good.example.com", folded: "good.example.com"},
  {type: "dns", text: "x^NQactive=true", folded: "x^nqactive=true"},
  {type: "dns", text: "javascript:gs.log()", folded: "javascript:gs.log()"},
  {type: "dns", text: "two words", folded: "two words"},
  {type: "dns", text: "", folded: ""},
  {type: "ip", text: "2001:DB8::1", folded: "2001:db8::1"},
  {type: "email", text: "a@example.com", folded: "a@example.com"}]
| .certificate.subject.common_name = "shop\u202emoc.elpmaxe\u0000\u001b[31m" | .certificate.subject.organization = "Zürich \"Käse\" AG"
| .certificate.subject.text = ("CN=" + "x" * 3000)
