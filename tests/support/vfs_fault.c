/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Passes everything on to the real file system until the fault that was ordered. */
#include "support/vfs_fault.h"

#include <sqlite3.h>
#include <string.h>

struct fault_file {
	sqlite3_file base;
	sqlite3_file *real; /* stands behind this struct */
};

static struct {
	sqlite3_vfs vfs;
	sqlite3_vfs *real;
	sqlite3_io_methods methods;
	bool armed, fired;
	enum vfs_fault kind;
	int left;
} disk;

static sqlite3_file *real_of(sqlite3_file *file)
{
	return ((struct fault_file *)file)->real;
}

/* Counts an operation; true when it is to fail. */
static bool strikes(bool is_sync)
{
	bool mine = disk.armed && is_sync == (disk.kind == VFS_FAULT_SYNC);
	if (!mine)
		return false;
	if (disk.fired)
		return disk.kind != VFS_FAULT_SYNC;
	disk.fired = --disk.left == 0;
	return disk.fired;
}

static int close_file(sqlite3_file *file)
{
	return real_of(file)->pMethods->xClose(real_of(file));
}

static int read_file(sqlite3_file *file, void *bytes, int count, sqlite3_int64 at)
{
	return real_of(file)->pMethods->xRead(real_of(file), bytes, count, at);
}

static int write_file(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at)
{
	if (strikes(false))
		return disk.kind == VFS_FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
	return real_of(file)->pMethods->xWrite(real_of(file), bytes, count, at);
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size)
{
	return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int sync_file(sqlite3_file *file, int flags)
{
	if (strikes(true))
		return SQLITE_IOERR_FSYNC;
	/* No test pulls the plug: the real disk need not be waited for. */
	(void)file, (void)flags;
	return SQLITE_OK;
}

static int size_of_file(sqlite3_file *file, sqlite3_int64 *size)
{
	return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int lock_file(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int unlock_file(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int is_reserved(sqlite3_file *file, int *result)
{
	return real_of(file)->pMethods->xCheckReservedLock(real_of(file), result);
}

static int control_file(sqlite3_file *file, int operation, void *argument)
{
	return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}

static int sector_size(sqlite3_file *file)
{
	return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int characteristics(sqlite3_file *file)
{
	return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int map_shared(sqlite3_file *file, int page, int size, int extend, void volatile **memory)
{
	return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, memory);
}

static int lock_shared(sqlite3_file *file, int offset, int count, int flags)
{
	return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

static void barrier(sqlite3_file *file)
{
	real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int unmap_shared(sqlite3_file *file, int remove)
{
	return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *given)
{
	struct fault_file *mine = (struct fault_file *)file;
	(void)vfs;
	memset(mine, 0, sizeof(*mine));
	mine->real = (sqlite3_file *)(mine + 1);
	int code = disk.real->xOpen(disk.real, name, mine->real, flags, given);
	if (code == SQLITE_OK)
		mine->base.pMethods = &disk.methods;
	return code;
}

void vfs_fault_install(void)
{
	disk.real = sqlite3_vfs_find(NULL);
	disk.methods = (sqlite3_io_methods){
		.iVersion = 2,
		.xClose = close_file,
		.xRead = read_file,
		.xWrite = write_file,
		.xTruncate = truncate_file,
		.xSync = sync_file,
		.xFileSize = size_of_file,
		.xLock = lock_file,
		.xUnlock = unlock_file,
		.xCheckReservedLock = is_reserved,
		.xFileControl = control_file,
		.xSectorSize = sector_size,
		.xDeviceCharacteristics = characteristics,
		.xShmMap = map_shared,
		.xShmLock = lock_shared,
		.xShmBarrier = barrier,
		.xShmUnmap = unmap_shared,
	};
	disk.vfs = *disk.real;
	disk.vfs.zName = "fault";
	disk.vfs.pNext = NULL;
	disk.vfs.szOsFile = (int)sizeof(struct fault_file) + disk.real->szOsFile;
	disk.vfs.xOpen = open_file;
	sqlite3_vfs_register(&disk.vfs, 1);
}

void vfs_fault_arm(enum vfs_fault kind, int n)
{
	disk.armed = true;
	disk.fired = false;
	disk.kind = kind;
	disk.left = n;
}

bool vfs_fault_disarm(void)
{
	disk.armed = false;
	return disk.fired;
}
