/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* /_sandbox/…: counters, switches, clock, acting as people, the whole content. */
#pragma once

#include "request.h"
#include "session.h"

void control_handle(struct session *session, const struct request *request, struct reply *reply);
