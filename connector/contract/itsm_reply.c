/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts as errors of reads and receipts of writes. */
#include "contract/itsm_reply.h"
#include "base/arena.h"
#include "base/text.h"

enum { SHOWN_MOST = 300 /* characters */ };

void itsm_reply_begin(int status, struct itsm_reply *reply)
{
	*reply = (struct itsm_reply){ .status = status, .reason = "", .total = -1, .etag = "" };
}

enum itsm_reply_verdict itsm_reply_of_status(int status)
{
	if (status >= 500)
		return ITSM_REPLY_LOST;
	if (status >= 300 && status < 400)
		return ITSM_REPLY_LOGIN;
	switch (status) {
	case 200:
	case 201:
	case 204:
		return ITSM_REPLY_OK;
	case 202:
	case 408:
		return ITSM_REPLY_LOST;
	case 401:
		return ITSM_REPLY_LOGIN;
	case 404:
		return ITSM_REPLY_GONE;
	case 409:
		return ITSM_REPLY_CONFLICT;
	case 412:
		return ITSM_REPLY_STALE;
	case 429:
		return ITSM_REPLY_POSTPONED;
	default:
		return ITSM_REPLY_REFUSED;
	}
}

void itsm_reply_unanswered(struct arena *arena, enum http_outcome outcome,
                           const struct error *error, struct itsm_reply *reply)
{
	static const enum itsm_reply_verdict verdicts[] = {
		[HTTP_ANSWERED] = ITSM_REPLY_LOST,
		[HTTP_NOT_SENT] = ITSM_REPLY_NOT_SENT,
		[HTTP_LOST] = ITSM_REPLY_LOST,
		[HTTP_CANCELLED] = ITSM_REPLY_CANCELLED,
	};

	itsm_reply_begin(0, reply);
	reply->verdict = verdicts[outcome];
	reply->reason = arena_copy(arena, error->message);
}

const char *itsm_reply_shown(struct arena *arena, const char *text)
{
	char *visible = text_visible(arena, text);

	visible[text_cut(visible, SHOWN_MOST)] = '\0';
	return visible;
}

const char *itsm_reply_explain(struct arena *arena, int status, const char *meaning,
                               const char *message)
{
	return arena_print(arena, "HTTP %d%s%s%s%s", status, *meaning ? ", " : "", meaning,
	                   *message ? ": " : "", message);
}

void itsm_reply_spoil(struct arena *arena, const struct http_response *response,
                      const struct error *error, const char *else_is, struct itsm_reply *reply)
{
	reply->verdict = ITSM_REPLY_LOST;
	if (error != NULL)
		reply->reason = arena_print(arena, "HTTP %d with a body that is no whole JSON: %s",
		                            response->status, error->message);
	else
		reply->reason = arena_print(
			arena, "HTTP %d with '%s' instead of JSON: %s", response->status,
			itsm_reply_shown(arena, response->content_type), else_is);
}

static enum error_kind kind_of(enum itsm_reply_verdict verdict)
{
	switch (verdict) {
	case ITSM_REPLY_CANCELLED:
		return ERROR_CANCELLED;
	case ITSM_REPLY_CONFLICT:
	case ITSM_REPLY_STALE:
	case ITSM_REPLY_BUSY:
	case ITSM_REPLY_POSTPONED:
	case ITSM_REPLY_LOST:
	case ITSM_REPLY_NOT_SENT:
		return ERROR_RETRY;
	case ITSM_REPLY_OK:
	case ITSM_REPLY_REFUSED:
	case ITSM_REPLY_GONE:
	case ITSM_REPLY_LOGIN:
		break;
	}
	return ERROR_PEER;
}

bool itsm_reply_error(const struct itsm_reply *reply, const char *subject, struct error *error)
{
	enum error_kind kind = kind_of(reply->verdict);

	error_set(error, kind, "%s: %s", subject, reply->reason);
	if (error != NULL && kind == ERROR_RETRY)
		error->retry_after = reply->delay;
	return false;
}

static enum receipt_outcome outcome_of(enum itsm_reply_verdict verdict, bool repeatable)
{
	switch (verdict) {
	case ITSM_REPLY_OK:
		return RECEIPT_DONE;
	case ITSM_REPLY_REFUSED:
	case ITSM_REPLY_GONE:
		return RECEIPT_REFUSED;
	case ITSM_REPLY_STALE:
	case ITSM_REPLY_BUSY:
	case ITSM_REPLY_POSTPONED:
		return RECEIPT_POSTPONED;
	case ITSM_REPLY_CONFLICT:
	case ITSM_REPLY_LOST:
		return repeatable ? RECEIPT_POSTPONED : RECEIPT_UNKNOWN;
	case ITSM_REPLY_CANCELLED:
		/* Stopped somewhere on its way: as lost as a cut connection. */
		return repeatable ? RECEIPT_UNTRIED : RECEIPT_UNKNOWN;
	case ITSM_REPLY_NOT_SENT:
	case ITSM_REPLY_LOGIN:
		break;
	}
	return RECEIPT_UNTRIED;
}

void itsm_reply_receipt(const struct itsm_reply *reply, bool repeatable, struct receipt *receipt)
{
	receipt->reason = reply->reason;
	receipt->delay = reply->delay;
	receipt->outcome = outcome_of(reply->verdict, repeatable);
}

bool itsm_reply_stops(const struct itsm_reply *reply)
{
	return reply->verdict == ITSM_REPLY_LOGIN || reply->verdict == ITSM_REPLY_NOT_SENT ||
	       reply->verdict == ITSM_REPLY_CANCELLED;
}

bool itsm_reply_settle(const struct itsm_reply *reply, bool repeatable, const char *subject,
                       struct receipt *receipt, struct error *error)
{
	itsm_reply_receipt(reply, repeatable, receipt);
	return !itsm_reply_stops(reply) || itsm_reply_error(reply, subject, error);
}
