/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The worker's side of the conversation, in frames of base/frame.h, each one JSON value.
 *
 *   in   {"memory": bytes, "programs": [{"name", "parts": [{"name", "text"}, ...]}, ...]}   once
 *   out  {"ok": true}  or  {"ok": false, "message": "mappings/x.jq:LINE: ..."} and the end
 *   in   {"run": [index, ...], "input": record}                                      then each record
 *   in   {"run": [...], "input": record, "hold": place}                     one that comes again
 *   in   {"run": [...], "held": place, "changed": {member: value, ...}}     the same with members set
 *   out  [{"output": value} or {"error": "message"}, ...]           in the order of "run", keys sorted
 *
 * Requests may be sent ahead; answers come in their order. End of file ends the worker. */
#pragma once

/* Serves until the other side closes; the exit status of the process. */
int worker_serve(int in, int out);
