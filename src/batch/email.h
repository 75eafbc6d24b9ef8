/*
 * A letter's message: settings and text of [email], filled for one recipient.
 * Part of struct job where job_options asks for it.
 *
 *	if (!email_compose(job, &values, "letters/x.pdf", sha256, &arena,
 *		    &message, report))
 *		... this one is not written, and why is reported
 *	if (!email_write(job, &message, pdf, earlier, &bytes, report))
 *
 * Each fault has the place of its cell. No message of this names an address:
 * logs tell no more of a person than the key.
 */
#ifndef BATCH_EMAIL_H
#define BATCH_EMAIL_H

#include "batch/job.h"
#include "config/settings.h"
#include "mail/message.h"

/*
 * What the message knows and the letter does not: when another issue of the
 * letter was sent; missing where none was. By formulas_give().
 */
#define EMAIL_REPLACES "replaces_date"

enum email_line {
	EMAIL_FROM,
	EMAIL_FROM_NAME,
	EMAIL_REPLY_TO,
	EMAIL_TO,
	EMAIL_TO_NAME,
	EMAIL_CC,
	EMAIL_SUBJECT,
	EMAIL_FILE,
	EMAIL_LINES
};

struct email {
	struct text source; /* the Markdown file */
	struct template_options options;
	struct template *template;
	struct line_template *lines[EMAIL_LINES]; /* NULL: not set */
	struct signer *signer; /* NULL: messages are not signed */
	bool is_specimen;
};

/* Whether the configuration says anything of messages. */
bool email_is_set(const struct settings *settings);
/* The steps of job_open(): job->email, its text; its lines; its key. */
bool email_load(struct job *job, struct report *report) MUST_CHECK;
bool email_bind(struct job *job, struct catalogue catalogue,
	struct report *report) MUST_CHECK;
bool email_open_signer(struct job *job, struct report *report) MUST_CHECK;
void email_free(struct email *email);

/* Only whom it is for, and where that stands. */
bool email_address(struct job *job, const struct values *values,
	struct arena *arena, struct mailboxes *to, struct place *place,
	struct report *report) MUST_CHECK;
/* `file` and `sha256` are the letter's. */
bool email_compose(struct job *job, const struct values *values,
	const char *file, const char *sha256, struct arena *arena,
	struct message *out, struct report *report) MUST_CHECK;
/*
 * The bytes, with the letter; of `earlier`, an issue of the message or empty,
 * the signature is used again where it fits.
 */
bool email_write(struct job *job, struct message *message,
	const struct text *pdf, const struct text *earlier, struct text *out,
	struct report *report) MUST_CHECK;

#endif
