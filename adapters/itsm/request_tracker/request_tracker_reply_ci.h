/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* One record of RT as one row of the mirror. Pure. */
#pragma once
#include "model/ci.h"
#include "request_tracker_reply.h"

struct request_tracker_settings;

/* An asset of a host, application, VIP, service or certificate catalog; false when it is none. */
bool request_tracker_reply_ci(struct arena *arena, enum ci_kind kind,
                              const struct request_tracker_settings *settings,
                              const struct json *record, struct ci *ci);
/* A user or a group by its name. */
bool request_tracker_reply_person(enum ci_kind kind, const struct json *record, struct ci *ci);
/* The link from a certificate's asset to a host's. */
bool request_tracker_reply_relation(struct arena *arena, const struct json *record,
                                    const struct json *link, struct ci *ci);
/* Someone's ticket on an asset: parent is the asset. */
bool request_tracker_reply_others(struct arena *arena,
                                  const struct request_tracker_settings *settings,
                                  const struct json *record, const struct json *link,
                                  struct ci *ci);
