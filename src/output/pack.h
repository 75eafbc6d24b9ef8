/*
 * A pack: the letters of one folder in one file, a ZIP archive that every
 * program unpacks (with ZIP64 where it is large). It is read here without being
 * unpacked: any letter of it by name, with a look at one part of its directory.
 *
 *	struct pack *pack = NULL;
 *	if (!pack_open(file, "out/job/letters/a4.zip", "letters/a4", &pack,
 *		    report))
 *		goto out;
 *	if (pack_find(pack, "letters/a4/x.pdf", &item))
 *		pack_read(pack, &item, &bytes, report);
 *	pack_close(pack);
 *
 * A pack is of one shape, so that its bytes depend on its letters alone:
 * entries are named as in the job's folder and sorted by name, stored as they
 * are (a PDF is compressed already) one behind the other, and of no time or
 * owner. Whatever has another shape is refused: names that lead elsewhere or
 * come twice, entries that overlap, are compressed or are cut off. So what is
 * read is never longer than the file.
 *
 * Memory: one name in 64 while a pack is open to be read, 46 bytes and a name
 * for each letter while one is written.
 */
#ifndef OUTPUT_PACK_H
#define OUTPUT_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/report.h"
#include "base/text.h"

#define PACK_SUFFIX ".zip"
#define PACK_NAME   512 /* bytes of an entry's name, and its NUL, at most */

struct pack;

struct pack_item {
	char name[PACK_NAME]; /* letters/a4/x.pdf */
	uint32_t size;	      /* bytes */
	uint32_t crc;	      /* CRC-32 of them, as the pack says */
	int64_t offset;	      /* of the entry in the file */
};

/*
 * `file` is open for reading and the pack's from now on, also when it is
 * refused; `path` is for messages, `within` the folder whose letters it holds.
 */
bool pack_open(int file, const char *path, const char *within,
	struct pack **out, struct report *report) MUST_CHECK;
void pack_close(struct pack *pack);
/*
 * Lets go of the file, or takes one that is the same for it: nothing is read in
 * between.
 */
void pack_park(struct pack *pack);
void pack_resume(struct pack *pack, int file);

/* False: there is none of that name, or the file cannot be read. */
bool pack_find(const struct pack *pack, const char *name,
	struct pack_item *out);
/* Appends its bytes. Whether they are of that CRC-32 is not looked at. */
bool pack_read(const struct pack *pack, const struct pack_item *item,
	struct text *out, struct report *report) MUST_CHECK;

/* All entries, in the order of their names: begin with {0}, end with clear. */
struct pack_cursor {
	int64_t at;	   /* next to be read of the directory */
	struct text bytes; /* of it */
	size_t used;
	bool failed; /* it cannot be read on: told by pack_next() once */
};

/* False: there are no more, or, with `failed`, they cannot be read. */
bool pack_next(const struct pack *pack, struct pack_cursor *cursor,
	struct pack_item *out);
void pack_cursor_clear(struct pack_cursor *cursor);

/*
 * Writing: the names have to come in order.
 *
 *	struct pack_writer writer = {.write = write, .context = file};
 *	pack_add(&writer, name, bytes, length, pack_crc(bytes, length));
 *	pack_end(&writer);
 *
 * Nothing fails: whoever writes remembers it.
 */
typedef void pack_write(void *context, const void *bytes, size_t length);

struct pack_writer {
	pack_write *write;
	void *context;
	int64_t offset, count; /* written so far */
	struct text directory;
};

uint32_t pack_crc(const void *bytes, size_t length);
/* Of less than 4 GiB. */
void pack_add(struct pack_writer *writer, const char *name, const void *bytes,
	size_t length, uint32_t crc);
void pack_end(struct pack_writer *writer);

#endif
