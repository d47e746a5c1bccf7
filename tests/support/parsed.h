/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate made to order and read back, with all that it borrows. */
#pragma once
#include "base/arena.h"
#include "model/certificate.h"
#include "support/issue.h"

struct parsed {
	struct arena arena;
	unsigned char *der;
	size_t length;
	struct certificate certificate;
	struct error error;
	bool fine; /* certificate_parse took it */
};

struct parsed parsed_from(const struct order *order);
void parsed_release(struct parsed *parsed);

/* One of this scope: PARSED(leaf, .common_name = "leaf"); */
#define PARSED(name, ...)                                             \
	struct parsed name __attribute__((cleanup(parsed_release))) = \
		parsed_from(&(struct order){ __VA_ARGS__ })
