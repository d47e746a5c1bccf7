/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a fuzz target over its kept seeds, whole, cut short and with bytes changed, without libFuzzer. */

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SEED_MOST = 4 * 1024 * 1024, /* bytes of one seed */
	CUTS = 48,                   /* shortened copies of a seed */
	CHANGES = 96,                /* copies with one byte changed */
	VARIED_MOST = 64 * 1024,     /* longer seeds are run whole only: time */
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* A fresh block of exactly this length, so that a sanitizer sees any step beyond its end. */
static void run_copy(const uint8_t *bytes, size_t length, size_t changed, uint8_t value)
{
	uint8_t *copy = malloc(length > 0 ? length : 1);
	if (copy == NULL)
		abort();
	if (length > 0)
		memcpy(copy, bytes, length);
	if (changed < length)
		copy[changed] = value;
	(void)LLVMFuzzerTestOneInput(copy, length);
	free(copy);
}

static void run_seed(const uint8_t *bytes, size_t length)
{
	run_copy(bytes, length, SIZE_MAX, 0);
	if (length == 0 || length > VARIED_MOST)
		return;
	for (size_t cut = 0; cut < CUTS; cut++)
		run_copy(bytes, length * cut / CUTS, SIZE_MAX, 0);
	/* A fixed sequence: a failure here comes again on the next run. */
	uint32_t state = 2463534242U;
	for (size_t change = 0; change < CHANGES; change++) {
		state ^= state << 13;
		state ^= state >> 17;
		state ^= state << 5;
		run_copy(bytes, length, state % length, (uint8_t)(state >> 24));
	}
}

static bool run_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	if (file == NULL) {
		(void)fprintf(stderr, "'%s': %s\n", path, strerror(errno));
		return false;
	}
	uint8_t *bytes = malloc(SEED_MOST);
	if (bytes == NULL)
		abort();
	size_t length = fread(bytes, 1, SEED_MOST, file);
	bool whole = !ferror(file) && feof(file);
	(void)fclose(file);
	if (whole)
		run_seed(bytes, length);
	else
		(void)fprintf(stderr, "'%s': cannot be read or is longer than %d bytes\n", path,
		              SEED_MOST);
	free(bytes);
	return whole;
}

static int run_folder(const char *folder)
{
	struct dirent **entries = NULL;
	int count = scandir(folder, &entries, NULL, alphasort);
	int seeds = 0;
	int failures = 0;
	for (int i = 0; i < count; i++) {
		char path[4096];
		(void)snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
		if (entries[i]->d_name[0] != '.') {
			seeds++;
			failures += run_file(path) ? 0 : 1;
		}
		free(entries[i]);
	}
	free(entries);
	if (seeds == 0)
		(void)fprintf(stderr, "'%s': holds no seeds\n", folder);
	(void)printf("%d seeds of '%s'\n", seeds, folder);
	return seeds > 0 && failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		(void)fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
		return 2;
	}
	run_copy(NULL, 0, SIZE_MAX, 0);
	return run_folder(argv[1]);
}
