/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Takes each file once and whole: read to its end first, handed over after that, or set aside. */
#include "contract/import.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "contract/import_files.h"
#include "contract/import_spool.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PROGRESS_MS = 250, NS = 1000000000 };

/* One scan under way. */
struct run {
	struct discovery *discovery;
	struct discovery_scan *scan;
	struct import_files files, before;
	struct arena arena; /* of one look handed over */
	size_t aside;
	const char *problem; /* the first */
	int64_t told_ms;
};

/* The file being read. */
struct reading {
	struct run *run;
	int descriptor;
	struct digest digest;
	struct import_spool spool;
};

static const struct setting_list *paths_of(const struct discovery *discovery)
{
	const char *settings = discovery->settings;
	return (const void *)(settings + discovery->type->imports->paths);
}

bool import_open(struct discovery *discovery, struct error *error)
{
	const struct setting_list *paths = paths_of(discovery);
	for (size_t i = 0; i < paths->count; i++) {
		if (paths->items[i][0] != '/' && strcmp(paths->items[i], "-") != 0)
			return error_set(error, ERROR_LOCAL,
			                 "paths: '%s' does not start at the root; write the whole "
			                 "path, or '-' for standard input",
			                 paths->items[i]);
	}
	return true;
}

bool import_look(struct discovery *discovery, const struct deployment_place *places, size_t count,
                 struct discovery_scan *scan, struct error *error)
{
	(void)discovery, (void)places, (void)count, (void)error;
	scan->count = (struct discovery_count){ 0 };
	return true;
}

bool import_covers(const struct discovery *discovery, const struct deployment_place *place)
{
	(void)discovery, (void)place;
	return false;
}

void import_close(struct discovery *discovery)
{
	(void)discovery;
}

static bool is_cancelled(const struct run *run, struct error *error)
{
	const struct discovery_scan *scan = run->scan;
	return scan->cancelled && scan->cancelled(scan->context) &&
	       !error_set(error, ERROR_CANCELLED, "reading files was stopped");
}

static bool fill(struct import *import, void *buffer, size_t size, size_t *length,
                 struct error *error)
{
	struct reading *reading = import->context;
	ssize_t count;
	*length = 0;
	if (is_cancelled(reading->run, error))
		return false;
	do
		count = read(reading->descriptor, buffer, size);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		return error_set(error, ERROR_ITEM, "it cannot be read: %s",
		                 strerrordesc_np(errno));
	digest_add(&reading->digest, buffer, (size_t)count);
	*length = (size_t)count;
	return true;
}

static bool put(struct import *import, const struct look *look, struct error *error)
{
	struct reading *reading = import->context;
	return import_spool_put(&reading->spool, look, error);
}

static void tell_progress(struct run *run)
{
	int64_t now = clock_monotonic_ms();
	if (!run->scan->progress || now - run->told_ms < PROGRESS_MS)
		return;
	run->told_ms = now;
	run->scan->progress(run->scan->context, &run->scan->count);
}

static bool hand_over(struct run *run, struct import_spool *spool, struct error *error)
{
	struct discovery_scan *scan = run->scan;
	if (!import_spool_rewind(spool, error))
		return false;
	for (int64_t i = 0; i < spool->count; i++) {
		struct look look;
		arena_reset(&run->arena);
		if (is_cancelled(run, error) ||
		    !import_spool_next(spool, &run->arena, &look, error))
			return false;
		look.place.zone = run->discovery->zone;
		scan->count.looked++;
		scan->count.targets++;
		scan->count.served += look.outcome == LOOK_SERVED;
		scan->count.unreachable += look.outcome == LOOK_UNREACHABLE;
		scan->count.absent += look.outcome == LOOK_ABSENT;
		if (!scan->observe(scan->context, &look, error))
			return false;
		tell_progress(run);
	}
	return true;
}

static bool was_taken(const struct import_files *files, size_t count, const char *sha256)
{
	for (size_t i = 0; i < count; i++) {
		if (!files->items[i].problem && text_equal(files->items[i].sha256, sha256))
			return true;
	}
	return false;
}

static bool judge(struct run *run, struct import *import, struct error *error)
{
	if (import->bare && !import->places)
		return error_set(error, ERROR_ITEM,
		                 "it names %lld certificates and holds the bytes of none: %s",
		                 (long long)import->bare, run->discovery->type->imports->bare);
	if (import->bare)
		log_warning(
			run->discovery->name,
			"'%s' names %lld certificates without their bytes, which are left out: %s",
			import->file, (long long)import->bare, run->discovery->type->imports->bare);
	return true;
}

/* What one open file says. Its digest stands in the file at the end. */
static bool read_open(struct run *run, struct import *import, struct reading *reading,
                      struct import_file *file, struct error *error)
{
	char sha256[DIGEST_HEX];
	digest_start(&reading->digest);
	bool good = run->discovery->type->imports->read(import, error) && judge(run, import, error);
	digest_finish(&reading->digest, sha256);
	arena_release(&import->arena);
	if (!good)
		return false;
	size_t at = (size_t)(file - run->files.items);
	bool known = was_taken(&run->before, run->before.count, sha256) ||
	             was_taken(&run->files, at, sha256);
	if (known)
		log_info(run->discovery->name, "'%s' holds what was taken before", import->file);
	else if (!hand_over(run, &reading->spool, error))
		return false;
	memcpy(file->sha256, sha256, sizeof(sha256));
	return true;
}

static int64_t nanoseconds(const struct stat *status)
{
	return (int64_t)status->st_mtim.tv_sec * NS + status->st_mtim.tv_nsec;
}

/* Bytes that came while it was read were read in part. */
static bool is_still(struct import_file *file, int descriptor, struct error *error)
{
	struct stat status;
	if (fstat(descriptor, &status) == 0 && status.st_size == file->size &&
	    nanoseconds(&status) == file->changed_ns)
		return true;
	file->forgotten = true;
	return error_set(error, ERROR_ITEM,
	                 "it changed while it was read; it is read again the next time");
}

static bool read_descriptor(struct run *run, struct import_file *file, int descriptor,
                            struct error *error)
{
	ARENA(arena);
	struct reading reading = { .run = run, .descriptor = descriptor };
	bool is_file = strcmp(file->path, "-") != 0;
	struct import import = {
		.discovery = run->discovery,
		.file = is_file ? file->path : "standard input",
		.folder = is_file ? file_folder(&arena, file->path) : NULL,
		.now = clock_now(),
		.changed_at = is_file ? file->changed_ns / NS : clock_now(),
		.fill = fill,
		.put = put,
		.context = &reading,
	};
	bool good = read_open(run, &import, &reading, file, error);
	if (!good && is_file && error->kind == ERROR_ITEM) {
		struct error moved = ERROR_INIT;
		if (!is_still(file, descriptor, &moved))
			*error = moved;
	}
	import_spool_release(&reading.spool);
	return good;
}

static bool read_input(struct run *run, struct import_file *file, struct error *error)
{
	struct stat status;
	/* A service has none, and nobody types a scanner's file. */
	if (isatty(STDIN_FILENO) || fstat(STDIN_FILENO, &status) != 0 || S_ISCHR(status.st_mode)) {
		log_info(run->discovery->name, "nothing is handed over on standard input");
		return true;
	}
	file->forgotten = true;
	return read_descriptor(run, file, STDIN_FILENO, error);
}

static const struct import_file *recall(const struct run *run, const struct import_file *file)
{
	for (size_t i = 0; i < run->before.count; i++) {
		const struct import_file *old = &run->before.items[i];
		if (old->size == file->size && old->changed_ns == file->changed_ns &&
		    text_equal(old->path, file->path))
			return old;
	}
	return NULL;
}

static bool read_named(struct run *run, struct import_file *file, struct error *error)
{
	struct stat status;
	int descriptor CLEANUP(memory_close_descriptor) =
		open(file->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY |
	                                 (file->follow ? 0 : O_NOFOLLOW));
	if (descriptor < 0 && (errno == ELOOP || errno == ENOENT) && !file->follow)
		return true; /* a link in a folder, or moved away since */
	if (descriptor < 0 || fstat(descriptor, &status) != 0) {
		file->forgotten = true;
		return error_set(error, ERROR_ITEM, "it cannot be opened: %s",
		                 strerrordesc_np(errno));
	}
	if (!S_ISREG(status.st_mode))
		return true;
	file->size = status.st_size;
	file->changed_ns = nanoseconds(&status);
	const struct import_file *old = recall(run, file);
	if (!old)
		return read_descriptor(run, file, descriptor, error);
	memcpy(file->sha256, old->sha256, sizeof(file->sha256));
	return old->problem ? error_set(error, ERROR_ITEM, "%s", old->problem) : true;
}

static bool take_file(struct run *run, struct import_file *file, struct error *error)
{
	struct error why = ERROR_INIT;
	bool is_input = strcmp(file->path, "-") == 0;
	if (is_cancelled(run, error))
		return false;
	if (is_input ? read_input(run, file, &why) : read_named(run, file, &why))
		return true;
	if (why.kind != ERROR_ITEM && why.kind != ERROR_RETRY) {
		*error = why;
		return false;
	}
	file->forgotten |= why.kind == ERROR_RETRY;
	const char *name = is_input ? "standard input" : file->path;
	file->problem = arena_copy(run->scan->scratch, why.message);
	log_warning(run->discovery->name,
	            "'%s' is set aside whole until it is mended or moved away: %s", name,
	            why.message);
	if (run->aside++ == 0 && !run->problem)
		run->problem =
			arena_print(run->scan->scratch, "'%s' is set aside: %s", name, why.message);
	return true;
}

/* Of a file that was not come to. */
static void keep_memory(const struct run *run, struct import_file *file)
{
	for (size_t i = 0; i < run->before.count; i++) {
		if (text_equal(run->before.items[i].path, file->path))
			*file = run->before.items[i];
	}
}

bool import_scan(struct discovery *discovery, struct discovery_scan *scan, struct error *error)
{
	struct run run = { .discovery = discovery, .scan = scan };
	scan->count = (struct discovery_count){ 0 };
	import_files_find(scan->scratch, paths_of(discovery), discovery->type->imports->endings,
	                  &run.files);
	import_files_recall(scan->scratch, scan->memory ? scan->memory : "", &run.before);
	run.problem = run.files.problem;
	if (run.problem)
		log_warning(discovery->name, "%s", run.problem);
	bool done = true;
	for (size_t i = 0; i < run.files.count; i++) {
		done = done && take_file(&run, &run.files.items[i], error);
		if (!done)
			keep_memory(&run, &run.files.items[i]);
	}
	arena_release(&run.arena);
	if (done || error->kind == ERROR_CANCELLED)
		scan->next_memory = import_files_memory(scan->scratch, &run.files);
	scan->complete = done && !run.problem;
	scan->missing = run.aside > 1 ? arena_print(scan->scratch, "%s, and %zu more", run.problem,
	                                            run.aside - 1)
	                              : run.problem;
	return done;
}
