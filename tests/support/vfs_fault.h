/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* A disk that fails when told: SQLite's file system with faults put in between. */
#pragma once
#include <stdbool.h>

enum vfs_fault {
	VFS_FAULT_FULL,  /* a write finds no space, as do all that follow */
	VFS_FAULT_WRITE, /* a write fails, as do all that follow */
	VFS_FAULT_SYNC,  /* a sync fails, and only that */
};

/* Makes it the default file system of this process; call once, before any store is opened. */
void vfs_fault_install(void);
/* The n-th operation of this kind from now on fails (n from 1). */
void vfs_fault_arm(enum vfs_fault kind, int n);
/* Whether it came so far; ends the fault. */
bool vfs_fault_disarm(void);
