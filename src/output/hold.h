/*
 * What a job's folder is within: for folder.c, which writes and reads its
 * files, and hold.c, which opens it and keeps other runs away. Private to
 * output/.
 *
 *	int parent = hold_parent(folder, "letters/x.pdf", WAY_OPEN, &last);
 *	if (parent < 0)
 *		return hold_fail(folder, name, "opened", hold_remedy(), report);
 *	... openat(parent, last, ...) ...
 *	hold_close(parent);
 */
#ifndef OUTPUT_HOLD_H
#define OUTPUT_HOLD_H

#include <dirent.h>
#include <sys/stat.h>

#include "output/folder.h"

#define TEMPORARY_PREFIX ".lettermill-"
#define TEMPORARY_SUFFIX ".tmp"

struct folder {
	char *path;
	int fd;
	int work;  /* the folder in which files grow: `fd`, or the shard's */
	unsigned files; /* that were opened: folder_file_open() */
	int lock;  /* on the job: shared where a shard has it */
	int share; /* on the shard's folder */
	bool was_empty; /* folder_was_empty() */
	struct shard shard;
	struct packs *packs; /* that were met: packs.h */
};

/* What becomes of folders on the way to a file. */
enum way {
	WAY_AS_IT_IS, /* none is made */
	WAY_OPEN,     /* made for all to enter */
	WAY_PRIVATE   /* made for the owner alone, or closed to others */
};

/* A folder in a folder; -1 and errno. */
int hold_part(int parent, const char *part, enum way way);
/*
 * Opens the folder that holds `name`, to be closed, and lends the name's last
 * part; -1 and errno, EINVAL for a name that is none of ours.
 */
int hold_parent(const struct folder *folder, const char *name, enum way way,
	const char **last);
/* What stands under that name, itself if it is a link; false: nothing. */
bool hold_look(const struct folder *folder, const char *name,
	struct stat *out);
/* The folder of that name, to be gone through; NULL and errno. */
DIR *hold_list(const struct folder *folder, const char *name);
/* Keeps errno, as every close is a clean-up after the call that counts. */
void hold_close(int fd);

/*
 * Reports errno at `name` within the folder (NULL: the folder itself).
 * `what` was not possible, `remedy` is what to do.
 */
bool hold_fail(const struct folder *folder, const char *name,
	const char *what, const char *remedy, struct report *report);
/* What to do about errno, for any name. */
const char *hold_remedy(void);

#endif
