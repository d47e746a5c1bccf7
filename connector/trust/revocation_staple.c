/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A stapled OCSP response read in place, down to the status of each certificate (RFC 6960 4.2.1). */
#include "trust/revocation_staple.h"
#include "trust/revocation_der.h"

enum {
	DER_ENUMERATED = 0x0A,
	DER_OCTET_STRING = 0x04,
	STATUS_GOOD = 0x80, /* [0] IMPLICIT NULL */
};

/* SingleResponse ::= SEQUENCE { certID, certStatus, ... } */
static bool is_good(const struct der_element *single)
{
	struct der inside = revocation_der_inside(single);
	struct der_element id, status;
	return revocation_der_expect(&inside, DER_SEQUENCE, &id) &&
	       revocation_der_expect(&inside, STATUS_GOOD, &status) && status.length == 0;
}

/* ResponseData ::= SEQUENCE { [0] version, responderID, producedAt, responses, ... } */
static bool are_good(const struct der_element *data)
{
	struct der inside = revocation_der_inside(data);
	struct der_element version, responder, produced, responses, single;
	(void)revocation_der_expect(&inside, DER_CONTEXT_0, &version);
	if (!revocation_der_take(&inside, &responder) ||
	    !revocation_der_expect(&inside, DER_GENERALIZED_TIME, &produced) ||
	    !revocation_der_expect(&inside, DER_SEQUENCE, &responses))
		return false;
	struct der all = revocation_der_inside(&responses);
	if (revocation_der_is_end(&all))
		return false;
	while (!revocation_der_is_end(&all)) {
		if (!revocation_der_expect(&all, DER_SEQUENCE, &single) || !is_good(&single))
			return false;
	}
	return true;
}

/* Steps into the element of this tag that stands next. */
static bool step_into(struct der *at, int tag)
{
	struct der_element element;
	if (!revocation_der_expect(at, tag, &element))
		return false;
	*at = revocation_der_inside(&element);
	return true;
}

bool revocation_staple_says_good(const void *response, size_t length)
{
	struct der at = { response, (const unsigned char *)response + length };
	struct der_element status, type, data;
	return step_into(&at, DER_SEQUENCE) &&
	       revocation_der_expect(&at, DER_ENUMERATED, &status) && status.length == 1 &&
	       *status.content == 0 && step_into(&at, DER_CONTEXT_0) &&
	       step_into(&at, DER_SEQUENCE) && revocation_der_expect(&at, DER_OBJECT, &type) &&
	       step_into(&at, DER_OCTET_STRING) && step_into(&at, DER_SEQUENCE) &&
	       revocation_der_expect(&at, DER_SEQUENCE, &data) && are_good(&data);
}
