/*
 * Which file it was, as stat(2) tells: one of another inode, size or time is
 * another, or has other bytes.
 *
 *	struct file_identity before = file_identity_of(&status);
 *	...
 *	if (!file_identity_is(&before, &now))
 */
#ifndef BASE_FILE_IDENTITY_H
#define BASE_FILE_IDENTITY_H

#include <stdbool.h>
#include <sys/stat.h>

struct file_identity { /* zeros: of no file */
	dev_t device;
	ino_t number;
	off_t size;
	struct timespec modified;
};

static inline struct file_identity file_identity_of(const struct stat *status)
{
	return (struct file_identity){status->st_dev, status->st_ino,
		status->st_size, status->st_mtim};
}

static inline bool file_same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static inline bool file_identity_is(const struct file_identity *a,
	const struct file_identity *b)
{
	return a->device == b->device && a->number == b->number &&
		a->size == b->size && file_same_time(a->modified, b->modified);
}

#endif
