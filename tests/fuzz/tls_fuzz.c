/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a Certificate message, as a CertificateStatus or as a target: lengths hold, and nothing is
 * read beyond. */
#include "adapters/discovery/tls/tls_chain.h"
#include "adapters/discovery/tls/tls_target.h"
#include "base/arena.h"
#include "base/limits.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void insist(bool holds)
{
	if (!holds)
		abort();
}

static void try_chain(const uint8_t *data, size_t size, bool modern)
{
	struct look_certificate chain[LIMIT_CHAIN_CERTIFICATES];
	size_t count;
	size_t total;
	if (!tls_chain_read(data, size, modern, chain, &count, &total))
		return;
	insist(count <= total && count <= LIMIT_CHAIN_CERTIFICATES);
	size_t bytes = 0;
	for (size_t index = 0; index < count; index++) {
		insist(chain[index].der >= data && chain[index].length > 0 &&
		       chain[index].der + chain[index].length <= data + size);
		bytes += chain[index].length;
	}
	insist(bytes <= size);
}

static void try_staple(const uint8_t *data, size_t size,
                       bool (*read)(const unsigned char *bytes, size_t length,
                                    const unsigned char **staple, size_t *staple_length))
{
	const unsigned char *staple;
	size_t length;
	if (read(data, size, &staple, &length))
		insist(length > 0 && length <= LIMIT_OCSP_BYTES && staple > data &&
		       staple + length <= data + size);
}

static void try_target(const uint8_t *data, size_t size, bool for_exclude)
{
	ARENA(arena);
	const char *text = arena_copy_bytes(&arena, data, size);
	struct tls_target target;
	struct error error = ERROR_INIT;
	if (!tls_target_parse(&arena, text, for_exclude, &target, &error)) {
		insist(error.kind == ERROR_LOCAL && error.message[0]);
		return;
	}
	insist(target.count > 0 && target.port >= 0 && target.port <= 65535);
	struct tls_host host = { .name = target.name,
		                 .address = target.first,
		                 .port = target.port ? target.port : 443 };
	/* What an entry names, it holds; a pattern is no name. */
	if (!target.name || target.name[0] != '*')
		insist(tls_target_holds(&target, &host, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_chain(data, size, false);
	try_chain(data, size, true);
	try_staple(data, size, tls_chain_staple);
	try_staple(data, size, tls_chain_status);
	try_target(data, size, false);
	try_target(data, size, true);
	return 0;
}
