/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The archive rule of certificates: rows move away and their ids no longer answer. */
#pragma once

#include "session.h"

#include <stdbool.h>

/* False when there is no such certificate. */
bool archive_certificate(struct session *session, const char *sys_id);
/* One that expired more than six months ago and is not installed, if there is any. */
void archive_oldest(struct session *session);
