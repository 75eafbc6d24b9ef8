/* GMime's reading of mails; see mime.h. */
#include "mail/mime.h"

GMimeMessage *mime_parse(const struct text *bytes)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(
		text_string(bytes), bytes->length);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

	g_object_unref(parser);
	g_object_unref(stream);
	return message;
}

void mime_add_part(GMimeObject *part, struct text *out)
{
	GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(part));
	GMimeStream *to;
	GByteArray *bytes;

	if (content == NULL)
		return;
	to = g_mime_stream_mem_new();
	g_mime_data_wrapper_write_to_stream(content, to);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(to));
	text_append(out, bytes->data, bytes->len);
	g_object_unref(to);
}
