/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Files of other scanners, made for a test. */
#include "support/import_file.h"
#include "support/check.h"

#include "base/file.h"
#include "base/text.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int import_folder_setup(void **state)
{
	struct import_folder *folder = calloc(1, sizeof(*folder));
	(void)snprintf(folder->path, sizeof(folder->path), "/tmp/certsteward-import-XXXXXX");
	assert_non_null(mkdtemp(folder->path));
	folder->ca = issue(&(struct order){ .common_name = "CA", .is_ca = true });
	folder->leaf = issue(&(struct order){ .names = "DNS:shop.example", .issuer = &folder->ca });
	folder->other = issue(&(struct order){ .names = "DNS:b.example", .issuer = &folder->ca });
	*state = folder;
	return 0;
}

static void empty_folder(const char *path)
{
	DIR *opened = opendir(path);
	for (struct dirent *entry; opened && (entry = readdir(opened));) {
		char child[512];
		(void)snprintf(child, sizeof(child), "%s/%s", path, entry->d_name);
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (unlink(child) != 0) {
			empty_folder(child);
			rmdir(child);
		}
	}
	if (opened)
		closedir(opened);
}

int import_folder_teardown(void **state)
{
	struct import_folder *folder = *state;
	empty_folder(folder->path);
	rmdir(folder->path);
	issue_release(&folder->leaf);
	issue_release(&folder->other);
	issue_release(&folder->ca);
	free(folder);
	return 0;
}

const char *import_folder_path(struct import_folder *folder, const char *name)
{
	(void)snprintf(folder->file, sizeof(folder->file), "%s/%s", folder->path, name);
	return folder->file;
}

void import_folder_put(struct import_folder *folder, const char *name, const void *bytes,
                       size_t length)
{
	struct error error = ERROR_INIT;
	if (!file_replace(import_folder_path(folder, name), bytes, length, 0644, &error))
		fail_msg("%s", error.message);
}

void import_folder_text(struct import_folder *folder, const char *name, const char *text)
{
	import_folder_put(folder, name, text, strlen(text));
}

void import_folder_age(struct import_folder *folder, const char *name, time_t at)
{
	const struct timespec times[2] = { { .tv_sec = at }, { .tv_sec = at } };
	assert_int_equal(utimensat(AT_FDCWD, import_folder_path(folder, name), times, 0), 0);
}

void import_folder_open(struct import_folder *folder, struct source *source,
                        const struct discovery_type *type, const char *paths, const char *more)
{
	char yaml[1024];
	(void)snprintf(yaml, sizeof(yaml), "paths: [\"%s%s%s\"]\n%s", folder->path,
	               *paths ? "/" : "", paths, more);
	source_open(source, type, "lab", yaml);
}

void import_folder_scan(struct source *source)
{
	if (!source_scan(source))
		fail_msg("scan: %s", source->error.message);
}

void import_folder_aside(struct import_folder *folder, const struct discovery_type *type,
                         const char *name, const char *text, const char *words)
{
	SOURCE(source);
	empty_folder(folder->path);
	import_folder_text(folder, name, text);
	import_folder_open(folder, &source, type, "", "");
	import_folder_scan(&source);
	if (source.seen.count)
		fail_msg("%zu looks of '%s'", source.seen.count, text);
	assert_false(source.scan.complete);
	check_contains(source.scan.missing, name);
	check_contains(source.scan.missing, "is set aside");
	check_contains(source.scan.missing, words);
	/* It is not read again, and still told. */
	import_folder_scan(&source);
	assert_false(source.scan.complete);
	check_contains(source.scan.missing, words);
}

void import_folder_served(struct source *source, const char *key, const struct issued *issued,
                          size_t chain_length, int64_t at)
{
	size_t length;
	unsigned char *der = issue_der(issued, &length);
	const struct look *look = source_find(source, key);
	assert_int_equal(look->outcome, LOOK_SERVED);
	assert_int_equal(look->evidence, DEPLOYMENT_SERVED);
	assert_false(look->full);
	assert_int_equal(look->at, at);
	assert_int_equal(look->slot_count, 1);
	assert_int_equal(look->slots[0].chain_length, chain_length);
	assert_int_equal(look->slots[0].chain[0].length, length);
	assert_memory_equal(look->slots[0].chain[0].der, der, length);
	free(der);
}

char *import_folder_base64(const struct issued *issued)
{
	ARENA(arena);
	size_t length;
	unsigned char *der = issue_der(issued, &length);
	char *copy = strdup(text_base64(&arena, der, length));
	free(der);
	return copy;
}
