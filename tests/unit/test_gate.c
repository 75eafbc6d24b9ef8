/* Who may ask the server: all of it has to be right, and each alone stops. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "serve/gate.h"

#define OWN   "127.0.0.1:4711"
#define TOKEN "0123456789abcdef0123456789abcdef"

static bool lets_in(struct question question)
{
	const char *path, *words;
	bool in = gate_lets_in(OWN, TOKEN, &question, &path, &words);

	assert_int_equal(in, *words == '\0');
	return in;
}

static const struct question reading = {.host = OWN,
	.fetch_site = "same-origin", .target = "/" TOKEN "/state"};
static const struct question writing = {.host = OWN,
	.origin = "http://" OWN, .fetch_site = "same-origin",
	.target = "/" TOKEN "/approve", .changes = true};

static void own_page_is_let_in(void **state)
{
	const char *path, *words;

	(void)state;
	assert_true(gate_lets_in(OWN, TOKEN, &reading, &path, &words));
	assert_string_equal(path, "state");
	assert_true(lets_in(writing));
}

static void typed_address_is_let_in_to_read(void **state)
{
	struct question typed = reading, posted = writing;

	(void)state;
	typed.fetch_site = "none";
	assert_true(lets_in(typed));
	typed.fetch_site = NULL; /* an older browser */
	assert_true(lets_in(typed));
	posted.fetch_site = "none";
	assert_false(lets_in(posted));
}

static void other_hosts_are_not(void **state)
{
	const char *hosts[] = {NULL, "", "evil.example", "127.0.0.1",
		"127.0.0.1:4712", "localhost:4711", OWN ".evil.example",
		"evil.example@" OWN, " " OWN};

	(void)state;
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		struct question question = reading;

		question.host = hosts[i];
		assert_false(lets_in(question));
	}
}

static void other_pages_are_not(void **state)
{
	const char *origins[] = {NULL, "", "null", "https://" OWN,
		"http://" OWN "/", "http://evil.example", "http://", OWN};
	const char *sites[] = {"", "cross-site", "same-site", "Same-Origin"};

	(void)state;
	for (size_t i = 0; i < sizeof(origins) / sizeof(origins[0]); i++) {
		struct question question = writing;

		question.origin = origins[i];
		assert_false(lets_in(question));
	}
	for (size_t i = 0; i < sizeof(sites) / sizeof(sites[0]); i++) {
		struct question question = reading;

		question.fetch_site = sites[i];
		assert_false(lets_in(question));
	}
}

static void whole_token_is_needed(void **state)
{
	const char *targets[] = {"", "/", "*", "//", TOKEN "/state",
		"/" TOKEN, "/" TOKEN "0/state", "//" TOKEN "/state",
		"/0123456789abcdef0123456789abcde/state",
		"/0123456789abcdef0123456789abcdee/state",
		"/1123456789abcdef0123456789abcdef/state",
		"/0123456789ABCDEF0123456789ABCDEF/state"};

	(void)state;
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		struct question question = reading;

		question.target = targets[i];
		assert_false(lets_in(question));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_page_is_let_in),
		cmocka_unit_test(typed_address_is_let_in_to_read),
		cmocka_unit_test(other_hosts_are_not),
		cmocka_unit_test(other_pages_are_not),
		cmocka_unit_test(whole_token_is_needed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
