/*
 * A database in a file without a name: nobody else can open it, and it is gone
 * with the processes that have it, however they end. Of SQLite's own temporary
 * databases the same is true, but those a child must not use after a fork; of
 * these it opens a connection of its own.
 *
 *	int file = scratch_make(folder);	-1: errno tells why
 *	if (file < 0 || !scratch_open(file, SQLITE_OPEN_READWRITE, &database))
 *		...
 *	if (fork() == 0) {
 *		scratch_open(file, SQLITE_OPEN_READONLY, &childs);
 *		...
 *	sqlite3_close(database);
 *	close(file);
 *
 * Nothing locks it: whoever writes has finished before another opens it. It
 * keeps no journal, so the database must not either. What cannot be written,
 * on a full disk too, is SQLITE_IOERR_WRITE.
 */
#ifndef DATA_SCRATCH_H
#define DATA_SCRATCH_H

#include <sqlite3.h>
#include <stdbool.h>

#include "base/memory.h"

/* The file's descriptor, for reading and writing; the caller closes it. */
int scratch_make(const char *folder);
/* The database is to be closed, whatever comes of it, and before the file. */
bool scratch_open(int file, int flags, sqlite3 **out) MUST_CHECK;

/* errno of the last write that failed, which SQLite does not pass on. */
int scratch_errno(void);

#endif
