/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* The words that all stages share: classes, reasons, stages. */
#pragma once
#include <stdbool.h>

enum flow_class { FLOW_UNCLASSIFIED, FLOW_LOW, FLOW_IMPORTANT, FLOW_CRITICAL, FLOW_CLASSES };
enum flow_reason {
	FLOW_RENEWAL,
	FLOW_EXPIRED,
	FLOW_REVOKED, /* or its authority is distrusted */
	FLOW_DECOMMISSION,
	FLOW_REASONS,
};
enum flow_stage { FLOW_OBSERVE, FLOW_INVENTORY, FLOW_PILOT, FLOW_TICKETS, FLOW_AUTOMATE };
enum flow_on_proof { FLOW_PROOF_NOTE, FLOW_PROOF_REVIEW, FLOW_PROOF_CLOSED };

/* Names as they stand in configuration and store. */
const char *flow_class_name(enum flow_class class);
enum flow_class flow_class_parse(const char *name); /* else FLOW_UNCLASSIFIED */
const char *flow_reason_name(enum flow_reason reason);
bool flow_reason_parse(const char *name, enum flow_reason *reason);
/* Expired or revoked: those who meet it are hurt now. */
bool flow_reason_is_outage(const char *name);
/* No place is left: nothing is to be served, only to be decided. */
bool flow_reason_is_decommission(const char *name);
const char *flow_stage_name(enum flow_stage stage);
bool flow_stage_parse(const char *name, enum flow_stage *stage);
