/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Two temporary files: looks in order, and the certificates that they point to, each once. */
#include "contract/import_spool.h"
#include "base/limits.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SEEN_ENTRIES = 1 << 16, TEXTS = 7 };

/* Before the texts and certificates of a look. */
struct head {
	int64_t at;
	int kind, port;
	int outcome, reason;
	size_t sizes[TEXTS]; /* of the texts with their NULs */
	size_t certificates;
	bool has_slot;
};

struct reference {
	int64_t at;
	size_t length;
};

/* Rather not in memory, as /tmp may be. */
static FILE *open_file(void)
{
	int descriptor = open("/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "w+");
	if (!file && descriptor >= 0)
		(void)close(descriptor);
	return file ? file : tmpfile();
}

static bool no_room(struct error *error)
{
	return error_set(error, ERROR_RETRY,
	                 "what it says cannot be kept in a temporary file (%s); make room in "
	                 "/var/tmp",
	                 strerrordesc_np(errno));
}

static bool is_open(struct import_spool *spool, struct error *error)
{
	if (!spool->looks)
		spool->looks = open_file();
	if (spool->looks && !spool->certificates)
		spool->certificates = open_file();
	if (!spool->seen)
		spool->seen = memory_zero(SEEN_ENTRIES, sizeof(*spool->seen));
	return spool->certificates ? true : no_room(error);
}

static bool write_bytes(FILE *file, const void *bytes, size_t length)
{
	return length == 0 || fwrite(bytes, length, 1, file) == 1;
}

/* Many places show the same certificate: it is written again only when it was forgotten. */
static bool keep_certificate(struct import_spool *spool, const struct look_certificate *certificate,
                             struct reference *reference)
{
	unsigned char digest[DIGEST_BYTES];
	uint32_t entry;
	digest_raw(certificate->der, certificate->length, digest);
	memcpy(&entry, digest, sizeof(entry));
	struct import_spool_seen *seen = &spool->seen[entry % SEEN_ENTRIES];
	if (seen->length != certificate->length ||
	    memcmp(seen->digest, digest, sizeof(seen->digest)) != 0) {
		seen->at = spool->end;
		seen->length = certificate->length;
		memcpy(seen->digest, digest, sizeof(seen->digest));
		if (!write_bytes(spool->certificates, certificate->der, certificate->length))
			return false;
		spool->end += (int64_t)certificate->length;
	}
	*reference = (struct reference){ seen->at, seen->length };
	return true;
}

bool import_spool_put(struct import_spool *spool, const struct look *look, struct error *error)
{
	const struct look_slot *slot = look->slot_count ? &look->slots[0] : NULL;
	const char *texts[TEXTS] = { look->place.host,
		                     look->place.server_name,
		                     look->detail,
		                     look->address,
		                     slot ? slot->protocol : "",
		                     slot ? slot->cipher : "",
		                     slot ? slot->verdict : "" };
	struct reference references[LIMIT_CHAIN_CERTIFICATES];
	struct head head = {
		.at = look->at,
		.kind = (int)look->place.kind,
		.port = look->place.port,
		.outcome = (int)look->outcome,
		.reason = (int)look->reason,
		.certificates = slot ? slot->chain_length : 0,
		.has_slot = slot != NULL,
	};
	if (head.certificates > LIMIT_CHAIN_CERTIFICATES)
		head.certificates = LIMIT_CHAIN_CERTIFICATES;
	if (!is_open(spool, error))
		return false;
	for (size_t i = 0; i < TEXTS; i++)
		head.sizes[i] = strlen(texts[i]) + 1;
	for (size_t i = 0; i < head.certificates; i++) {
		if (!keep_certificate(spool, &slot->chain[i], &references[i]))
			return no_room(error);
	}
	bool kept = write_bytes(spool->looks, &head, sizeof(head));
	for (size_t i = 0; kept && i < TEXTS; i++)
		kept = write_bytes(spool->looks, texts[i], head.sizes[i]);
	spool->count++;
	return (kept &&
	        write_bytes(spool->looks, references, head.certificates * sizeof(references[0]))) ||
	       no_room(error);
}

bool import_spool_rewind(struct import_spool *spool, struct error *error)
{
	if (spool->count == 0)
		return true;
	if (fflush(spool->looks) != 0 || fflush(spool->certificates) != 0)
		return no_room(error);
	rewind(spool->looks);
	return true;
}

static bool read_bytes(FILE *file, void *bytes, size_t length)
{
	return length == 0 || fread(bytes, length, 1, file) == 1;
}

static bool read_certificate(struct import_spool *spool, struct arena *arena,
                             const struct reference *reference,
                             struct look_certificate *certificate)
{
	unsigned char *der = arena_allocate(arena, reference->length + 1);
	*certificate = (struct look_certificate){ der, reference->length };
	return pread(fileno(spool->certificates), der, reference->length, reference->at) ==
	       (ssize_t)reference->length;
}

static bool read_slot(struct import_spool *spool, struct arena *arena, size_t count,
                      struct look_slot *slot)
{
	struct reference references[LIMIT_CHAIN_CERTIFICATES] = { { 0 } };
	struct look_certificate *chain = ARENA_ARRAY(arena, struct look_certificate, count + 1);
	slot->chain = chain;
	slot->chain_length = count;
	if (!read_bytes(spool->looks, references, count * sizeof(references[0])))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!read_certificate(spool, arena, &references[i], &chain[i]))
			return false;
	}
	return true;
}

static bool lost(struct error *error)
{
	return error_set(error, ERROR_LOCAL, "a temporary file cannot be read back: %s",
	                 strerrordesc_np(errno));
}

bool import_spool_next(struct import_spool *spool, struct arena *arena, struct look *look,
                       struct error *error)
{
	struct head head;
	char *texts[TEXTS];
	struct look_slot *slot = ARENA_NEW(arena, struct look_slot);
	if (!read_bytes(spool->looks, &head, sizeof(head)))
		return lost(error);
	for (size_t i = 0; i < TEXTS; i++) {
		texts[i] = arena_allocate(arena, head.sizes[i]);
		if (!read_bytes(spool->looks, texts[i], head.sizes[i]))
			return lost(error);
	}
	*slot = (struct look_slot){ .key_type = "",
		                    .protocol = texts[4],
		                    .cipher = texts[5],
		                    .name_matches = true,
		                    .verdict = texts[6] };
	*look = (struct look){ .place = { .kind = (enum deployment_kind)head.kind,
		                          .host = texts[0],
		                          .port = head.port,
		                          .server_name = texts[1],
		                          .path = "",
		                          .alias = "" },
		               .evidence = DEPLOYMENT_SERVED,
		               .outcome = (enum look_outcome)head.outcome,
		               .reason = (enum look_reason)head.reason,
		               .detail = texts[2],
		               .address = texts[3],
		               .slots = slot,
		               .slot_count = head.has_slot,
		               .at = head.at };
	return read_slot(spool, arena, head.certificates, slot) || lost(error);
}

void import_spool_release(struct import_spool *spool)
{
	if (spool->looks)
		(void)fclose(spool->looks);
	if (spool->certificates)
		(void)fclose(spool->certificates);
	free(spool->seen);
	*spool = (struct import_spool){ .count = 0 };
}
