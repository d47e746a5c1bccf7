/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates that nobody here made: parsed or refused, never a crash, always within the ceilings.
 *
 * They are no part of the project: CERTSTEWARD_CORPORA names their folder, or a folder `corpora` lies
 * in a neighbour of the checkout. Without them the test is skipped, and says so. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "model/certificate.h"

#include "support/check.h"

#include <ftw.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
	char folder[512];
	size_t files, certificates, parsed;
} met;

static bool find_corpora(void)
{
	const char *named = getenv("CERTSTEWARD_CORPORA");
	glob_t found = { 0 };
	if (named)
		(void)snprintf(met.folder, sizeof(met.folder), "%s", named);
	else if (glob(CERTSTEWARD_SOURCE_DIR "/../*/corpora", GLOB_ONLYDIR, NULL, &found) == 0)
		(void)snprintf(met.folder, sizeof(met.folder), "%s", found.gl_pathv[0]);
	globfree(&found);
	return met.folder[0] != '\0';
}

static void check_facts(struct arena *arena, const struct certificate *certificate,
                        const char *path)
{
	bool fine = strlen(certificate->spki_sha256) == 64 &&
	            strlen(certificate->tbs_sha256) == 64 &&
	            certificate->name_count <= LIMIT_CERTIFICATE_NAMES && certificate->serial[0] &&
	            certificate->not_after <= CLOCK_NO_END && certificate->key_bits >= 0;
	for (size_t index = 0; index < certificate->name_count; index++) {
		const struct certificate_name *name = &certificate->names[index];
		fine &= text_is_utf8(name->text, strlen(name->text)) && name->folded;
	}
	char *printed = json_print(arena, certificate_facts(arena, certificate));
	struct error error = ERROR_INIT;
	if (!fine || !json_parse(arena, printed, strlen(printed), NULL, &error))
		fail_msg("%s: %s %s", path, error.message, printed);
}

static void try_certificate(const unsigned char *der, size_t length, const char *path)
{
	ARENA(arena);
	/* A block of exactly this length, so that a sanitizer sees any step beyond its end. */
	unsigned char *copy = malloc(length ? length : 1);
	memcpy(copy, der, length);
	struct certificate certificate;
	struct error error = ERROR_INIT;
	met.certificates++;
	if (certificate_parse(&arena, copy, length, &certificate, &error)) {
		met.parsed++;
		check_facts(&arena, &certificate, path);
	} else if (error.kind != ERROR_ITEM || !error.message[0]) {
		fail_msg("%s: refused without a reason", path);
	}
	free(copy);
}

static void try_pem(char *text, const char *path)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----";
	for (char *at = text; (at = strstr(at, begin));) {
		ARENA(arena);
		char *from = at + sizeof(begin) - 1;
		char *end = strstr(from, "-----END");
		if (!end)
			return;
		char *compact = from;
		for (char *character = from; character < end; character++) {
			if (!strchr(" \t\r\n", *character))
				*compact++ = *character;
		}
		size_t length;
		const char *body = arena_copy_bytes(&arena, from, (size_t)(compact - from));
		void *der = text_unbase64(&arena, body, &length);
		if (der)
			try_certificate(der, length, path);
		at = end;
	}
}

static int try_file(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
	(void)walk;
	if (kind != FTW_F || status->st_size > LIMIT_CERTIFICATE_BYTES * 4)
		return 0;
	FILE *file = fopen(path, "rb");
	char *bytes = calloc(1, (size_t)status->st_size + 1);
	size_t length = fread(bytes, 1, (size_t)status->st_size, file);
	(void)fclose(file);
	met.files++;
	if (memmem(bytes, length, "-----BEGIN ", 11))
		try_pem(bytes, path);
	else
		try_certificate((unsigned char *)bytes, length, path);
	free(bytes);
	return 0;
}

static void walk_corpus(const char *name)
{
	char path[600];
	(void)snprintf(path, sizeof(path), "%s/%s", met.folder, name);
	met.files = met.certificates = met.parsed = 0;
	assert_int_equal(nftw(path, try_file, 16, FTW_PHYS), 0);
	print_message("%s: %zu files, %zu certificates, %zu parsed\n", name, met.files,
	              met.certificates, met.parsed);
	assert_true(met.files > 0);
}

static void certificates_of_others_never_crash(void **state)
{
	(void)state;
	if (!find_corpora()) {
		print_message(
			"skipped: no corpora beside the checkout, and CERTSTEWARD_CORPORA is not set\n");
		skip();
	}
	walk_corpus("openssl-fuzz-corpora");
	walk_corpus("boringssl-pki");
	/* Made to break rules of the field, not of the encoding: nearly all are certificates. */
	walk_corpus("zlint");
	assert_true(met.parsed * 100 >= met.certificates * 95);
	/* Algorithms that the library does not know: kept and shown all the same. */
	walk_corpus("pqc");
	assert_true(met.parsed > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(certificates_of_others_never_crash),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
