/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The ids of all findings, so that whoever asks for one can be told which exist. */
#include "base/text.h"
#include "flow/derive_finding.h"

/* As docs/findings.md has them: a test compares. */
const char *const derive_finding_rules[] = {
	"weak-key",
	"weak-signature",
	"weak-chain",
	"too-long",
	"distrusted-ca",
	"issuer-not-approved",
	"old-protocol",
	"weak-cipher",
	"key-kept",
	"key-shared",
	"wildcard-critical",
	"one-person",
	"unexpected-certificate",
	"anchor-distrusted",
	"anchor-ended",
	"revoked",
	"revoked-unconfirmed",
	"revocation-unknown",
	"issuer-revoked",
	"revocation-ailing",
	"name-mismatch",
	"no-staple",
	"other-without-name",
	"flapping",
	"untrusted-chain",
	"incomplete-chain",
	"self-signed",
	"no-validity",
	"no-owner",
	"retired-ci-serves",
	NULL,
};

bool derive_finding_exists(const char *rule)
{
	for (const char *const *known = derive_finding_rules; *known; known++)
		if (text_equal(*known, rule))
			return true;
	return false;
}
