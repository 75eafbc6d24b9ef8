/* Writing a pack; see pack.h. */
#include "output/pack.h"

#include <assert.h>
#include <libdeflate.h>

#include "output/pack_format.h"

/* Numbers in ZIP begin with their lowest byte. */
static void put(struct text *out, uint64_t number, int bytes)
{
	for (int i = 0; i < bytes; i++)
		text_add_char(out, (char)(number >> 8 * i & 0xFF));
}

uint32_t pack_crc(const void *bytes, size_t length)
{
	return libdeflate_crc32(0, bytes, length);
}

/* What an entry of the directory and the header of its file have alike. */
static void put_file(struct text *out, int version, uint32_t crc,
	uint32_t size, size_t name)
{
	put(out, (uint64_t)version, 2);
	put(out, 0, 2); /* flags */
	put(out, 0, 2); /* stored */
	put(out, 0, 2); /* at midnight */
	put(out, NO_DATE, 2);
	put(out, crc, 4);
	put(out, size, 4);
	put(out, size, 4);
	put(out, name, 2);
}

static void put_entry(struct text *out, int64_t offset, const char *name,
	uint32_t crc, uint32_t size)
{
	bool is_far = offset >= FULL_32;

	put(out, ENTRY_SIGNATURE, 4);
	put(out, MADE_BY, 2);
	put_file(out, is_far ? VERSION_64 : VERSION_STORED, crc, size,
		strlen(name));
	put(out, is_far ? OFFSET64_SIZE : 0, 2);
	put(out, 0, 2); /* comment */
	put(out, 0, 2); /* disk */
	put(out, 0, 2); /* not known to be text */
	put(out, (uint64_t)MODE << 16, 4);
	put(out, is_far ? FULL_32 : (uint64_t)offset, 4);
	text_add(out, name);
	if (is_far) {
		put(out, 1, 2); /* extra field: ZIP64 */
		put(out, OFFSET64_SIZE - 4, 2);
		put(out, (uint64_t)offset, 8);
	}
}

void pack_add(struct pack_writer *writer, const char *name, const void *bytes,
	size_t length, uint32_t crc)
{
	struct text header = {0};

	assert(length < FULL_32);
	put(&header, LOCAL_SIGNATURE, 4);
	put_file(&header, VERSION_STORED, crc, (uint32_t)length, strlen(name));
	put(&header, 0, 2); /* extra field */
	text_add(&header, name);
	put_entry(&writer->directory, writer->offset, name, crc,
		(uint32_t)length);
	writer->write(writer->context, header.data, header.length);
	writer->write(writer->context, bytes, length);
	writer->offset += (int64_t)(header.length + length);
	writer->count++;
	text_clear(&header);
}

static void put_end64(struct text *out, uint64_t count, uint64_t size,
	uint64_t offset)
{
	put(out, END64_SIGNATURE, 4);
	put(out, END64_SIZE - 12, 8);
	put(out, MADE_BY, 2);
	put(out, VERSION_64, 2);
	put(out, 0, 4); /* disks */
	put(out, 0, 4);
	put(out, count, 8);
	put(out, count, 8);
	put(out, size, 8);
	put(out, offset, 8);
	put(out, LOCATOR64_SIGNATURE, 4);
	put(out, 0, 4);
	put(out, offset + size, 8);
	put(out, 1, 4); /* disk in all */
}

void pack_end(struct pack_writer *writer)
{
	struct text *out = &writer->directory;
	uint64_t count = (uint64_t)writer->count, size = out->length;
	uint64_t offset = (uint64_t)writer->offset;
	bool is_large = count >= FULL_16 || size >= FULL_32 ||
		offset >= FULL_32;

	if (is_large)
		put_end64(out, count, size, offset);
	put(out, END_SIGNATURE, 4);
	put(out, 0, 2); /* disks */
	put(out, 0, 2);
	put(out, is_large ? FULL_16 : count, 2);
	put(out, is_large ? FULL_16 : count, 2);
	put(out, is_large ? FULL_32 : size, 4);
	put(out, is_large ? FULL_32 : offset, 4);
	put(out, 0, 2); /* comment */
	writer->write(writer->context, out->data, out->length);
	text_clear(out);
}
