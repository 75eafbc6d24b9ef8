/* manifest.csv and failed.csv. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "output/manifest.h"

static const char *const names[] = {"upheld", "complied"};

static const struct entry made = {
	.key = "SOT",
	.name = "Stockton, on \"Tees\"",
	.file = "letters/stockton.pdf",
	.state = LETTER_MADE,
	.issue = 2,
	.pages = 3,
	.bytes = 45678,
	.sha256 = "00ff",
	.printed = "60%\t100%",
};

static void assert_manifest(const struct entry *entry, size_t count,
	const char *line, size_t warnings)
{
	struct report report = {.recipient = "other"};
	struct text out = {0};

	manifest_add(&out, entry, count, &report);
	assert_string_equal(text_string(&out), line);
	assert_int_equal(report.warnings, warnings);
	assert_int_equal(report.errors, 0);
	assert_string_equal(report.recipient, "other");
	for (size_t i = 0; i < report.count; i++)
		assert_string_equal(report.problems[i].recipient, entry->key);
	report_clear(&report);
	text_clear(&out);
}

static void writes_the_header(void **state)
{
	static const char *const odd[] = {"a,b"};
	struct text out = {0};

	(void)state;
	manifest_begin(&out, names, 2);
	manifest_begin(&out, odd, 1);
	manifest_begin(&out, NULL, 0);
	assert_string_equal(text_string(&out),
		"key,name,file,pages,bytes,sha256,state,upheld,complied\n"
		"key,name,file,pages,bytes,sha256,state,\"a,b\"\n"
		"key,name,file,pages,bytes,sha256,state\n");
	text_clear(&out);
}

#define SOT "SOT,\"Stockton, on \"\"Tees\"\"\",letters/stockton.pdf,3,45678," \
	    "00ff,made"

static void writes_a_letter(void **state)
{
	struct entry failed = made;

	(void)state;
	assert_manifest(&made, 2, SOT ",60%,100%\n", 0);
	assert_manifest(&made, 0, SOT "\n", 0);
	failed.state = LETTER_FAILED;
	failed.printed = NULL;
	failed.sha256 = NULL;
	assert_manifest(&failed, 2,
		"SOT,\"Stockton, on \"\"Tees\"\"\",,,,,failed,,\n", 0);
}

/* The columns stay in place, whatever an older record says. */
static void pads_and_cuts_figures(void **state)
{
	struct entry entry = made;

	(void)state;
	entry.printed = "60%";
	assert_manifest(&entry, 2, SOT ",60%,\n", 0);
	entry.printed = "\t100%";
	assert_manifest(&entry, 2, SOT ",,100%\n", 0);
	entry.printed = "1\t2\t3\t4";
	assert_manifest(&entry, 2, SOT ",1,2\n", 0);
}

static void warns_of_formulas(void **state)
{
	static const struct {
		const char *name;
		size_t warnings;
	} cases[] = {{"=1+1", 1}, {"@SUM(A1)", 1}, {"+A1", 1}, {"-2+3", 1},
		{"-", 0}, {"-5.5%", 0}, {"+1.0", 0}, {"1=1", 0}, {"", 0}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct entry entry = made;
		struct text line = {0};

		entry.name = cases[i].name;
		text_printf(&line, "SOT,%s,letters/stockton.pdf,3,45678,00ff,"
			"made,60%%,100%%\n", entry.name);
		assert_manifest(&entry, 2, text_string(&line),
			cases[i].warnings);
		text_clear(&line);
	}
}

static void gives_failed_rows_back(void **state)
{
	struct text out = {0};

	(void)state;
	failed_begin(&out, "Authority;Code", ';');
	failed_add(&out, "no figure; see line 3", "\"Stray;SOT", ';');
	assert_string_equal(text_string(&out), "reason;Authority;Code\n"
		"\"no figure; see line 3\";\"Stray;SOT\n");
	text_clear(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_the_header),
		cmocka_unit_test(writes_a_letter),
		cmocka_unit_test(pads_and_cuts_figures),
		cmocka_unit_test(warns_of_formulas),
		cmocka_unit_test(gives_failed_rows_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
