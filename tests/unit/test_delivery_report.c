/* Delivery reports of several servers' styles, and mails that are none. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "mail/delivery_report.h"

#define HEAD                                                                   \
	"From: MAILER-DAEMON@mx.example\n"                                     \
	"Message-ID: <report@mx.example>\nMIME-Version: 1.0\n"
#define REPORT                                                                 \
	HEAD "Content-Type: multipart/report; "                                \
	     "report-type=delivery-status;\n boundary=\"b\"\n\n"               \
	     "--b\nContent-Type: text/plain\n\nIt failed.\n\n"
#define STATUS "--b\nContent-Type: message/delivery-status\n\n"
#define FAILED                                                                 \
	STATUS "Reporting-MTA: dns; mx.example\n\n"                            \
	       "Final-Recipient: rfc822; a@b.example\nAction: failed\n"        \
	       "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1\n"             \
	       "    no such user\n\n"
#define BACK                                                                   \
	"--b\nContent-Type: text/rfc822-headers\n\n"                           \
	"Subject: Your letter\nMessage-ID: <1f@example.org>\n\n--b--\n"

struct read {
	struct arena arena;
	struct delivery_report told;
	bool is_report;
};

static void read_bytes(struct read *read, const void *bytes, size_t length)
{
	struct text text = {0};

	*read = (struct read){.is_report = false};
	text_append(&text, bytes, length);
	read->is_report =
		delivery_report_read(&text, &read->arena, &read->told);
	text_clear(&text);
}

/* Only ever of one receiver. */
static void assert_reads(const char *mail, const char *about,
	enum delivery_action action, const char *status, const char *diagnostic)
{
	struct read read;

	read_bytes(&read, mail, strlen(mail));
	assert_true(read.is_report);
	assert_string_equal(read.told.about, about);
	assert_int_equal(read.told.count, 1);
	assert_int_equal(read.told.outcomes[0].action, action);
	assert_string_equal(read.told.outcomes[0].status, status);
	assert_string_equal(read.told.outcomes[0].diagnostic, diagnostic);
	arena_clear(&read.arena);
}

static void assert_none(const char *mail, size_t length)
{
	struct read read;

	read_bytes(&read, mail, length);
	assert_false(read.is_report);
	arena_clear(&read.arena);
}

static void reads_headers_that_came_back(void **state)
{
	struct read read;

	(void)state;
	assert_reads(REPORT FAILED BACK, "1f@example.org", DELIVERY_FAILED,
		"5.1.1", "smtp; 550 5.1.1 no such user");
	read_bytes(&read, REPORT FAILED BACK, strlen(REPORT FAILED BACK));
	assert_string_equal(read.told.name, "report@mx.example");
	arena_clear(&read.arena);
}

static void reads_lines_that_end_in_cr_lf(void **state)
{
	struct text wire = {0};

	(void)state;
	for (const char *at = REPORT FAILED BACK; *at != '\0'; at++) {
		text_add(&wire, *at == '\n' ? "\r" : "");
		text_add_char(&wire, *at);
	}
	assert_reads(wire.data, "1f@example.org", DELIVERY_FAILED, "5.1.1",
		"smtp; 550 5.1.1 no such user");
	text_clear(&wire);
}

/* Exchange: fields without blanks, the whole message, its own extensions. */
static void reads_a_whole_message_that_came_back(void **state)
{
	(void)state;
	assert_reads(HEAD "In-Reply-To: <1f@example.org>\n"
		"Content-Type: multipart/report; boundary=\"b\";\n"
		"\treport-type=delivery-status\n\n"
		"--b\nContent-Type: multipart/alternative; boundary=\"c\"\n\n"
		"--c\nContent-Type: text/html\n\n<p>No</p>\n\n--c--\n\n"
		"--b\nContent-Type: message/delivery-status\n\n"
		"Reporting-MTA: dns;EX1.example\n"
		"Received-From-MTA: dns;EX2.example\n"
		"Arrival-Date: Wed, 22 Jul 2020 09:30:00 +0000\n\n"
		"Final-Recipient: rfc822;a@b.example\nAction: failed\n"
		"Status: 5.1.10\nDiagnostic-Code: smtp;550 5.1.10 "
		"RESOLVER.ADR.RecipientNotFound; Recipient not found\n"
		"X-Display-Name: A\n\n"
		"--b\nContent-Type: message/rfc822\n\n"
		"From: <o@example.org>\nMessage-ID:\n <1f@example.org>\n\n"
		"Text\n\n--b--\n", "1f@example.org", DELIVERY_FAILED, "5.1.10",
		"smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient "
		"not found");
}

/* Exim: a version of its own per receiver, comments, nothing comes back. */
static void finds_the_message_by_references(void **state)
{
	(void)state;
	assert_reads(HEAD "X-Failed-Recipients: a@b.example\n"
		"References: <0@example.org>\n\t<1f@example.org>\n"
		"Content-Type: multipart/report; report-type=delivery-status; "
		"boundary=b\n\n"
		"--b\nContent-type: text/plain\n\nIt failed.\n\n"
		"--b\nContent-type: message/delivery-status\n\n"
		"Reporting-MTA: dns; exim.example\n\n"
		"Action: FAILED (for good)\n"
		"Final-Recipient: rfc822;a@b.example\n"
		"Status: 5.0.0 (permanent)\n"
		"Remote-MTA: dns; b.example\n\n--b--\n", "1f@example.org",
		DELIVERY_FAILED, "5.0.0", "");
	assert_reads(REPORT FAILED "--b--\n", "", DELIVERY_FAILED, "5.1.1",
		"smtp; 550 5.1.1 no such user");
}

/* RFC 6533, and a report within what a filter put around it. */
static void reads_other_scripts_and_wrappings(void **state)
{
	(void)state;
	assert_reads(HEAD "Content-Type: multipart/mixed; boundary=a\n\n"
		"--a\nContent-Type: multipart/report; boundary=b; "
		"report-type=global-delivery-status\n\n"
		"--b\n\nIt failed.\n\n"
		"--b\nContent-Type: message/global-delivery-status\n\n"
		"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: utf-8; "
		"j\xC3\xBCrgen@b.example\nAction: failed\nStatus: 5.6.7\n"
		"Diagnostic-Code: smtp; 550 kein J\xC3\xBCrgen\n\n"
		"--b\nContent-Type: message/global-headers\n\n"
		"Message-ID: <1f@example.org>\n\n--b--\n\n"
		"--a\n\nScanned.\n\n--a--\n", "1f@example.org",
		DELIVERY_FAILED, "5.6.7", "smtp; 550 kein J\xC3\xBCrgen");
}

static void knows_the_actions(void **state)
{
	(void)state;
	for (int i = 0; i < DELIVERY_ACTIONS; i++) {
		enum delivery_action action = (enum delivery_action)i;
		struct text mail = {0};

		text_printf(&mail, REPORT STATUS "Reporting-MTA: dns; x\n\n"
			"Action: %s\nStatus: 4.4.1\n\n" BACK,
			delivery_action_name(action));
		assert_reads(mail.data, "1f@example.org", action, "4.4.1", "");
		text_clear(&mail);
	}
}

static void takes_the_gravest(void **state)
{
	static const char mail[] = REPORT STATUS "Reporting-MTA: dns; x\n\n"
		"Action: delayed\nStatus: 4.1.1\n\n"
		"Action: failed\nStatus: 5.1.1\n\n\n\n"
		"Action: failed\nStatus: 5.2.2\n\n"
		"Action: delivered\nStatus: 2.0.0\n\n" BACK;
	struct read read;

	(void)state;
	read_bytes(&read, mail, strlen(mail));
	assert_int_equal(read.told.count, 4);
	assert_string_equal(delivery_report_gravest(&read.told)->status,
		"5.1.1");
	arena_clear(&read.arena);
}

static void passes_over_what_is_no_report(void **state)
{
	static const char *const mails[] = {
		"", "\n", "From: a@b.cd\n", HEAD "\nI am away.\n",
		/* a receipt (RFC 8098) */
		HEAD "Content-Type: multipart/report; boundary=b; "
		     "report-type=disposition-notification\n\n--b\n\nSeen.\n"
		     "--b\nContent-Type: message/disposition-notification\n\n"
		     "Disposition: manual-action/x; displayed\n\n--b--\n",
		/* no fields, no receiver, nothing but text */
		REPORT "--b--\n", REPORT STATUS "\n--b--\n",
		REPORT STATUS "Reporting-MTA: dns; x\n\nStatus: 5.1.1\n\n" BACK,
		HEAD "\n" FAILED,
		/* somebody else's, forwarded */
		HEAD "Content-Type: message/rfc822\n\n" REPORT FAILED BACK,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(mails) / sizeof(mails[0]); i++)
		assert_none(mails[i], strlen(mails[i]));
	assert_none("\0\0\xFF", 3);
}

static void keeps_strangers_words_in_a_line(void **state)
{
	struct text mail = {0};
	struct read read;

	(void)state;
	assert_reads(REPORT STATUS "X: y\n\nAction: failed\n"
		"Status: 5.1.1\x1B[31m\nDiagnostic-Code: a\x1B[2Jb\n\t"
		"Bcc: x\xE2\x80\xAE\xFF\n\n"
		"--b\nContent-Type: text/rfc822-headers\n\n"
		"Message-ID: <a\x1B]0;b\x07>\n\n--b--\n", "",
		DELIVERY_FAILED, "5.1.1", "a [2Jb Bcc: x");
	text_add(&mail, REPORT STATUS "X: y\n\nAction: failed\nStatus: 5.");
	for (int i = 0; i < 100000; i++)
		text_add(&mail, "1.");
	text_add(&mail, "\nDiagnostic-Code: ");
	for (int i = 0; i < 100000; i++)
		text_add(&mail, "long\n ");
	text_add(&mail, "\n\n" BACK);
	read_bytes(&read, mail.data, mail.length);
	assert_true(read.is_report);
	assert_string_equal(read.told.outcomes[0].status, "");
	assert_true(strlen(read.told.outcomes[0].diagnostic) < 310);
	assert_string_equal(read.told.about, "1f@example.org");
	arena_clear(&read.arena);
	text_clear(&mail);
}

static void bounds_depth_and_number(void **state)
{
	struct text mail = {0};
	struct read read;

	(void)state;
	text_add(&mail, HEAD);
	for (int i = 0; i < 20000; i++)
		text_printf(&mail, "Content-Type: multipart/mixed; "
			"boundary=m%d\n\n--m%d\n", i, i);
	text_add(&mail, "Content-Type: multipart/report; boundary=b\n\n"
		"--b\n\nIt failed.\n" FAILED BACK);
	assert_none(mail.data, mail.length);
	text_reset(&mail);
	text_add(&mail, HEAD);
	for (int i = 0; i < 20000; i++)
		text_add(&mail, "Content-Type: message/rfc822\n\n");
	assert_none(mail.data, mail.length);
	text_reset(&mail);
	text_add(&mail, REPORT STATUS "X: y\n\n");
	for (int i = 0; i < 100000; i++)
		text_add(&mail, "Action: failed\n\n");
	text_add(&mail, BACK);
	read_bytes(&read, mail.data, mail.length);
	assert_int_equal(read.told.count, OUTCOMES_MOST);
	assert_string_equal(read.told.about, "1f@example.org");
	arena_clear(&read.arena);
	text_clear(&mail);
}

static void tells_nameless_reports_apart(void **state)
{
	static const char *const bodies[] = {
		"Action: failed\nStatus: 5.1.1\n", "Action: failed\n"};
	char *names[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct text mail = {0};
		struct read read;

		text_printf(&mail, "Content-Type: multipart/report; "
			"boundary=b\n\n--b\n\nNo.\n" STATUS "X: y\n\n%s\n"
			BACK, bodies[i]);
		read_bytes(&read, mail.data, mail.length);
		assert_true(read.is_report);
		assert_int_equal(strlen(read.told.name), 64);
		names[i] = memory_strdup(read.told.name);
		arena_clear(&read.arena);
		text_clear(&mail);
	}
	assert_string_not_equal(names[0], names[1]);
	free(names[0]);
	free(names[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_headers_that_came_back),
		cmocka_unit_test(reads_lines_that_end_in_cr_lf),
		cmocka_unit_test(reads_a_whole_message_that_came_back),
		cmocka_unit_test(finds_the_message_by_references),
		cmocka_unit_test(reads_other_scripts_and_wrappings),
		cmocka_unit_test(knows_the_actions),
		cmocka_unit_test(takes_the_gravest),
		cmocka_unit_test(passes_over_what_is_no_report),
		cmocka_unit_test(keeps_strangers_words_in_a_line),
		cmocka_unit_test(bounds_depth_and_number),
		cmocka_unit_test(tells_nameless_reports_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
