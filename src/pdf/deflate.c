/* Compression; see deflate.h. */
#include "pdf/deflate.h"

#include <stdlib.h>

#include <libdeflate.h>

#include "base/memory.h"

struct deflater *deflater_new(int level)
{
	struct deflater *deflater = memory_new(sizeof(*deflater));

	deflater->compressor = libdeflate_alloc_compressor(level);
	if (deflater->compressor == NULL)
		abort(); /* a level that does not exist, or no memory */
	return deflater;
}

void deflater_free(struct deflater *deflater)
{
	if (deflater == NULL)
		return;
	libdeflate_free_compressor(deflater->compressor);
	free(deflater->bytes);
	free(deflater);
}

void deflate_bytes(struct deflater *deflater, const void *bytes, size_t length)
{
	size_t bound = libdeflate_zlib_compress_bound(deflater->compressor,
		length);

	if (bound > deflater->room) {
		deflater->room = bound;
		deflater->bytes = memory_resize(deflater->bytes, bound, 1);
	}
	deflater->length = libdeflate_zlib_compress(deflater->compressor, bytes,
		length, deflater->bytes, deflater->room);
}
