/*
 * Handing over a message; see smtp.h.
 *
 * A message goes to all of its recipients or to none: where one is refused, no
 * DATA is said. Sent to some, it could not be sent again when the address of
 * the others is mended, but by sending it to the first ones twice. With
 * `partial` it goes to those that are taken.
 */
#include "mail/smtp.h"

#include <string.h>

static const char lost[] = "the connection ended";

static enum smtp_result judge(const struct reply *reply, int good)
{
	if (reply->code / 100 == good)
		return SMTP_GOOD;
	if (reply->code / 100 == 4)
		return SMTP_NOT_NOW;
	if (reply->code / 100 == 5)
		return SMTP_NEVER;
	return SMTP_LOST; /* it speaks of something else */
}

/*
 * A command, which is ended and cleared, and what is answered; `good`: the
 * first digit that is wanted.
 */
static enum smtp_result ask(struct relay *server, struct text *command,
	int good, struct reply *reply)
{
	enum smtp_result result = SMTP_LOST;

	text_add(command, "\r\n");
	/* What was answered before is none to this. */
	reply->code = 0;
	text_reset(&reply->words);
	if (relay_say(server, command->data, command->length) &&
		relay_hear(server, reply))
		result = judge(reply, good);
	if (result == SMTP_LOST)
		relay_give_up(server);
	text_clear(command);
	return result;
}

static void add_answer(struct smtp_answer *out, const char *about,
	const struct reply *reply, enum smtp_result result)
{
	if (out->words.length > 0)
		text_add(&out->words, "; ");
	text_printf(&out->words, "%s: %s", about, reply->words.length > 0
		? text_string(&reply->words) : lost);
	if (result != SMTP_GOOD)
		out->code = reply->code;
}

static enum smtp_result say_sender(struct relay *server,
	const struct smtp_mail *mail, struct reply *reply)
{
	struct text command = {0};

	text_printf(&command, "MAIL FROM:<%s>", mail->from);
	if (relay_offers(server, "SIZE"))
		text_printf(&command, " SIZE=%zu", mail->bytes);
	if (mail->needs_utf8)
		text_add(&command, " BODY=8BITMIME SMTPUTF8");
	return ask(server, &command, 2, reply);
}

static enum smtp_result say_recipient(struct relay *server, const char *to,
	struct reply *reply)
{
	struct text command = {0};

	text_printf(&command, "RCPT TO:<%s>", to);
	return ask(server, &command, 2, reply);
}

static enum smtp_result say(struct relay *server, const char *word, int good,
	struct reply *reply)
{
	struct text command = {0};

	text_add(&command, word);
	return ask(server, &command, good, reply);
}

/* All are asked, even where one is refused: people mend all at once. */
static enum smtp_result say_recipients(struct relay *server,
	const struct smtp_mail *mail, struct reply *reply,
	struct smtp_answer *out)
{
	size_t later = 0;
	int code = 0;

	for (size_t i = 0; i < mail->to_count; i++) {
		enum smtp_result result = say_recipient(server, mail->to[i],
			reply);

		add_answer(out, mail->to[i], reply, result);
		if (result == SMTP_LOST)
			return result;
		later += result == SMTP_NOT_NOW;
		out->refused += result == SMTP_NEVER;
		if (result == SMTP_NEVER)
			code = reply->code;
	}
	if (code != 0)
		out->code = code;
	if (out->refused == mail->to_count ||
		(out->refused > 0 && !mail->partial))
		return SMTP_NEVER;
	return later > 0 ? SMTP_NOT_NOW : SMTP_GOOD;
}

enum smtp_result smtp_offer(struct relay *server,
	const struct smtp_mail *mail, struct smtp_answer *out)
{
	struct reply reply = {0};
	enum smtp_result result;

	text_reset(&out->words);
	out->code = 0;
	out->refused = 0;
	if (mail->needs_utf8 && !relay_offers(server, "SMTPUTF8")) {
		text_add(&out->words, "the server does not take addresses with "
			"other letters than a to z (SMTPUTF8)");
		return SMTP_NEVER;
	}
	result = say_sender(server, mail, &reply);
	if (result != SMTP_GOOD)
		add_answer(out, "MAIL", &reply, result);
	else
		result = say_recipients(server, mail, &reply, out);
	if (result == SMTP_GOOD) {
		result = say(server, "DATA", 3, &reply);
		if (result != SMTP_GOOD)
			add_answer(out, "DATA", &reply, result);
	}
	/* Not to begin the next one with what is left of this. */
	if (result == SMTP_NOT_NOW || result == SMTP_NEVER)
		if (!relay_is_over(server) && say(server, "RSET", 2, &reply) !=
				SMTP_GOOD)
			relay_give_up(server);
	text_clear(&reply.words);
	return result;
}

/* A line that begins with a point gets another (4.5.2). */
static void stuff(const struct text *bytes, struct text *out)
{
	const char *at = text_string(bytes), *end = at + bytes->length;

	while (at < end) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		const char *next = feed != NULL ? feed + 1 : end;

		if (*at == '.')
			text_add_char(out, '.');
		text_append(out, at, (size_t)(next - at));
		at = next;
	}
	if (bytes->length < 2 || memcmp(end - 2, "\r\n", 2) != 0)
		text_add(out, "\r\n");
}

static void put_last_first(struct smtp_answer *out, const struct reply *reply)
{
	struct text words = {0};

	text_printf(&words, "%s; %s", text_string(&reply->words),
		text_string(&out->words));
	text_clear(&out->words);
	out->words = words;
}

enum smtp_result smtp_deliver(struct relay *server, const struct text *bytes,
	struct smtp_answer *out)
{
	struct text body = {0};
	struct reply reply = {0};
	enum smtp_result result;

	stuff(bytes, &body);
	if (!relay_say(server, body.data, body.length)) {
		text_add(&out->words, "; the connection ended before the "
			"message did");
		result = SMTP_LOST;
		goto out;
	}
	result = say(server, ".", 2, &reply);
	if (result == SMTP_LOST) {
		text_add(&out->words, "; the message was given, and no answer "
			"heard");
		result = SMTP_DOUBT;
		goto out;
	}
	put_last_first(out, &reply);
	out->code = reply.code;
out:
	text_clear(&body);
	text_clear(&reply.words);
	return result;
}
