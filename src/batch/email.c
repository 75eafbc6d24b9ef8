/*
 * A message for a letter; see email.h.
 *
 * The conditions of its text are worked out with those of the letter's, and
 * stand behind them: the message's template sees only its own.
 */
#include "batch/email.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/utf8.h"
#include "mail/address.h"
#include "mail/body.h"
#include "options/options.h"

#define TEXT_LIMIT ((size_t)1 << 20) /* bytes of Markdown */
#define ID_DIGITS  40		     /* of the digest, in a Message-ID */

static const struct {
	const char *key;
	bool required;
} lines[EMAIL_LINES] = {
	[EMAIL_FROM] = {"from", true},
	[EMAIL_FROM_NAME] = {"from_name", false},
	[EMAIL_REPLY_TO] = {"reply_to", false},
	[EMAIL_TO] = {"to", true},
	[EMAIL_TO_NAME] = {"to_name", false},
	[EMAIL_CC] = {"cc", false},
	[EMAIL_SUBJECT] = {"subject", true},
	[EMAIL_FILE] = {"file", false},
};

/* ---- opening ---- */

bool email_is_set(const struct settings *settings)
{
	const struct section *section = settings_section(settings, "email");

	for (size_t i = 0; i < section_setting_count(section); i++)
		if (section_setting(section, i)->given)
			return true;
	return false;
}

static bool require(const struct section *section, const char *key,
	struct report *report)
{
	return section_is_set(section, key) || report_error(report,
		section_place(section), "[email] has no '%s', which messages "
		"need: add a line '%s = ...'", key, key);
}

bool email_load(struct job *job, struct report *report)
{
	const struct section *section =
		settings_section(job->settings, "email");
	const struct section *about = settings_section(job->settings, "job");
	struct email *email = memory_new(sizeof(*email));
	bool good = require(section, "text", report);

	job->email = email;
	job->formula_options.given_date = EMAIL_REPLACES;
	job->formula_options.given_place = section_place(section);
	email->is_specimen = section_choice(about, "status") == 0;
	for (int i = 0; i < EMAIL_LINES; i++)
		if (lines[i].required)
			good &= require(section, lines[i].key, report);
	if (!good)
		return false;
	email->options = options_for_message(job->settings, job->languages,
		&job->arena);
	if (!file_read_text(email->options.path, TEXT_LIMIT, &email->source,
		    report))
		return false;
	email->options.text = text_string(&email->source);
	return template_parse(&email->options, &email->template, report);
}

bool email_bind(struct job *job, struct catalogue catalogue,
	struct report *report)
{
	const struct section *section =
		settings_section(job->settings, "email");
	bool good = template_bind(job->email->template, catalogue, report);

	for (int i = 0; i < EMAIL_LINES; i++) {
		struct template_line line = {
			section_text(section, lines[i].key),
			section_key_place(section, lines[i].key)};

		if (line.text != NULL)
			good &= line_template_parse(&line, job->language,
				catalogue, &job->email->lines[i], report);
	}
	return good;
}

bool email_open_signer(struct job *job, struct report *report)
{
	const struct section *section =
		settings_section(job->settings, "email");
	struct signer_options options = options_for_smime(job->settings);

	if (!section_flag(section, "smime"))
		return true;
	if (options.key == NULL)
		return report_error(report, section_key_place(section,
			"smime"), "there is no key to sign messages with: "
			"name one by smime_key, or in [signature]");
	signer_protect_process();
	return signer_open(&options, &job->email->signer, report);
}

void email_free(struct email *email)
{
	if (email == NULL)
		return;
	signer_close(email->signer);
	for (int i = 0; i < EMAIL_LINES; i++)
		line_template_free(email->lines[i]);
	template_free(email->template);
	text_clear(&email->source);
	free(email);
}

/* ---- filling ---- */

/* One letter's message at work. */
struct writing {
	struct job *job;
	const struct values *values;
	struct arena *arena;
	struct report *report;
};

/* The cell that a part of a line came from, else the setting. */
static struct place find_place(const struct writing *writing,
	enum email_line number, const char *part)
{
	const struct value *value = line_template_value(
		writing->job->email->lines[number], writing->values, part);

	return value != NULL ? value->place : section_key_place(
		settings_section(writing->job->settings, "email"),
		lines[number].key);
}

/*
 * Letters print an end of a line in a cell as a blank; here it may be an
 * attempt at another header.
 */
static bool check_line(const struct writing *writing, enum email_line number,
	const char *text)
{
	static const char *const ends[] = {"\r", "\n"};
	const struct line_template *line =
		writing->job->email->lines[number];
	unsigned code = message_forbidden(text);
	char sign[UTF8_MAX + 1] = "";

	for (int i = 0; i < 2 && code == 0; i++) {
		const struct value *value = line_template_value(line,
			writing->values, ends[i]);

		if (value != NULL && strchr(value->text, *ends[i]) != NULL)
			code = (unsigned char)*ends[i];
	}
	if (code == 0)
		return true;
	(void)utf8_put(code, sign);
	return report_error(writing->report, find_place(writing, number, sign),
		"the character U+%04X cannot stand in the message's %s: take "
		"it out", code, lines[number].key);
}

/* The line filled, trimmed; "" when it is not set or, where that may be, a
 * value is missing. */
static bool fill(const struct writing *writing, enum email_line number,
	const char **out)
{
	const struct line_template *line =
		writing->job->email->lines[number];
	const char *text;
	size_t length;

	*out = "";
	if (line == NULL || (!lines[number].required &&
			line_template_misses(line, writing->values)))
		return true;
	if (!line_template_fill(line, writing->values, writing->arena, &text,
		    writing->report) || !check_line(writing, number, text))
		return false;
	text += strspn(text, " ");
	for (length = strlen(text); length > 0 && text[length - 1] == ' ';)
		length--;
	*out = arena_strndup(writing->arena, text, length);
	return true;
}

static bool add_mailbox(const struct writing *writing, enum email_line number,
	const char *address, struct mailboxes *out, size_t *room)
{
	struct mailbox *items = (struct mailbox *)out->items;
	struct text wire = {0};
	const char *why = address_fault(address, section_flag(settings_section(
		writing->job->settings, "email"), "smtputf8"), &wire);

	for (size_t i = 0; why == NULL && i < out->count; i++)
		if (strcasecmp(items[i].address, text_string(&wire)) == 0)
			why = "stands twice: take one out";
	if (why == NULL) {
		ARENA_RESERVE(writing->arena, items, out->count, *room);
		items[out->count++] = (struct mailbox){.address =
			arena_strdup(writing->arena, text_string(&wire))};
		out->items = items;
	} else {
		report_error(writing->report, find_place(writing, number,
			address), "the address for '%s' %s",
			lines[number].key, why);
	}
	text_clear(&wire);
	return why == NULL;
}

/* All addresses of a line; `name` is the first one's. */
static bool fill_mailboxes(const struct writing *writing,
	enum email_line number, const char *name, struct mailboxes *out)
{
	struct text address = {0};
	size_t room = 0;
	const char *list, *at;
	bool good = fill(writing, number, &list);

	*out = (struct mailboxes){0};
	for (at = list; good && address_next(&at, &address);)
		good = add_mailbox(writing, number, address.data, out, &room);
	if (good && out->count == 0 && lines[number].required)
		good = report_error(writing->report, find_place(writing,
			number, list), "there is no address for '%s': fill it "
			"in", lines[number].key);
	if (good && out->count > 0 && *name != '\0')
		((struct mailbox *)out->items)->name = name;
	text_clear(&address);
	return good;
}

static bool fill_text(const struct writing *writing, struct message *message)
{
	struct job *job = writing->job;
	struct values own = *writing->values;
	struct document document;
	struct text text = {0}, html = {0};
	size_t before;

	(void)template_expressions(job->template, &before);
	own.conditions += before;
	own.condition_count -= before;
	own.in_text = NULL;
	if (!template_fill(job->email->template, &own, writing->arena,
		    &document, writing->report))
		return false;
	document.title = message->subject;
	body_text(&document, &text);
	body_html(&document, &html);
	message->text = arena_strdup(writing->arena, text_string(&text));
	message->html = arena_strdup(writing->arena, text_string(&html));
	message->lang = document.lang;
	text_clear(&text);
	text_clear(&html);
	return true;
}

/* The same letter has the same Message-ID, whatever its message says: so it is
 * known what was sent. */
static void identify(const struct writing *writing, const char *sha256,
	struct message *message)
{
	const char *domain = strrchr(message->from.items[0].address, '@');
	const char *what = arena_printf(writing->arena, "%s\n%s",
		writing->values->key, sha256);
	char hex[DIGEST_HEX];

	digest_of(what, strlen(what), hex);
	message->seed = arena_strndup(writing->arena, hex, ID_DIGITS);
	message->id = arena_printf(writing->arena, "%s%s", message->seed,
		domain);
}

static bool fill_file(const struct writing *writing, const char *letter,
	struct message *message)
{
	const char *name, *bad;

	if (!fill(writing, EMAIL_FILE, &name))
		return false;
	if (*name == '\0') {
		message->file = strrchr(letter, '/') + 1;
		return true;
	}
	bad = strpbrk(name, "/\\:*?\"<>|");
	if (bad != NULL || *name == '.')
		return report_error(writing->report, find_place(writing,
			EMAIL_FILE, bad != NULL ? (char[]){*bad, '\0'} : name),
			"no file can be called this: it begins with a "
			"point, or has one of / \\ : * ? \" < > |");
	message->file = arena_printf(writing->arena, "%s.pdf", name);
	return true;
}

static bool fill_sender(const struct writing *writing, struct message *message)
{
	struct job *job = writing->job;
	const char *name;

	if (!fill(writing, EMAIL_FROM_NAME, &name) ||
		!fill_mailboxes(writing, EMAIL_FROM, name, &message->from) ||
		!fill_mailboxes(writing, EMAIL_REPLY_TO, "",
			&message->reply_to))
		return false;
	if (message->from.count > 1)
		return report_error(writing->report, section_key_place(
			settings_section(job->settings, "email"), "from"),
			"a message has one sender: write one address, others "
			"in reply_to");
	if (job->email->signer != NULL &&
		!signer_has_address(job->email->signer,
			message->from.items[0].address))
		return report_error(writing->report, section_key_place(
			settings_section(job->settings, "email"), "smime"),
			"the certificate for messages does not name the "
			"sender's address, so that mail programs would warn "
			"of it: have one made for the address");
	return true;
}

static bool fill_recipients(const struct writing *writing,
	struct mailboxes *to)
{
	const char *name;

	return fill(writing, EMAIL_TO_NAME, &name) &&
		fill_mailboxes(writing, EMAIL_TO, name, to);
}

bool email_address(struct job *job, const struct values *values,
	struct arena *arena, struct mailboxes *to, struct place *place,
	struct report *report)
{
	struct writing writing = {job, values, arena, report};

	if (!fill_recipients(&writing, to))
		return false;
	*place = find_place(&writing, EMAIL_TO, to->items[0].address);
	return true;
}

bool email_compose(struct job *job, const struct values *values,
	const char *file, const char *sha256, struct arena *arena,
	struct message *out, struct report *report)
{
	const struct section *section =
		settings_section(job->settings, "email");
	struct writing writing = {job, values, arena, report};

	*out = (struct message){.date = section_is_set(section, "date")
		? section_date(section, "date")
		: section_date(settings_section(job->settings, "job"),
			"date")};
	if (!fill_sender(&writing, out) ||
		!fill_recipients(&writing, &out->to) ||
		!fill_mailboxes(&writing, EMAIL_CC, "", &out->cc) ||
		!fill(&writing, EMAIL_SUBJECT, &out->subject) ||
		!fill_file(&writing, file, out))
		return false;
	if (job->email->is_specimen)
		out->subject = arena_printf(arena, "[%s] %s",
			job->email->options.banner, out->subject);
	identify(&writing, sha256, out);
	return fill_text(&writing, out);
}

/* ---- writing ---- */

static bool sign(struct job *job, const struct message *message,
	const struct text *earlier, struct text *out, struct report *report)
{
	struct text content = {0}, before = {0}, cms = {0};
	bool done;

	message_content(message, &content);
	if (!message_signature(earlier, &before))
		text_reset(&before); /* none: a new one is made */
	done = signer_sign_bytes(job->email->signer, &content, &before, &cms,
		report);
	if (done)
		message_write_signed(message, &cms,
			signer_micalg(job->email->signer), out);
	text_clear(&content);
	text_clear(&before);
	text_clear(&cms);
	return done;
}

bool email_write(struct job *job, struct message *message,
	const struct text *pdf, const struct text *earlier, struct text *out,
	struct report *report)
{
	message->pdf = pdf->data;
	message->pdf_length = pdf->length;
	if (job->email->signer == NULL)
		message_write(message, out);
	else if (!sign(job, message, earlier, out, report))
		return false;
	/* Headers are folded and parts encoded, an address has its limit. */
	assert(message_longest_line(out) <= MESSAGE_LINE);
	return true;
}
