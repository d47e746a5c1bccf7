/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* From where a place can be reached, as far as its address tells. */
#pragma once
#include "flow/derive_subject.h"

/* "internal" for private, shared, link-local, loopback and unique local addresses (RFC 1918, 3927,
 * 4193, 6598), "internet" for others; NULL for what has no port, for a name with no known address,
 * and for text that is no address. A name is internal only if all its addresses are. */
const char *derive_exposure(const struct subject_place *place);
/* Of all places that are not gone: "internet" if one is, "internal" if all are, else NULL. */
const char *derive_exposure_of(const struct subject *subject);
