/*
 * Delivery reports; see delivery_report.h.
 *
 * The mail's structure is GMime's to read. The fields of a delivery-status are
 * no header of a part, and are read here: groups parted by empty lines, the
 * first of the message, the others of a receiver each. Only a group with an
 * Action is a receiver's, so none has to be counted.
 *
 * The message that it is about is the first in a later part. Where a report
 * brings none back, In-Reply-To and References tell, which servers set.
 */
#include "mail/delivery_report.h"

#include <string.h>
#include <strings.h>

#include "mail/mime.h"

#define BLANKS	     " \t"
#define FIELD_MOST   1000 /* bytes of a field that are kept */
#define WORDS_MOST   300  /* of a server's words, and of a name */
#define STATUS_MOST  12   /* "5.123.123" */
#define PARTS_MOST   32   /* of one multipart that are looked at */

const char *delivery_action_name(enum delivery_action action)
{
	static const char *const names[DELIVERY_ACTIONS] = {
		[DELIVERY_UNKNOWN] = "unknown",
		[DELIVERY_EXPANDED] = "expanded",
		[DELIVERY_RELAYED] = "relayed",
		[DELIVERY_DELIVERED] = "delivered",
		[DELIVERY_DELAYED] = "delayed",
		[DELIVERY_FAILED] = "failed",
	};

	return names[action];
}

/* ---- the fields of a delivery-status ---- */

static const char *plain(struct arena *arena, const char *string, size_t most)
{
	struct text text = {0};
	const char *copy;

	text_add_plain(&text, string, most);
	copy = arena_strdup(arena, text_string(&text));
	text_clear(&text);
	return copy;
}

/* The line at *at without its end; *at moves behind it. */
static size_t take_line(const char **at)
{
	size_t length = strcspn(*at, "\n"), kept = length;

	*at += length + ((*at)[length] == '\n');
	return kept;
}

/* Drops the CR of a line that ends in CR LF. */
static size_t without_return(const char *line, size_t length)
{
	return length > 0 && line[length - 1] == '\r' ? length - 1 : length;
}

static void append_bounded(struct text *field, const char *line, size_t length)
{
	size_t room = FIELD_MOST - field->length;

	text_append(field, line, length < room ? length : room);
}

/*
 * The next field with the lines that continue it; empty where a group ends,
 * false at the end of all.
 */
static bool next_field(const char **at, struct text *field)
{
	const char *line = *at;
	size_t length;

	text_reset(field);
	if (*line == '\0')
		return false;
	length = take_line(at);
	append_bounded(field, line, without_return(line, length));
	while (field->length > 0 && (**at == ' ' || **at == '\t')) {
		line = *at;
		length = take_line(at);
		append_bounded(field, line, without_return(line, length));
	}
	return true;
}

/* What stands behind "name:"; NULL: it is another field. */
static const char *value_of(const struct text *field, const char *name)
{
	const char *string = text_string(field);
	size_t length = strlen(name);

	if (strncasecmp(string, name, length) != 0)
		return NULL;
	string += length + strspn(string + length, BLANKS);
	return *string == ':' ? string + 1 + strspn(string + 1, BLANKS) : NULL;
}

static enum delivery_action action_of(const char *value)
{
	size_t length = strspn(value, "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	enum delivery_action action = DELIVERY_ACTIONS - 1;

	while (action > DELIVERY_UNKNOWN && (strlen(delivery_action_name(
				action)) != length ||
			strncasecmp(value, delivery_action_name(action),
				length) != 0))
		action--;
	return action;
}

/* "5.1.1" of "5.1.1 (no such user)"; "" where it is none. RFC 3463, 2. */
static const char *status_of(const char *value, struct arena *arena)
{
	size_t length = strspn(value, "0123456789.");

	if (length > STATUS_MOST || value[0] == '\0' || value[1] != '.' ||
		strchr("245", value[0]) == NULL)
		return "";
	return arena_strndup(arena, value, length);
}

struct reading {
	struct arena *arena;
	struct outcome *outcomes;
	size_t count, room;
};

static void end_group(struct reading *reading, struct outcome *outcome,
	bool *has_action)
{
	if (*has_action && reading->count < OUTCOMES_MOST) {
		ARENA_RESERVE(reading->arena, reading->outcomes,
			reading->count, reading->room);
		reading->outcomes[reading->count++] = *outcome;
	}
	*outcome = (struct outcome){.status = "", .diagnostic = ""};
	*has_action = false;
}

static void read_fields(struct reading *reading, const char *fields)
{
	struct outcome outcome = {.status = "", .diagnostic = ""};
	struct text field = {0};
	bool has_action = false;
	const char *value;

	while (next_field(&fields, &field)) {
		if (field.length == 0) {
			end_group(reading, &outcome, &has_action);
		} else if ((value = value_of(&field, "Action")) != NULL) {
			outcome.action = action_of(value);
			has_action = true;
		} else if ((value = value_of(&field, "Status")) != NULL) {
			outcome.status = status_of(value, reading->arena);
		} else if ((value = value_of(&field, "Diagnostic-Code")) !=
			NULL) {
			outcome.diagnostic = plain(reading->arena, value,
				WORDS_MOST);
		}
	}
	end_group(reading, &outcome, &has_action);
	text_clear(&field);
}

/* ---- the parts of the mail ---- */

static bool is_type(GMimeObject *part, const char *type,
	const char *const *subtypes)
{
	GMimeContentType *of = g_mime_object_get_content_type(part);

	for (; *subtypes != NULL; subtypes++)
		if (g_mime_content_type_is_type(of, type, *subtypes))
			return true;
	return false;
}

static bool is_status(GMimeObject *part)
{
	static const char *const names[] = {"delivery-status",
		"global-delivery-status", NULL};

	return GMIME_IS_PART(part) && is_type(part, "message", names);
}

/* A multipart/report with fields, not too deep; NULL: there is none. */
static GMimeMultipart *find_report(GMimeObject *object, int depth)
{
	static const char *const names[] = {"report", NULL};
	GMimeMultipart *all, *found = NULL;
	int count;

	if (object == NULL || !GMIME_IS_MULTIPART(object))
		return NULL;
	all = GMIME_MULTIPART(object);
	count = g_mime_multipart_get_count(all);
	if (is_type(object, "multipart", names) && count > 1 &&
		is_status(g_mime_multipart_get_part(all, 1)))
		return all;
	for (int i = 0; i < count && i < PARTS_MOST && depth > 1 &&
		found == NULL; i++)
		found = find_report(g_mime_multipart_get_part(all, i),
			depth - 1);
	return found;
}

/* The last <ID> of a header, or all of it; "" where it is no single word. */
static const char *last_id(const char *header, struct arena *arena)
{
	const char *from, *id;

	if (header == NULL)
		return "";
	from = strrchr(header, '<');
	id = plain(arena, from ? from + 1 : header, WORDS_MOST);
	id = arena_strndup(arena, id, strcspn(id, ">"));
	return strchr(id, ' ') == NULL ? id : "";
}

static const char *id_of(GMimeMessage *message, struct arena *arena)
{
	return message == NULL ? "" : last_id(g_mime_object_get_header(
		GMIME_OBJECT(message), "Message-ID"), arena);
}

/* Of the mail that came back, whole or its headers alone. */
static const char *id_of_returned(GMimeMultipart *report, struct arena *arena)
{
	static const char *const text[] = {"rfc822-headers", NULL};
	static const char *const message[] = {"rfc822", "global",
		"global-headers", NULL};
	int count = g_mime_multipart_get_count(report);

	for (int i = 2; i < count && i < PARTS_MOST; i++) {
		GMimeObject *part = g_mime_multipart_get_part(report, i);
		GMimeMessage *read;
		struct text bytes = {0};
		const char *id;

		if (GMIME_IS_MESSAGE_PART(part))
			return id_of(g_mime_message_part_get_message(
				GMIME_MESSAGE_PART(part)), arena);
		if (!GMIME_IS_PART(part) || !(is_type(part, "text", text) ||
				is_type(part, "message", message)))
			continue;
		mime_add_part(part, &bytes);
		read = mime_parse(&bytes);
		id = id_of(read, arena);
		g_clear_object(&read);
		text_clear(&bytes);
		return id;
	}
	return "";
}

static void identify(GMimeMessage *mail, GMimeMultipart *report,
	const struct text *fields, struct arena *arena,
	struct delivery_report *out)
{
	GMimeObject *head = GMIME_OBJECT(mail);
	char *digest;

	out->about = id_of_returned(report, arena);
	if (*out->about == '\0')
		out->about = last_id(g_mime_object_get_header(head,
			"In-Reply-To"), arena);
	if (*out->about == '\0')
		out->about = last_id(g_mime_object_get_header(head,
			"References"), arena);
	out->name = id_of(mail, arena);
	if (*out->name != '\0')
		return;
	digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256,
		(const guchar *)text_string(fields), fields->length);
	out->name = arena_strdup(arena, digest);
	g_free(digest);
}

bool delivery_report_read(const struct text *bytes, struct arena *arena,
	struct delivery_report *out)
{
	struct reading reading = {.arena = arena};
	GMimeMessage *mail;
	GMimeMultipart *report = NULL;
	struct text fields = {0};

	g_mime_init();
	*out = (struct delivery_report){.name = "", .about = ""};
	mail = mime_parse(bytes);
	if (mail != NULL)
		report = find_report(g_mime_message_get_mime_part(mail),
			DELIVERY_DEPTH);
	if (report != NULL) {
		mime_add_part(g_mime_multipart_get_part(report, 1), &fields);
		read_fields(&reading, text_string(&fields));
	}
	if (reading.count > 0)
		identify(mail, report, &fields, arena, out);
	out->outcomes = reading.outcomes;
	out->count = reading.count;
	text_clear(&fields);
	g_clear_object(&mail);
	return out->count > 0;
}

const struct outcome *delivery_report_gravest(
	const struct delivery_report *report)
{
	const struct outcome *gravest = &report->outcomes[0];

	for (size_t i = 1; i < report->count; i++)
		if (report->outcomes[i].action > gravest->action)
			gravest = &report->outcomes[i];
	return gravest;
}
