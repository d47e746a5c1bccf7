/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Every ceiling on what comes from outside, in one place, with its reason. */
#pragma once

enum {
	/* One piece of text that we build (ticket body, message). Jira's largest field is 32,767
	 * characters, ServiceNow's journal 64 KiB. */
	LIMIT_TEXT_BYTES = 16 << 20,
	/* IRE payloads stay below ServiceNow's 10 MB content limit; answers of 500 items with details
	 * were seen below 4 MB. */
	LIMIT_HTTP_BODY = 32 << 20,
	LIMIT_HTTP_HEADERS = 256 << 10,
	LIMIT_JSON_BYTES = 32 << 20,
	/* Real answers stay below 12; a hostile one nests to exhaust the stack. */
	LIMIT_JSON_DEPTH = 64,
	LIMIT_JSON_NODES = 2 << 20,
	LIMIT_YAML_BYTES = 1 << 20,
	LIMIT_YAML_DEPTH = 16,
	/* Scanners' files nest below 12. Their size has no limit: they are read as they come. */
	LIMIT_XML_DEPTH = 64,
	/* One attribute, or the text of one element: a certificate of the largest size as PEM is 1.4 MB. */
	LIMIT_XML_TEXT = 4 << 20,
	/* A certificate with 10,000 names is about 300 KB; 1 MB is refused by every TLS library. */
	LIMIT_CERTIFICATE_BYTES = 1 << 20,
	LIMIT_CERTIFICATE_NAMES = 20000,
	/* Names in a record handed to mappings; the rest is counted. */
	LIMIT_RECORD_NAMES = 1000,
	LIMIT_RECORD_DEPLOYMENTS = 50,
	/* Longer chains are cut off and said so; browsers stop at 10. */
	LIMIT_CHAIN_CERTIFICATES = 20,
	/* One handshake: a 10 MB flight is an attack, 100 certificates of 2 KB are 200 KB. */
	LIMIT_HANDSHAKE_BYTES = 512 << 10,
	LIMIT_FILE_BYTES = 32 << 20,
	/* A response with its responder's certificate is 2 KB; with a chain of them 20. */
	LIMIT_OCSP_BYTES = 256 << 10,
	/* The largest that any setting allows: a store's row holds less than 1 GB. */
	LIMIT_CRL_BYTES = 512 << 20,
	/* Banner and dialogue before TLS. */
	LIMIT_STARTTLS_BYTES = 16 << 10,
	/* One frame to or from the mapping worker. */
	LIMIT_FRAME_BYTES = 8 << 20,
	LIMIT_SECRET_BYTES = 64 << 10,
	LIMIT_HOOK_OUTPUT = 4 << 10,
	/* One zone transfer: a million names with their addresses are about 100 MB. */
	LIMIT_ZONE_BYTES = 512 << 20,
	LIMIT_ZONE_NAMES = 1 << 20,
	/* DNS name (RFC 1035 2.3.4) with room for the dot and the NUL. */
	LIMIT_NAME = 256,
};
