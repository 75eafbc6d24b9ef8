/* A message of the spool, read again; see spooled.h. */
#include "mail/spooled.h"

#include <string.h>
#include <strings.h>

#include "mail/address.h"
#include "mail/mime.h"

/* What GMime's walk through the parts finds. */
struct search {
	struct text *pdf;
	size_t letters;
};

static void look_at(GMimeObject *parent, GMimeObject *part, gpointer context)
{
	struct search *search = context;
	GMimeContentType *type = g_mime_object_get_content_type(part);

	(void)parent;
	if (!GMIME_IS_PART(part) || !g_mime_content_type_is_type(type,
			"application", "pdf"))
		return;
	if (search->letters++ == 0)
		mime_add_part(part, search->pdf);
}

static bool is_known(const struct spooled *out, const char *address)
{
	for (size_t i = 0; i < out->to_count; i++)
		if (strcasecmp(out->to[i], address) == 0)
			return true;
	return false;
}

static const char *add_address(const char *address, struct arena *arena,
	struct spooled *out, size_t *room)
{
	const char **to = (const char **)out->to;
	struct text wire = {0};
	const char *why = address_fault(address, true, &wire);

	if (why == NULL && strcmp(text_string(&wire), address) != 0)
		why = "is not as servers are given it";
	text_clear(&wire);
	if (why != NULL)
		return arena_printf(arena, "has a recipient whose address %s",
			why);
	for (const char *at = address; *at != '\0'; at++)
		out->needs_utf8 |= (unsigned char)*at >= 0x80;
	if (is_known(out, address))
		return NULL;
	ARENA_RESERVE(arena, to, out->to_count, *room);
	to[out->to_count++] = arena_strdup(arena, address);
	out->to = to;
	return NULL;
}

static const char *add_addresses(InternetAddressList *list,
	struct arena *arena, struct spooled *out, size_t *room)
{
	int count = list != NULL ? internet_address_list_length(list) : 0;
	const char *why = NULL;

	for (int i = 0; why == NULL && i < count; i++) {
		InternetAddress *one =
			internet_address_list_get_address(list, i);

		if (!INTERNET_ADDRESS_IS_MAILBOX(one))
			why = "has a recipient that is no single address";
		else
			why = add_address(internet_address_mailbox_get_addr(
				INTERNET_ADDRESS_MAILBOX(one)), arena, out,
				room);
	}
	return why;
}

/* From is read as a recipient is, and then is none. */
static const char *read_sender(GMimeMessage *message, struct arena *arena,
	struct spooled *out)
{
	struct spooled sender = {0};
	size_t room = 0;
	const char *why = add_addresses(g_mime_message_get_from(message), arena,
		&sender, &room);

	if (why != NULL || sender.to_count != 1)
		return "has no sender, or one that cannot be";
	out->from = sender.to[0];
	out->needs_utf8 |= sender.needs_utf8;
	return NULL;
}

static const char *read_message(GMimeMessage *message, struct arena *arena,
	struct spooled *out, struct text *pdf)
{
	struct search search = {.pdf = pdf};
	const char *id = g_mime_message_get_message_id(message), *why;
	size_t room = 0;

	if (id == NULL || *id == '\0')
		return "has no Message-ID";
	out->id = arena_strdup(arena, id);
	why = read_sender(message, arena, out);
	if (why == NULL)
		why = add_addresses(g_mime_message_get_to(message), arena, out,
			&room);
	if (why == NULL)
		why = add_addresses(g_mime_message_get_cc(message), arena, out,
			&room);
	if (why == NULL && out->to_count == 0)
		why = "is for nobody";
	if (why != NULL)
		return why;
	g_mime_message_foreach(message, look_at, &search);
	return search.letters == 1 ? NULL
				   : "does not have one letter attached";
}

const char *spooled_read(const struct text *bytes, struct arena *arena,
	struct spooled *out, struct text *pdf)
{
	GMimeMessage *message;
	const char *why = "cannot be read";

	g_mime_init();
	*out = (struct spooled){0};
	message = mime_parse(bytes);
	if (message != NULL)
		why = read_message(message, arena, out, pdf);
	g_clear_object(&message);
	return why;
}

/* ---- trial ---- */

static bool is_field(const char *at, const char *name)
{
	size_t length = strlen(name);

	return strncasecmp(at, name, length) == 0 && at[length] == ':';
}

/* A field with its folded lines. */
static const char *field_end(const char *at)
{
	do {
		const char *feed = strchr(at, '\n');

		if (feed == NULL)
			return at + strlen(at);
		at = feed + 1;
	} while (*at == ' ' || *at == '\t');
	return at;
}

/* The same under another name, or with something before what it says. */
static void add_field(struct text *out, const char *name, const char *more,
	const char *at, const char *end)
{
	const char *value = strchr(at, ':') + 1;

	text_printf(out, "%s:%s", name, more);
	text_append(out, value, (size_t)(end - value));
}

void spooled_for_trial(const struct text *bytes, const char *to,
	struct text *out)
{
	const char *at = text_string(bytes);

	while (*at != '\0' && *at != '\r' && *at != '\n') {
		const char *end = field_end(at);

		if (strchr(at, ':') == NULL || strchr(at, ':') > end)
			text_append(out, at, (size_t)(end - at));
		else if (is_field(at, "Subject"))
			add_field(out, "Subject", " [TRIAL]\r\n", at, end);
		else if (is_field(at, "To"))
			add_field(out, "X-Lettermill-Would-Go-To", "", at, end);
		else if (is_field(at, "Cc"))
			add_field(out, "X-Lettermill-Would-Go-Cc", "", at, end);
		else if (is_field(at, "Message-ID"))
			text_printf(out, "Message-ID: <trial.%.*s",
				(int)(end - strchr(at, '<') - 1),
				strchr(at, '<') + 1);
		else
			text_append(out, at, (size_t)(end - at));
		at = end;
	}
	text_printf(out, "To: %s\r\nX-Lettermill-Trial: yes\r\n", to);
	text_append(out, at, bytes->length -
		(size_t)(at - text_string(bytes)));
}
