/* The chapter SENDING: the way of a message to whom it is for. */
#include "manual/chapters.h"

#include "manual/roff.h"

static const char server[] =
	"\n"
	"[smtp]\n"
	"server   = mail.gym.example\n"
	"security = starttls\n"
	"port     = 587\n"
	"user     = letters\n"
	"password_file = mail.password\n"
	"sender   = returned@gym.example\n"
	"rate     = 30\n";

static const char local[] =
	"[smtp]\n"
	"server   = localhost\n"
	"security = none\n"
	"user     = \"\"\n";

static const char variable[] =
	"[smtp]\n"
	"password_variable = MAIL_PASSWORD\n";

static const char patience[] =
	"[smtp]\n"
	"roots   = specimen-authority/root.pem\n"
	"hello   = letters.gym.example\n"
	"tries   = 3\n"
	"pause   = 300\n"
	"timeout = 120\n"
	"partial = yes\n";

static void add_states(struct text *out)
{
	roff_section(out, "What becomes of a message");
	roff_words(out, "The letter's history tells it, with the server's own "
		"words about each recipient; what is printed and logged names "
		"the key alone. 'status' counts it.");
	roff_item(out, "sent", NULL, "The server took it for all recipients, "
		"and answers for it from then on. It is never sent again.");
	roff_item(out, "refused", NULL, "The server refused it, or one of its "
		"recipients, for good (5xx). Nobody got it. It is tried again "
		"when its message changes, as when an address is corrected in "
		"the data, the letter made and approved again where it has "
		"changed, and 'mail' run.");
	roff_item(out, "deferred", NULL, "Not for now (4xx: the recipient's "
		"server has no room, or wants to be asked again later), or the "
		"connection ended before the message did. Nobody got it, and "
		"it is tried again.");
	roff_item(out, "in doubt", NULL, "It was handed over, and the answer "
		"never came: the program was killed, the power cut, the "
		"connection lost just then. It may have been sent, or not. "
		"Every 'send' tells so, and does not send it.");
	roff_item(out, "partly", NULL, "With partial = yes: some recipients "
		"were refused, the others got it. The refused ones are for a "
		"person to see to.");
	roff_item(out, "held", NULL, "It was not even offered: the approval "
		"has ended, the file is not the one that 'mail' wrote, or the "
		"letter was made again. Run 'mail', which mends or withdraws "
		"it.");
	roff_words(out, "A message with several recipients goes to all of them "
		"or to none, unless partial says otherwise: sent to some, it "
		"could not be sent again when the address of the others is "
		"mended, but by sending it to the first ones twice.");
}

static void add_doubt(struct text *out)
{
	roff_section(out, "How to settle what is in doubt");
	roff_words(out, "The record says that a message is being sent before a "
		"byte of it leaves, in a commit that outlives a power cut, and "
		"what was answered before the next one is begun. So at most "
		"the one at hand is ever in doubt, and the server's log knows. "
		"Where that is a Postfix:");
	roff_block(out, "run",
		"$ : >mail.log; lettermill send --settle mail.log "
		"--out signed\n"
		"signed/gym: 0 were sent, 0 were not, 0 in doubt\n");
	roff_words(out, "It finds the Message-ID and what became of it. Where "
		"the log shows that the server took the message, it is sent; "
		"where it came back since, that is recorded, too. Where the "
		"log proves of every time that it was handed over that the "
		"message ended before its end, or was rejected, it is not "
		"sent, and the next 'send' tries it again. What a log does not "
		"say proves nothing: it may be the wrong one, or of another "
		"day. Then it stays in doubt.\n\n"
		"A log that is packed goes through "
		"'zcat mail.log.2.gz | lettermill send --settle /dev/stdin'. "
		"Of any other server, 'history KEY' tells the Message-ID to "
		"ask its keeper for. Who knows that the message was not "
		"taken, or decides that twice is better than not at all, says "
		"so, by name: 'lettermill send --really --again KEY --by "
		"PERSON --because REASON'. The same word sends once more what "
		"was refused, when the recipient's server was at fault, or "
		"what came back. What was sent is not sent again by any word. "
		"A record that is brought back from a copy does not know what "
		"was sent since: "
		"after that, settle by the log before anything else.");
}

void chapter_sending(struct text *out)
{
	roff_chapter(out, "SENDING");
	roff_words(out, "'lettermill send' hands the messages of 'mail' to a "
		"mail server. Nothing is sent without --really. In "
		"lettermill.ini:");
	roff_block(out, "more lettermill.ini", server);
	roff_words(out, "The connection is encrypted, and the server's "
		"certificate has to be of its name and trusted, or nothing is "
		"sent. The password stands in a file that its owner alone may "
		"read, or in a variable of the environment; there is no way to "
		"give it on the command line. The gym's letters are specimens, "
		"which are sent to nobody but in a trial. This tells what it "
		"would be:");
	roff_block(out, "run",
		"$ lettermill send --to desk@gym.example --sample 1 "
		"--seed 1 --out signed\n"
		"102       mail/anne-gross.eml, to 1\n"
		"signed/gym: 1 to send, for a trial by mail.gym.example:587; "
		"nothing was sent: pass --really\n");
	roff_words(out, "A trial goes to that one address, with the mark "
		"[TRIAL] before its subject and another Message-ID, and does "
		"not count as sent. Without --to, the envelope's recipients "
		"are those that stand in To and Cc of each message; where what "
		"cannot be delivered is returned to, sender says.");
	roff_words(out, "A server of this machine, which sends on what it is "
		"given, needs no encryption and no password:");
	roff_block(out, "with", local);
	roff_words(out, "The password from the environment:");
	roff_block(out, "with", variable);
	add_states(out);
	add_doubt(out);
	roff_section(out, "Pace and patience");
	roff_words(out, "One connection carries as many messages as the server "
		"takes. Many servers allow only so many messages a minute from "
		"one sender: rate keeps below that. What is not taken for now "
		"is tried again when all others were, after a pause that "
		"doubles each time; then it is left to the next run, as is "
		"what was not come to when the server is away. A server that "
		"wants to be asked again later (greylisting) mostly means five "
		"minutes:");
	roff_block(out, "with", patience);
	roff_words(out, "By cron, 'lettermill send --really --quiet' goes on "
		"where the last run ended and says nothing when all is well. "
		"Two at once cannot be: the second one tells who holds the "
		"job.");
}
