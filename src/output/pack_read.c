/*
 * Reading a pack; see pack.h. Its directory is gone through once when it is
 * opened: every record has to be just what pack_write.c would have put there.
 * Of each 64th the name is kept, so that a name is looked for in memory first
 * and then in one piece of the directory.
 */
#include "output/pack.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output/pack_format.h"

#define EVERY 64	       /* entry is kept in memory */
#define PIECE (64 * 1024)      /* bytes of a directory read at once */
#define MOST  (ENTRY_SIZE + PACK_NAME + OFFSET64_SIZE) /* of an entry */

/* The first of EVERY entries. */
struct mark {
	int64_t at;  /* in the file */
	size_t name; /* in `names` */
};

struct pack {
	int file; /* -1: parked */
	char *path, *within;
	int64_t directory, end; /* of it, in the file */
	int64_t count;
	struct mark *marks;
	size_t mark_count, mark_room;
	struct text names; /* of the marks, each with its NUL */
};

static uint64_t get(const char *bytes, int count)
{
	uint64_t number = 0;

	for (int i = count; i-- > 0;)
		number = number << 8 | (unsigned char)bytes[i];
	return number;
}

/* All of them, or false. */
static bool read_at(int file, int64_t offset, void *bytes, size_t length)
{
	char *at = bytes;

	while (length > 0) {
		ssize_t got = pread(file, at, length, offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		offset += got;
		length -= (size_t)got;
	}
	return true;
}

/* ---- the directory's end ---- */

static const char no_zip[] = "it is no ZIP archive, or cut off";
static const char other_shape[] = "it is of another shape";

static const char *read_end64(struct pack *pack, int64_t size)
{
	char end[END64_SIZE + LOCATOR64_SIZE];
	int64_t at = size - END_SIZE - (int64_t)sizeof(end);

	if (at < 0 || !read_at(pack->file, at, end, sizeof(end)) ||
		get(end, 4) != END64_SIGNATURE ||
		get(end + END64_SIZE, 4) != LOCATOR64_SIGNATURE)
		return no_zip;
	pack->count = (int64_t)get(end + 32, 8);
	pack->directory = (int64_t)get(end + 48, 8);
	pack->end = at;
	if (pack->directory < 0 || pack->directory > at ||
		get(end + 40, 8) != (uint64_t)(at - pack->directory))
		return other_shape;
	return NULL;
}

static const char *read_end(struct pack *pack)
{
	char end[END_SIZE];
	struct stat status;
	int64_t at;

	if (fstat(pack->file, &status) != 0 || !S_ISREG(status.st_mode))
		return no_zip;
	at = status.st_size - END_SIZE;
	if (at < 0 || !read_at(pack->file, at, end, sizeof(end)) ||
		get(end, 4) != END_SIGNATURE)
		return no_zip;
	if (get(end + 10, 2) == FULL_16)
		return read_end64(pack, status.st_size);
	pack->count = (int64_t)get(end + 10, 2);
	pack->directory = (int64_t)get(end + 16, 4);
	pack->end = at;
	if (pack->directory > at ||
		get(end + 12, 4) != (uint64_t)(at - pack->directory))
		return other_shape;
	return NULL;
}

/* ---- one entry ---- */

/* NULL, or what is wrong with what stands there; *used are its bytes. */
static const char *read_entry(const char *bytes, size_t length,
	struct pack_item *out, size_t *used)
{
	size_t name, extra;

	if (length < ENTRY_SIZE || get(bytes, 4) != ENTRY_SIGNATURE)
		return "its directory is damaged";
	name = (size_t)get(bytes + 28, 2);
	extra = (size_t)get(bytes + 30, 2);
	*used = ENTRY_SIZE + name + extra;
	if (name == 0 || name >= PACK_NAME || length < *used ||
		memchr(bytes + ENTRY_SIZE, '\0', name) != NULL)
		return "a name in it is none of a letter";
	memcpy(out->name, bytes + ENTRY_SIZE, name);
	out->name[name] = '\0';
	if (get(bytes + 10, 2) != 0 || get(bytes + 8, 2) != 0 ||
		get(bytes + 20, 4) != get(bytes + 24, 4))
		return "it holds what is compressed or encrypted";
	out->crc = (uint32_t)get(bytes + 16, 4);
	out->size = (uint32_t)get(bytes + 20, 4);
	out->offset = (int64_t)get(bytes + 42, 4);
	if (extra == OFFSET64_SIZE && out->offset == FULL_32)
		out->offset = (int64_t)get(
			bytes + ENTRY_SIZE + name + OFFSET64_SIZE - 8, 8);
	else if (extra != 0)
		return other_shape;
	return get(bytes + 32, 2) != 0 ? other_shape : NULL;
}

/* A plain name in the folder: it leads nowhere else. */
static bool is_within(const char *name, const char *within)
{
	size_t length = strlen(within);

	return strncmp(name, within, length) == 0 && name[length] == '/' &&
		name[length + 1] != '\0' && name[length + 1] != '.' &&
		strchr(name + length + 1, '/') == NULL;
}

/* Reads on, so that a whole entry is there if there is one. */
static bool fill(const struct pack *pack, struct pack_cursor *cursor)
{
	struct text *bytes = &cursor->bytes;
	size_t left = bytes->length - cursor->used, more = PIECE;

	if (left >= MOST || cursor->at >= pack->end)
		return true;
	if (left > 0)
		memmove(bytes->data, bytes->data + cursor->used, left);
	bytes->length = left;
	cursor->used = 0;
	if ((int64_t)more > pack->end - cursor->at)
		more = (size_t)(pack->end - cursor->at);
	if (!read_at(pack->file, cursor->at, text_extend(bytes, more), more))
		return false;
	cursor->at += (int64_t)more;
	return true;
}

/* As pack_next(), with what is wrong, NULL: nothing. */
static bool next(const struct pack *pack, struct pack_cursor *cursor,
	struct pack_item *out, const char **why)
{
	size_t used;

	*why = NULL;
	if (cursor->at == 0)
		cursor->at = pack->directory;
	if (cursor->failed || !fill(pack, cursor)) {
		*why = "it cannot be read";
	} else if (cursor->used == cursor->bytes.length) {
		return false;
	} else {
		*why = read_entry(cursor->bytes.data + cursor->used,
			cursor->bytes.length - cursor->used, out, &used);
	}
	cursor->failed = *why != NULL;
	if (*why == NULL)
		cursor->used += used;
	return *why == NULL;
}

bool pack_next(const struct pack *pack, struct pack_cursor *cursor,
	struct pack_item *out)
{
	const char *why;

	return next(pack, cursor, out, &why);
}

void pack_cursor_clear(struct pack_cursor *cursor)
{
	text_clear(&cursor->bytes);
	*cursor = (struct pack_cursor){0};
}

/* ---- opening ---- */

static void add_mark(struct pack *pack, int64_t at, const char *name)
{
	ARRAY_RESERVE(pack->marks, pack->mark_count, pack->mark_room);
	pack->marks[pack->mark_count++] =
		(struct mark){at, pack->names.length};
	text_append(&pack->names, name, strlen(name) + 1);
}

/* Where the next entry of the directory stands in the file. */
static int64_t place_of(const struct pack_cursor *cursor)
{
	return cursor->at - (int64_t)(cursor->bytes.length - cursor->used);
}

/* Goes through all of the directory; NULL: it is of our shape. */
static const char *look_through(struct pack *pack)
{
	struct pack_cursor cursor = {.at = pack->directory};
	struct pack_item item;
	char last[PACK_NAME] = "";
	const char *why = NULL;
	int64_t count = 0, offset = 0, at = pack->directory;

	while (why == NULL && next(pack, &cursor, &item, &why)) {
		if (!is_within(item.name, pack->within))
			why = "it holds what is no letter of that folder";
		else if (count > 0 && strcmp(last, item.name) >= 0)
			why = "names in it are twice, or not in order";
		else if (item.offset != offset)
			why = "its letters do not stand one behind the other";
		if (count++ % EVERY == 0)
			add_mark(pack, at, item.name);
		offset += LOCAL_SIZE + (int64_t)strlen(item.name) + item.size;
		memcpy(last, item.name, sizeof(last));
		at = place_of(&cursor);
	}
	if (why == NULL && (count != pack->count || offset != pack->directory))
		why = "its directory does not tell of all that it holds";
	pack_cursor_clear(&cursor);
	return why;
}

bool pack_open(int file, const char *path, const char *within,
	struct pack **out, struct report *report)
{
	struct pack *pack = memory_new(sizeof(*pack));
	const char *why;

	pack->file = file;
	pack->path = memory_strdup(path);
	pack->within = memory_strdup(within);
	why = read_end(pack);
	if (why == NULL)
		why = look_through(pack);
	if (why != NULL) {
		report_error(report, (struct place){.file = path}, "is not as "
			"letters were packed here: %s: move it away, and "
			"'render' makes its letters again", why);
		pack_close(pack);
		pack = NULL;
	}
	*out = pack;
	return pack != NULL;
}

void pack_park(struct pack *pack)
{
	if (pack->file >= 0)
		close(pack->file);
	pack->file = -1;
}

void pack_resume(struct pack *pack, int file)
{
	pack->file = file;
}

void pack_close(struct pack *pack)
{
	if (pack == NULL)
		return;
	pack_park(pack);
	free(pack->path);
	free(pack->within);
	free(pack->marks);
	text_clear(&pack->names);
	free(pack);
}

/* ---- a letter ---- */

/* The last mark that does not come after the name; NULL: all do. */
static const struct mark *find_mark(const struct pack *pack, const char *name)
{
	size_t low = 0, high = pack->mark_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(pack->names.data + pack->marks[middle].name,
			    name) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? &pack->marks[low - 1] : NULL;
}

bool pack_find(const struct pack *pack, const char *name,
	struct pack_item *out)
{
	const struct mark *mark = find_mark(pack, name);
	size_t length, used;
	bool found = false;
	int order = 1;
	int64_t end;
	char *bytes;

	if (mark == NULL)
		return false;
	end = mark + 1 < pack->marks + pack->mark_count ? mark[1].at
							: pack->end;
	length = (size_t)(end - mark->at);
	bytes = memory_new(length);
	if (read_at(pack->file, mark->at, bytes, length))
		for (size_t at = 0; order > 0 && at < length; at += used) {
			if (read_entry(bytes + at, length - at, out, &used) !=
				NULL)
				break;
			order = strcmp(name, out->name);
			found = order == 0;
		}
	free(bytes);
	return found;
}

/* Where its bytes begin; 0: its header is not what the directory says. */
static int64_t find_bytes(const struct pack *pack,
	const struct pack_item *item)
{
	char header[LOCAL_SIZE + PACK_NAME];
	size_t name = strlen(item->name), length = LOCAL_SIZE + name;

	if (!read_at(pack->file, item->offset, header, length) ||
		get(header, 4) != LOCAL_SIGNATURE ||
		get(header + 26, 2) != name || get(header + 28, 2) != 0 ||
		memcmp(header + LOCAL_SIZE, item->name, name) != 0)
		return 0;
	return item->offset + (int64_t)length;
}

bool pack_read(const struct pack *pack, const struct pack_item *item,
	struct text *out, struct report *report)
{
	int64_t at = find_bytes(pack, item);
	size_t start = out->length;

	if (at > 0 && read_at(pack->file, at, text_extend(out, item->size),
		    item->size))
		return true;
	out->length = start;
	return report_error(report, (struct place){.file = pack->path},
		"%s cannot be read from it: move the file away, and 'render' "
		"makes its letters again", item->name);
}
