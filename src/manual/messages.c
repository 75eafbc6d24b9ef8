/* The chapter MESSAGES: what brings a letter by mail. */
#include "manual/chapters.h"

#include "manual/roff.h"

static const char settings[] =
	"\n"
	"[email]\n"
	"from      = letters@gym.example\n"
	"from_name = The Gym\n"
	"reply_to  = desk@gym.example\n"
	"to        = {{key}}@members.gym.example\n"
	"to_name   = {{name}}\n"
	"cc        = desk@gym.example, archive@gym.example\n"
	"subject   = Your letter of {{job.date}}\n"
	"text      = mail.md\n"
	"file      = {{name}} 2020\n"
	"date      = 2021-01-07\n"
	"duplicates = refuse\n"
	"smtputf8  = no\n";

static const char text[] =
	"Dear {{name}}\n"
	"\n"
	"Your yearly letter is attached.\n"
	"{{#if visits > 1000}}Thank you for coming so often!{{/if}}\n"
	"\n"
	"{{#if replaces_date IS NOT NULL}}\n"
	"It replaces our letter of {{replaces_date}}.\n"
	"{{/if}}\n"
	"\n"
	"{{signature}}\n";

static const char smime[] =
	"[email]\n"
	"smime = yes\n"
	"smime_key = mail.key\n"
	"smime_certificates  = mail.pem\n"
	"smime_password_file = mail.password\n";

static const char smime_variable[] =
	"[email]\n"
	"smime_password_variable = MAIL_PASSWORD\n";

/* A letter that was sent, and a figure of it that was wrong. */
static void correction(struct text *out)
{
	roff_words(out, "When a letter was sent and a figure in it was wrong, "
		"put the figure right where it stands, make that letter alone "
		"again (render --only tells what changed in it), look at it, "
		"approve it, and let mail write its message. The text of "
		"messages knows what no letter knows: replaces_date, the day "
		"(UTC) on which another issue of this letter was sent, the "
		"last that did not come back. It is missing where none was, "
		"so that mail.md above speaks of it only to who has another "
		"letter.\n\n"
		"The earlier issue and its message are kept in "
		"superseded/, and 'history KEY' tells all that happened to "
		"both.");
}

void chapter_messages(struct text *out)
{
	roff_chapter(out, "MESSAGES");
	roff_words(out, "'lettermill mail' writes a message for each letter "
		"that is approved. What it says stands in [email] and in a "
		"text of its own, with the placeholders and conditions of the "
		"letter's. In lettermill.ini:");
	roff_block(out, "more lettermill.ini", settings);
	roff_words(out, "The text, mail.md:");
	roff_block(out, "file mail.md", text);
	roff_words(out, "The text is sent as plain text and as HTML that loads "
		"nothing; headings, lists, bold, italic and links are for it, "
		"panels, charts and tables are the letter's. 'lettermill "
		"check' tells what is wrong with a message, by the cell. What "
		"data says is never more than a name or a word: it cannot "
		"become another address or header.\n\n"
		"A letter that nobody approves is not mailed; the gym's are "
		"specimens, too:");
	roff_block(out, "run",
		"$ lettermill mail --specimen --out signed\n"
		"signed/gym/mail: 3 written, 0 unchanged, 1 not approved\n");
	roff_words(out, "The Message-ID is made of the key and the letter, so "
		"that the same letter always goes by the same one. The "
		"history tells it as the letter is spooled.");
	correction(out);
	roff_words(out, "The message as a whole is signed with");
	roff_block(out, "with", smime);
	roff_words(out, "or, in place of the password's file,");
	roff_block(out, "with", smime_variable);
	roff_words(out, "Without a smime_key the letters' key signs. The "
		"certificate has to name the sender's address.");
}
