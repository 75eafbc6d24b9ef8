/* What a log of Postfix proves, and what it does not. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"
#include "mail/postfix_log.h"
#include "scratch.h"

#define T "Nov 28 02:53:43 "
#define OPEN(host, pid, id, message)                                           \
	T host " postfix/smtpd[" pid "]: " id ": client=unknown[127.0.0.1]\n"  \
	T host " postfix/cleanup[9]: " id ": message-id=<" message ">\n"
#define ACTIVE(id)                                                             \
	T "mx postfix/qmgr[7]: " id ": from=<a@b.c>, size=3, nrcpt=1 "         \
	  "(queue active)\n"
#define LOST(host, pid)                                                        \
	T host " postfix/smtpd[" pid "]: lost connection after DATA (12 "      \
	  "bytes) from unknown[127.0.0.1]\n"

static struct log_case read_log(const char *log)
{
	char *folder = scratch_new(), *path = path_in(folder, "log");
	struct log_case cases[] = {{.id = "z@example.org"},
		{.id = "m@example.org"}, {.id = "a@example.org"}}, found = {0};
	struct report report = {0};
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(log, file);
	fclose(file);
	assert_true(postfix_log_read(path, cases, 3, &report));
	for (int i = 0; i < 3; i++)
		if (strcmp(cases[i].id, "m@example.org") == 0)
			found = cases[i];
		else
			assert_false(cases[i].is_taken || cases[i].broken);
	report_clear(&report);
	free(path);
	scratch_free(folder);
	return found;
}

static void is_taken_when_it_is_queued(void **state)
{
	struct log_case found = read_log(
		OPEN("mx", "5", "4XabC", "m@example.org") ACTIVE("4XabC"));

	(void)state;
	assert_true(found.is_taken);
	assert_false(found.is_returned);
	assert_non_null(strstr(found.words, "4XabC: from=<a@b.c>"));
	found = read_log(OPEN("mx", "5", "4XabC", "m@example.org")
		T "mx postfix/smtp[8]: 4XabC: to=<x@y.z>, relay=none, "
		  "dsn=5.1.1, status=bounced (no such user)\n"
		T "mx postfix/qmgr[7]: 4XabC: removed\n");
	assert_true(found.is_taken && found.is_returned);
	assert_non_null(strstr(found.words, "status=bounced"));
}

static void shows_nothing_unfit(void **state)
{
	struct log_case found = read_log(OPEN("mx", "5", "4XabC",
		"m@example.org")
		T "mx postfix/smtp[8]: 4XabC: to=<x@y.z>, status=bounced "
		  "(no \033[2J\342\200\256 \302\233 user\377)\n");

	(void)state;
	assert_true(found.is_returned);
	assert_non_null(strstr(found.words, "(no [2J user"));
	for (const char *at = found.words; *at != '\0';)
		assert_false(utf8_is_unfit(utf8_next(&at)));
}

static void is_broken_when_the_server_says_so(void **state)
{
	struct log_case found = read_log(OPEN("mx", "5", "ABCDE",
		"m@example.org") LOST("mx", "5"));

	(void)state;
	assert_int_equal(found.broken, 1);
	assert_false(found.is_taken);
	/* cleanup may be the later one to speak. */
	found = read_log(T "mx postfix/smtpd[5]: ABCDE: client=x[::1]\n"
		LOST("mx", "5")
		T "mx postfix/cleanup[9]: ABCDE: message-id=<m@example.org>\n");
	assert_int_equal(found.broken, 1);
	found = read_log(OPEN("mx", "5", "ABCDE", "m@example.org")
		T "mx postfix/cleanup[9]: ABCDE: milter-reject: "
		  "END-OF-MESSAGE from x[::1]: 5.7.1 no\n");
	assert_int_equal(found.broken, 1);
}

static void knows_nothing_of_others(void **state)
{
	static const char *const logs[] = {
		"", "\n\n", "postfix", "[1]: ", "/x[1]: ", "/smtpd[1]: ABCDE: ",
		/* seen, and no more */
		OPEN("mx", "5", "ABCDE", "m@example.org"),
		/* another machine's process of that number */
		OPEN("mx", "5", "ABCDE", "m@example.org") LOST("other", "5"),
		/* another process; its dot was heard */
		OPEN("mx", "5", "ABCDE", "m@example.org") LOST("mx", "6"),
		OPEN("mx", "5", "ABCDE", "m@example.org")
		T "mx postfix/smtpd[5]: lost connection after END-OF-MESSAGE\n",
		/* the next message of the session was lost */
		OPEN("mx", "5", "ABCDE", "m@example.org")
		OPEN("mx", "5", "ABCDF", "q@example.org") LOST("mx", "5"),
		/* another queue file, and other programs' words */
		OPEN("mx", "5", "ABCDE", "m@example.org") ACTIVE("ABCDF"),
		OPEN("mx", "5", "ABCDE", "m@example.org")
		T "mx sshd[7]: ABCDE: removed\n",
		OPEN("mx", "5", "ABCDE", "m@example.org")
		T "mx postfix/cleanup[7]: ABCDE: to=<a@b.c>, status=sent (x)\n",
		OPEN("mx", "5", "ABCDE", "xm@example.org") ACTIVE("ABCDE"),
		OPEN("mx", "5", "ABCDE", "m@example.org.x") ACTIVE("ABCDE"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(logs) / sizeof(logs[0]); i++) {
		struct log_case found = read_log(logs[i]);

		assert_false(found.is_taken);
		assert_int_equal(found.broken, 0);
	}
}

/* Of very many queue files of one message, and lines without an end. */
static void is_bounded(void **state)
{
	struct text log = {0};
	struct log_case found;

	(void)state;
	for (int i = 0; i < 5000; i++)
		text_printf(&log, T "mx postfix/cleanup[9]: A%05d: "
			"message-id=<m@example.org>\n", i);
	for (int i = 0; i < 100000; i++)
		text_add(&log, "postfix/x[");
	text_add(&log, "\n" ACTIVE("A00000"));
	found = read_log(log.data);
	assert_true(found.is_taken);
	text_clear(&log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_taken_when_it_is_queued),
		cmocka_unit_test(shows_nothing_unfit),
		cmocka_unit_test(is_broken_when_the_server_says_so),
		cmocka_unit_test(knows_nothing_of_others),
		cmocka_unit_test(is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
