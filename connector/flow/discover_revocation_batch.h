/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Questions asked at the same time, each asker on a thread of its own; the store stays with the
 * caller's. */
#pragma once
#include "flow/discover_revocation_parts.h"

struct revocation_question {
	struct store_revocation row;
	struct revocation_host *host;
	struct revocation_pair pair;
	bool asked, good; /* not asked: its host fell silent meanwhile, or time was over */
	struct revocation_answer answer;
	struct error why;
	struct arena arena; /* what came back */
};

/* False with ERROR_CANCELLED after a stop: those asked by then have their answers. */
CHECKED bool discover_revocation_batch(struct revocation_work *work,
                                       struct revocation_question *questions, size_t count,
                                       struct error *error);
void discover_revocation_batch_release(struct revocation_question *questions, size_t count);
