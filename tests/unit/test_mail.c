/* Addresses, a message's words, its headers and bytes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/utf8.h"
#include "mail/address.h"
#include "mail/body.h"
#include "mail/header.h"

/* ---- addresses ---- */

static void test_lists(void **state)
{
	static const char *const parts[] = {"a@b.cd", "e f@g.hi", "j"};
	const char *at = "  a@b.cd ;, ;e f@g.hi\t,j ;";
	struct text one = {0};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_true(address_next(&at, &one));
		assert_string_equal(one.data, parts[i]);
	}
	assert_false(address_next(&at, &one));
	at = " ; , ";
	assert_false(address_next(&at, &one));
	text_clear(&one);
}

static const char *fault_of(const char *address, bool smtputf8)
{
	struct text wire = {0};
	const char *why = address_fault(address, smtputf8, &wire);

	text_clear(&wire);
	return why;
}

static void assert_wire(const char *address, bool smtputf8, const char *as)
{
	struct text wire = {0};

	assert_null(address_fault(address, smtputf8, &wire));
	assert_string_equal(wire.data, as);
	text_clear(&wire);
}

static void test_good_addresses(void **state)
{
	(void)state;
	assert_wire("a@b.cd", false, "a@b.cd");
	assert_wire("o'neil+x=y/{z}.b@sub.example.org", false,
		"o'neil+x=y/{z}.b@sub.example.org");
	assert_wire("a@b\xC3\xBC" "cher.example", false,
		"a@xn--bcher-kva.example");
	assert_wire("a@B\xC3\x9C" "CHER.example", false,
		"a@xn--bcher-kva.example");
	assert_wire("a@stra\xC3\x9F" "e.example", false,
		"a@xn--strae-oqa.example");
	assert_wire("j\xC3\xBCrgen@b\xC3\xBC" "cher.example", true,
		"j\xC3\xBCrgen@xn--bcher-kva.example");
}

static void test_bad_addresses(void **state)
{
	static const struct {
		const char *address, *why;
	} bad[] = {
		{"ann", "has no @"},
		{"@b.cd", "has nothing before its @"},
		{"a@b", "has a domain without a point"},
		{"a@b..cd", "has a domain that cannot be one"},
		{"a@.b.cd", "has a domain that cannot be one"},
		{"a@b.cd.", "has a domain that cannot be one"},
		{"a@-b.cd", "has a domain that cannot be one"},
		{"a@b-.cd", "has a domain that cannot be one"},
		{"a@b_c.de", "has a domain that cannot be one"},
		{"a@b .cd", "has a domain that cannot be one"},
		{"a@[192.0.2.1]", "has a domain that cannot be one"},
		{"a@192.0.2.1", "has a number for a domain"},
		{"a@\xC3\xBC\xE2\x80\xAE.example",
			"has a domain that cannot be one"},
		{"a@\xFF.example", "has a domain that cannot be one"},
		{".a@b.cd", "has a point with nothing"},
		{"a.@b.cd", "has a point with nothing"},
		{"a..b@c.de", "has a point with nothing"},
		{"a b@c.de", "has a sign that no address has"},
		{"a(x)@c.de", "has a sign that no address has"},
		{"\"a\"@c.de", "has a sign that no address has"},
		{"Ann <a@c.de", "has a sign that no address has"},
		{"a@b@c.de", "has a sign that no address has"},
		{"a\r\nBcc: x@c.de", "has a sign that no address has"},
		{"a@c.de\r\nBcc: x", "has a domain that cannot be one"},
		{"a@c.de\n", "has a domain that cannot be one"},
		{"j\xC3\xBCrgen@c.de", "has other letters than a to z"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *why = fault_of(bad[i].address, false);

		assert_non_null(why);
		assert_memory_equal(why, bad[i].why, strlen(bad[i].why));
	}
	assert_non_null(fault_of("j\xFCrgen@c.de", true));
}

/* `length` signs of which each 60th is a point. */
static const char *stretch(char *out, size_t length, const char *end)
{
	for (size_t i = 0; i < length; i++)
		out[i] = i % 60 == 59 ? '.' : 'x';
	memcpy(out + length, end, strlen(end) + 1);
	return out;
}

static void test_long_addresses(void **state)
{
	char long_one[400] = "a@";

	(void)state;
	stretch(long_one + 2, 248, ".org");
	assert_int_equal(strlen(long_one), 254);
	assert_null(fault_of(long_one, false));
	stretch(long_one + 2, 249, ".org");
	assert_string_equal(fault_of(long_one, false), "has more than 254 "
		"bytes");
	memset(long_one, 'x', 64);
	memcpy(long_one + 64, "@b.cd", 6);
	assert_null(fault_of(long_one, false));
	memset(long_one, 'x', 65);
	memcpy(long_one + 65, "@b.cd", 6);
	assert_non_null(fault_of(long_one, false));
	memset(long_one, 'x', 80);
	memcpy(long_one, "a@", 2);
	memcpy(long_one + 2 + 63, ".cd", 4);
	assert_null(fault_of(long_one, false));
	memset(long_one + 2, 'x', 64);
	memcpy(long_one + 2 + 64, ".cd", 4);
	assert_non_null(fault_of(long_one, false));
}

/* ---- words ---- */

static struct run words[] = {
	{.text = "Dear "}, {.text = "Ann & <Bob>", .field = "name"},
	{.text = "see", .link = "https://example.org/?a=1&b=\"2\"",
		.style = RUN_BOLD},
	{.text = " this", .link = "https://example.org/?a=1&b=\"2\"",
		.style = RUN_LINE_BREAK},
	{.text = "x@y.zz", .link = "mailto:x@y.zz"},
	{.text = " croeso", .lang = "cy", .style = RUN_ITALIC},
};
static struct run title = {.text = "A title"};
static struct run inner = {.text = "inner"};
static struct block list[] = {
	{.kind = BLOCK_PARAGRAPH, .runs = &inner, .run_count = 1},
};
static struct block items[] = {
	{.kind = BLOCK_ITEM, .label = "3.", .children = list,
		.child_count = 1},
	{.kind = BLOCK_ITEM, .label = "4.", .children = list,
		.child_count = 1},
};
static const char *const roles[] = {"Head"};
static const struct signatory signatories[] = {
	{.name = "Zo\xC3\xAB", .roles = roles, .role_count = 1},
	{.name = "Max"},
};
static struct block blocks[] = {
	{.kind = BLOCK_HEADING, .level = 1, .runs = &title, .run_count = 1},
	{.kind = BLOCK_PARAGRAPH, .runs = words, .run_count = 6},
	{.kind = BLOCK_LIST, .children = items, .child_count = 2},
	{.kind = BLOCK_NOTE, .runs = &title, .run_count = 1, .lang = "de"},
	{.kind = BLOCK_SIGNATURE, .signatories = signatories,
		.signatory_count = 2},
};
static const struct document document = {.title = "S < T", .lang = "en-GB",
	.banner = "Specimen", .blocks = blocks, .block_count = 5};

static void test_text(void **state)
{
	struct text out = {0};

	(void)state;
	body_text(&document, &out);
	assert_string_equal(out.data, "Specimen\n\nA title\n\n"
		"Dear Ann & <Bob>see this <https://example.org/?a=1&b=\"2\">\n"
		"x@y.zz croeso\n\n3. inner\n4. inner\n\nA title\n\n"
		"Zo\xC3\xAB\nHead\n\nMax\n");
	text_clear(&out);
}

static void test_html(void **state)
{
	struct text out = {0};

	(void)state;
	body_html(&document, &out);
	assert_string_equal(out.data, "<!DOCTYPE html>\n"
		"<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<title>S &lt; T</title>\n</head>\n<body>\n"
		"<p><strong>Specimen</strong></p>\n<h1>A title</h1>\n"
		"<p>Dear Ann &amp; &lt;Bob&gt;"
		"<a href=\"https://example.org/?a=1&amp;b=&quot;2&quot;\">"
		"<strong>see</strong> this<br></a>"
		"<a href=\"mailto:x@y.zz\">x@y.zz</a>"
		"<span lang=\"cy\"><em> croeso</em></span></p>\n"
		"<ol start=\"3\">\n<li><p>inner</p>\n</li>\n"
		"<li><p>inner</p>\n</li>\n</ol>\n"
		"<p lang=\"de\"><small>A title</small></p>\n"
		"<p>Zo\xC3\xAB<br>Head</p>\n<p>Max</p>\n</body>\n</html>\n");
	text_clear(&out);
}

static void test_broken_lines(void **state)
{
	char text[400];
	struct run run = {.text = text};
	struct block block = {.kind = BLOCK_PARAGRAPH, .runs = &run,
		.run_count = 1};
	const struct document one = {.lang = "en", .blocks = &block,
		.block_count = 1};
	struct text out = {0};

	(void)state;
	/* 24 words of 3 letters and a blank: 18 in 71 columns. */
	for (size_t i = 0; i < 24; i++)
		memcpy(text + 4 * i, "abc ", 5);
	body_text(&one, &out);
	assert_int_equal(strcspn(out.data, "\n"), 71);
	assert_int_equal(strlen(out.data), 24 * 4);
	text_reset(&out);
	/* A word is never broken. */
	memset(text, 'x', 200);
	text[200] = '\0';
	body_text(&one, &out);
	assert_int_equal(strcspn(out.data, "\n"), 200);
	text_clear(&out);
}

/* ---- headers ---- */

static void assert_text(const char *text, const char *as)
{
	struct text out = {0};

	header_text("Subject", text, &out);
	assert_string_equal(out.data, as);
	text_clear(&out);
}

static void test_subjects(void **state)
{
	(void)state;
	assert_text("Your letter of 2020", "Subject: Your letter of 2020\n");
	assert_text("", "Subject: \n");
	assert_text("Geb\xC3\xBChren 2020",
		"Subject: =?UTF-8?B?R2Viw7xocmVuIDIwMjA=?=\n");
	/* What looks encoded must not be taken for that. */
	assert_text("=?utf-8?q?x?=",
		"Subject: =?UTF-8?B?PT91dGYtOD9xP3g/PQ==?=\n");
	assert_text("1234567890 1234567890 1234567890 1234567890 1234567890 "
		"1234567890 1234567890",
		"Subject: 1234567890 1234567890 1234567890 1234567890 "
		"1234567890 1234567890\n 1234567890\n");
}

static void test_mailboxes(void **state)
{
	const struct mailbox boxes[] = {
		{"O\"Neil, \\ <x@y.z>", "a@b.cd"},
		{NULL, "e@f.gh"},
		{"Zo\xC3\xAB", "z@f.gh"},
	};
	const struct mailboxes three = {boxes, 3}, none = {0};
	struct text out = {0};

	(void)state;
	header_mailboxes("To", &three, &out);
	assert_string_equal(out.data, "To: \"O\\\"Neil, \\\\ <x@y.z>\"\n "
		"<a@b.cd>,\n e@f.gh,\n =?UTF-8?B?Wm/Dqw==?=\n <z@f.gh>\n");
	text_reset(&out);
	header_mailboxes("Cc", &none, &out);
	assert_int_equal(out.length, 0);
	text_clear(&out);
}

static void test_forbidden(void **state)
{
	static const char *const bad[] = {"a\rb", "a\nb", "\x01", "\x7F",
		"\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xAE", "\xFF", "\t"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_not_equal(message_forbidden(bad[i]), 0);
	assert_int_equal(message_forbidden("Zo\xC3\xAB \xF0\x9F\x98\x80 =?"),
		0);
	assert_int_equal(message_forbidden("a\r\n"), '\r');
}

/* ---- messages ---- */

static const struct mailbox sender = {"Office", "o@example.org"};
static const struct mailbox receiver = {"Ann", "ann@example.org"};

static struct message sample(void)
{
	return (struct message){.from = {&sender, 1}, .to = {&receiver, 1},
		.subject = "Letter", .id = "0123@example.org",
		.date = {2020, 7, 22}, .seed = "0123", .lang = "en-GB",
		.text = "From me \n.\n=_0123-1\n", .html = "<p>\xC3\xAB</p>\n",
		.file = "x.pdf", .pdf = "%PDF\0\r\n\x80", .pdf_length = 8};
}

static void test_message(void **state)
{
	static const char head[] = "Date: Wed, 22 Jul 2020 12:00:00 +0000\r\n"
		"From: \"Office\"\r\n <o@example.org>\r\n"
		"To: \"Ann\"\r\n <ann@example.org>\r\n"
		"Subject: Letter\r\nMessage-ID: <0123@example.org>\r\n"
		"MIME-Version: 1.0\r\n"
		"Content-Type: multipart/mixed; boundary=\"=_0123-1\"\r\n";
	struct message message = sample();
	struct text out = {0}, again = {0}, found = {0};

	(void)state;
	message_write(&message, &out);
	assert_memory_equal(out.data, head, strlen(head));
	assert_non_null(strstr(out.data, "\r\nJVBERgANCoA=\r\n"));
	message_write(&message, &again);
	assert_string_equal(out.data, again.data);
	assert_in_range(message_longest_line(&out), 50, 78);
	assert_false(message_signature(&out, &found));
	text_clear(&out);
	text_clear(&again);
}

/* What is signed stands in the message as it was signed. */
static void test_signed(void **state)
{
	struct message message = sample();
	struct text content = {0}, out = {0}, found = {0}, cms = {0};
	const char *at;

	(void)state;
	text_append(&cms, "CMS\0\xFF\r\n", 7);
	message_content(&message, &content);
	message_write_signed(&message, &cms, "sha-256", &out);
	at = strstr(out.data, content.data);
	assert_non_null(at);
	assert_memory_equal(at - 12, "--=_0123-3\r\n", 12);
	assert_memory_equal(at + content.length, "\r\n--=_0123-3\r\n", 14);
	assert_true(message_signature(&out, &found));
	assert_int_equal(found.length, cms.length);
	assert_memory_equal(found.data, cms.data, cms.length);
	text_clear(&content);
	text_clear(&out);
	text_clear(&found);
	text_clear(&cms);
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Signs that mean something in headers, often. */
static void hostile(uint32_t *seed, char out[200])
{
	static const char *const signs[] = {"\r\n", "\n", "\r", ": ", "Bcc:",
		"=?", "?=", "=?utf-8?q?", "\"", "\\", "<", ">", ",", ";", "@",
		"(", " ", "  ", "\t", "\xC3\xA9", "\xF0\x9F\x98\x80",
		"\xE2\x80\xA8", "\xC2\x85", "\xFF", "x", "averylongword", "--"};
	size_t count = next_random(seed) % 8;

	out[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		const char *sign = signs[next_random(seed) %
			(sizeof(signs) / sizeof(signs[0]))];

		memcpy(out + strlen(out), sign, strlen(sign) + 1);
	}
}

/* Every field is there once, and nothing else. */
static void assert_head(const char *head)
{
	static const char *const fields[] = {"Date: ", "From: ", "To: ",
		"Subject: ", "Message-ID: ", "MIME-Version: ",
		"Content-Type: "};
	size_t number = 0;

	for (const char *end; *head != '\r'; head = end + 2) {
		end = strstr(head, "\r\n");
		assert_non_null(end);
		assert_in_range(end - head, 1, 78);
		for (const char *c = head; c < end; c++)
			assert_true(*c == '\t' || (*c >= ' ' && *c <= '~'));
		if (*head == ' ' || *head == '\t') {
			assert_true(number > 0 &&
				strspn(head, " \t") < (size_t)(end - head));
			continue;
		}
		assert_true(number < 7);
		assert_memory_equal(head, fields[number],
			strlen(fields[number]));
		number++;
	}
	assert_int_equal(number, 7);
}

static void test_nothing_is_injected(void **state)
{
	uint32_t seed = 7;
	size_t written = 0, refused = 0;

	(void)state;
	for (int i = 0; i < 4000; i++) {
		char name[200], subject[200];
		struct mailbox to = {name, "ann@example.org"};
		struct message message = sample();
		struct text out = {0};

		hostile(&seed, name);
		hostile(&seed, subject);
		if (message_forbidden(name) != 0 ||
			message_forbidden(subject) != 0) {
			refused++;
			continue;
		}
		message.to.items = &to;
		message.subject = subject;
		message_write(&message, &out);
		assert_head(out.data);
		written++;
		text_clear(&out);
	}
	assert_true(written > 500 && refused > 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_good_addresses),
		cmocka_unit_test(test_bad_addresses),
		cmocka_unit_test(test_long_addresses),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_html),
		cmocka_unit_test(test_broken_lines),
		cmocka_unit_test(test_subjects),
		cmocka_unit_test(test_mailboxes),
		cmocka_unit_test(test_forbidden),
		cmocka_unit_test(test_message),
		cmocka_unit_test(test_signed),
		cmocka_unit_test(test_nothing_is_injected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
