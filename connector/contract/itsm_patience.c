/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Asks the engine, where there is one. */
#include "contract/itsm_patience.h"
#include "base/clock.h"
#include "contract/itsm.h"

struct itsm_attempt itsm_patience_begin(void)
{
	return (struct itsm_attempt){ .begun_ms = clock_monotonic_ms() };
}

bool itsm_patience_again(const struct itsm *itsm, struct itsm_attempt *attempt,
                         const struct itsm_reply *reply)
{
	if (itsm->patience == NULL ||
	    !itsm->patience->again(itsm->patience->context, attempt, reply))
		return false;
	attempt->repeats++;
	attempt->begun_ms = clock_monotonic_ms();
	return true;
}
