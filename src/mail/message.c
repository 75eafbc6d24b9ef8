/*
 * Messages, by GMime; see message.h.
 *
 * GMime writes with line feeds and all of what it writes is encoded, so that
 * the bytes of the wire come of putting CR before each. A part is signed as it
 * stands in the message: GMime writes it the same, alone and within.
 *
 * Text is always UTF-8, never what GMime finds the shortest: that would be
 * another character set for each name.
 */
#include "mail/message.h"

#include <assert.h>
#include <gmime/gmime.h>
#include <string.h>

#include "base/utf8.h"
#include "mail/header.h"

#define SIGNATURE_FILE "smime.p7s"

unsigned message_forbidden(const char *string)
{
	while (*string != '\0') {
		uint32_t c = utf8_next(&string);

		if (utf8_is_unfit(c))
			return c;
	}
	return 0;
}

static GMimePart *new_part(const char *type, const char *subtype,
	const char *bytes, size_t length, GMimeContentEncoding encoding)
{
	GMimePart *part = g_mime_part_new_with_type(type, subtype);
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
	GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream,
		GMIME_CONTENT_ENCODING_DEFAULT);

	g_mime_part_set_content(part, content);
	g_mime_part_set_content_encoding(part, encoding);
	g_object_unref(content);
	g_object_unref(stream);
	return part;
}

/*
 * Always quoted-printable: blanks at line ends and "From " come through, and
 * "=_" stands nowhere but in a boundary.
 */
static GMimeObject *text_part(const char *kind, const char *text)
{
	GMimeObject *part = GMIME_OBJECT(new_part("text", kind, text,
		strlen(text), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE));

	g_mime_object_set_content_type_parameter(part, "charset", "utf-8");
	return part;
}

static GMimeObject *file_part(const char *type, const char *subtype,
	const char *file, const char *bytes, size_t length)
{
	GMimeObject *part = GMIME_OBJECT(new_part(type, subtype, bytes, length,
		GMIME_CONTENT_ENCODING_BASE64));
	GMimeParamList *list;

	g_mime_object_set_disposition(part, "attachment");
	g_mime_object_set_content_disposition_parameter(part, "filename",
		file);
	list = g_mime_content_disposition_get_parameters(
		g_mime_object_get_content_disposition(part));
	g_mime_param_set_charset(g_mime_param_list_get_parameter(list,
		"filename"), "utf-8");
	return part;
}

static GMimeMultipart *multipart(GMimeMultipart *made, const char *seed,
	int number)
{
	char *boundary = g_strdup_printf("=_%s-%d", seed, number);

	g_mime_multipart_set_boundary(made, boundary);
	g_free(boundary);
	return made;
}

static void add_part(GMimeMultipart *to, GMimeObject *part)
{
	g_mime_multipart_add(to, part);
	g_object_unref(part);
}

static GMimeObject *content(const struct message *message)
{
	GMimeMultipart *all = multipart(
		g_mime_multipart_new_with_subtype("mixed"), message->seed, 1);
	GMimeMultipart *words = multipart(
		g_mime_multipart_new_with_subtype("alternative"),
		message->seed, 2);

	g_mime_object_set_header(GMIME_OBJECT(words), "Content-Language",
		message->lang, NULL);
	add_part(words, text_part("plain", message->text));
	add_part(words, text_part("html", message->html));
	add_part(all, GMIME_OBJECT(words));
	add_part(all, file_part("application", "pdf", message->file,
		message->pdf, message->pdf_length));
	return GMIME_OBJECT(all);
}

static GMimeObject *signed_content(const struct message *message,
	const struct text *cms, const char *digest)
{
	GMimeMultipart *all = multipart(
		GMIME_MULTIPART(g_mime_multipart_signed_new()), message->seed,
		3);
	GMimeObject *object = GMIME_OBJECT(all);

	g_mime_object_set_content_type_parameter(object, "protocol",
		"application/pkcs7-signature");
	g_mime_object_set_content_type_parameter(object, "micalg", digest);
	add_part(all, content(message));
	add_part(all, file_part("application", "pkcs7-signature",
		SIGNATURE_FILE, cms->data, cms->length));
	return object;
}

/* Each line feed becomes CR LF. */
static void add_wire(const char *bytes, size_t length, struct text *out)
{
	for (size_t i = 0; i < length; i++) {
		if (bytes[i] == '\n')
			text_add_char(out, '\r');
		text_add_char(out, bytes[i]);
	}
}

static void add_bytes(GMimeObject *object, struct text *out)
{
	GMimeFormatOptions *options = g_mime_format_options_new();
	GMimeStream *stream = g_mime_stream_mem_new();
	GByteArray *bytes;

	g_mime_format_options_set_param_encoding_method(options,
		GMIME_PARAM_ENCODING_METHOD_RFC2231);
	g_mime_object_write_to_stream(object, options, stream);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	add_wire((const char *)bytes->data, bytes->len, out);
	g_object_unref(stream);
	g_mime_format_options_free(options);
}

static void check_mailboxes(const struct mailboxes *mailboxes)
{
	for (size_t i = 0; i < mailboxes->count; i++) {
		const struct mailbox *one = &mailboxes->items[i];

		assert(one->name == NULL || message_forbidden(one->name) == 0);
		assert(message_forbidden(one->address) == 0);
	}
}

static void add_date(struct date date, struct text *out)
{
	GDateTime *noon = g_date_time_new_utc(date.year, date.month, date.day,
		12, 0, 0);
	char *words = g_mime_utils_header_format_date(noon);

	text_printf(out, "Date: %s\n", words);
	g_free(words);
	g_date_time_unref(noon);
}

/* The headers, and what they stand over, which is taken. */
static void write_message(const struct message *message, GMimeObject *content,
	struct text *out)
{
	struct text head = {0};

	check_mailboxes(&message->from);
	check_mailboxes(&message->reply_to);
	check_mailboxes(&message->to);
	check_mailboxes(&message->cc);
	assert(message_forbidden(message->subject) == 0);
	add_date(message->date, &head);
	header_mailboxes("From", &message->from, &head);
	header_mailboxes("Reply-To", &message->reply_to, &head);
	header_mailboxes("To", &message->to, &head);
	header_mailboxes("Cc", &message->cc, &head);
	header_text("Subject", message->subject, &head);
	text_printf(&head, "Message-ID: <%s>\nMIME-Version: 1.0\n",
		message->id);
	add_wire(head.data, head.length, out);
	add_bytes(content, out);
	text_clear(&head);
	g_object_unref(content);
}

void message_write(const struct message *message, struct text *out)
{
	g_mime_init();
	write_message(message, content(message), out);
}

void message_content(const struct message *message, struct text *out)
{
	GMimeObject *object;

	g_mime_init();
	object = content(message);
	add_bytes(object, out);
	g_object_unref(object);
}

void message_write_signed(const struct message *message,
	const struct text *cms, const char *digest, struct text *out)
{
	g_mime_init();
	write_message(message, signed_content(message, cms, digest), out);
}

bool message_signature(const struct text *bytes, struct text *cms)
{
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeMessage *message;
	GMimeObject *all, *part = NULL;
	bool found = false;

	g_mime_init();
	stream = g_mime_stream_mem_new_with_buffer(text_string(bytes),
		bytes->length);
	parser = g_mime_parser_new_with_stream(stream);
	message = g_mime_parser_construct_message(parser, NULL);
	all = message != NULL ? g_mime_message_get_mime_part(message) : NULL;
	if (all != NULL && GMIME_IS_MULTIPART_SIGNED(all) &&
		g_mime_multipart_get_count(GMIME_MULTIPART(all)) == 2)
		part = g_mime_multipart_get_part(GMIME_MULTIPART(all), 1);
	if (part != NULL && GMIME_IS_PART(part)) {
		GMimeStream *to = g_mime_stream_mem_new();
		GByteArray *array;

		g_mime_data_wrapper_write_to_stream(
			g_mime_part_get_content(GMIME_PART(part)), to);
		array = g_mime_stream_mem_get_byte_array(
			GMIME_STREAM_MEM(to));
		text_append(cms, array->data, array->len);
		found = array->len > 0;
		g_object_unref(to);
	}
	if (message != NULL)
		g_object_unref(message);
	g_object_unref(parser);
	g_object_unref(stream);
	return found;
}

size_t message_longest_line(const struct text *bytes)
{
	const char *at = text_string(bytes), *end;
	size_t longest = 0;

	for (; (end = strstr(at, "\r\n")) != NULL; at = end + 2)
		if ((size_t)(end - at) > longest)
			longest = (size_t)(end - at);
	return longest;
}
