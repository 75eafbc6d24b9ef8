/*
 * A folder for one test's files, gone after it, and files as texts.
 *
 *	char *scratch = scratch_new();
 *	...
 *	scratch_free(scratch);
 *
 * A limit on the size of files stands for a disk that is full:
 *
 *	limit = disk_fill(4096);
 *	...
 *	disk_clear(limit);
 */
#ifndef UNIT_SCRATCH_H
#define UNIT_SCRATCH_H

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/file.h"

static inline char *scratch_new(void)
{
	const char *place = getenv("TMPDIR");
	struct text path = {0};

	text_printf(&path, "%s/lettermill-test-XXXXXX",
		place && *place ? place : "/tmp");
	assert_non_null(mkdtemp(path.data));
	return path.data;
}

static inline int scratch_remove_(const char *path, const struct stat *status,
	int type, struct FTW *level)
{
	(void)status, (void)type, (void)level;
	return remove(path);
}

static inline void scratch_free(char *scratch)
{
	nftw(scratch, scratch_remove_, 16, FTW_DEPTH | FTW_PHYS);
	free(scratch);
}

/* scratch/name, to be freed. */
static inline char *scratch_path(const char *scratch, const char *name)
{
	struct text path = {0};

	text_printf(&path, "%s/%s", scratch, name);
	return path.data;
}

/* Writes without any of the care that is tested. */
static inline void scratch_put(const char *scratch, const char *name,
	const void *bytes, size_t length)
{
	char *path = scratch_path(scratch, name);
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
	free(path);
}

/* The file's bytes, to be cleared; data is NULL when it cannot be read. */
static inline struct text scratch_get(const char *scratch, const char *name)
{
	char *path = scratch_path(scratch, name);
	struct report report = {0};
	struct text bytes = {0};

	text_add(&bytes, "");
	if (!file_read(path, FILE_LIMIT, &bytes, &report))
		text_clear(&bytes);
	report_clear(&report);
	free(path);
	return bytes;
}

/* Files take so many bytes; returns how many they took before. */
static inline rlim_t disk_fill(rlim_t bytes)
{
	struct rlimit limit;
	rlim_t before;

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	before = limit.rlim_cur;
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	return before;
}

static inline void disk_clear(rlim_t before)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = before;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	signal(SIGXFSZ, SIG_DFL);
}

#endif
