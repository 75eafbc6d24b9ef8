/* Frames of the record; see compressor.h. */
#include "output/compressor.h"

static ZSTD_CCtx *context_of(struct compressor *compressor)
{
	if (compressor->context != NULL)
		return compressor->context;
	compressor->context = ZSTD_createCCtx();
	ZSTD_CCtx_setParameter(compressor->context, ZSTD_c_compressionLevel,
		COMPRESSOR_LEVEL);
	ZSTD_CCtx_setParameter(compressor->context, ZSTD_c_dictIDFlag, 0);
	return compressor->context;
}

bool compressor_add(struct compressor *compressor,
	const ZSTD_CDict *dictionary, const struct text *from,
	struct text *out)
{
	ZSTD_CCtx *context = context_of(compressor);
	size_t most = ZSTD_compressBound(from->length), length;
	char *room;

	text_reset(&compressor->frame);
	room = text_extend(&compressor->frame, most);
	length = ZSTD_CCtx_refCDict(context, dictionary);
	if (!ZSTD_isError(length))
		length = ZSTD_compress2(context, room, most,
			text_string(from), from->length);
	if (from->length > COMPRESSOR_MOST || ZSTD_isError(length) ||
		length < FRAME_MAGIC)
		return false;
	text_append(out, room + FRAME_MAGIC, length - FRAME_MAGIC);
	return true;
}

void compressor_clear(struct compressor *compressor)
{
	ZSTD_freeCCtx(compressor->context);
	compressor->context = NULL;
	text_clear(&compressor->frame);
}

ZSTD_CDict *compressor_dictionary(const void *bytes, size_t length)
{
	return ZSTD_createCDict(bytes, length, COMPRESSOR_LEVEL);
}
