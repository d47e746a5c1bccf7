# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# A row of certificate_domain, to which a certificate's alternative names refer. Answers {"name"}; the
# adapter reads the name of the column from the instance.
include "words/text";

{name: (.domain.folded | clean | .[:255])}
