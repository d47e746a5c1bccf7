/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The pages for people: CIs with their certificates, relations, tickets, and buttons. */
#pragma once

#include "request.h"
#include "session.h"

void page_handle(struct session *session, const struct request *request, struct reply *reply);
