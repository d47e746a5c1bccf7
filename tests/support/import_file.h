/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A folder with files of other scanners, for tests of the sources that take them over. */
#pragma once
#include "support/issue.h"
#include "support/source.h"

#include <time.h>

struct import_folder {
	char path[64];
	char file[160];
	struct issued leaf, other, ca;
};

int import_folder_setup(void **state);
int import_folder_teardown(void **state);
#define IMPORT_TEST(test) \
	cmocka_unit_test_setup_teardown(test, import_folder_setup, import_folder_teardown)

const char *import_folder_path(struct import_folder *folder, const char *name);
void import_folder_put(struct import_folder *folder, const char *name, const void *bytes,
                       size_t length);
void import_folder_text(struct import_folder *folder, const char *name, const char *text);
void import_folder_age(struct import_folder *folder, const char *name, time_t at);
/* Opens the source with `paths` and further lines of YAML; paths are seen from the folder. */
void import_folder_open(struct import_folder *folder, struct source *source,
                        const struct discovery_type *type, const char *paths, const char *more);
/* Scans, with what the last scan left in its memory. Fails the test when the scan does. */
void import_folder_scan(struct source *source);
/* One file alone in a fresh folder must be set aside whole, with these words. */
void import_folder_aside(struct import_folder *folder, const struct discovery_type *type,
                         const char *name, const char *text, const char *words);
/* The certificate at a place is this one, seen at that time. */
void import_folder_served(struct source *source, const char *key, const struct issued *issued,
                          size_t chain_length, int64_t at);
/* Base64 of the DER, or its PEM, on the heap. */
char *import_folder_base64(const struct issued *issued);
