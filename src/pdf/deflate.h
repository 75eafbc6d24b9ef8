/*
 * Compression for streams with /FlateDecode, by libdeflate.
 *
 *	deflate_bytes(deflater, content.data, content.length);
 *	haru_add_page(haru, deflater->bytes, deflater->length);
 */
#ifndef PDF_DEFLATE_H
#define PDF_DEFLATE_H

#include <stddef.h>

struct libdeflate_compressor;

struct deflater {
	struct libdeflate_compressor *compressor;
	unsigned char *bytes; /* the last result; stays until the next */
	size_t length, room;
};

struct deflater *deflater_new(int level); /* 1 fast to 12 small */
void deflater_free(struct deflater *deflater);
void deflate_bytes(struct deflater *deflater, const void *bytes, size_t length);

#endif
