/* Rows looked at by several processes: batch/lanes.h. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch/lanes.h"

#define ROWS	1000
#define LETHAL	501 /* a row that kills whoever looks at it */
#define SILENT	502 /* right behind: so does this one, in another way */
#define FAULTY	77

static struct {
	int64_t heard, wrong, dead;
} seen;

static void look(void *context, int64_t row, struct text *out,
	struct report *report)
{
	const int64_t *lethal = context;
	struct place place = {"rows.csv", (int)row, 0};
	char key[16];

	if (row == *lethal)
		raise(SIGKILL);
	if (*lethal != 0 && row == SILENT)
		_exit(3);
	text_printf(out, "row %lld", (long long)row);
	text_append(out, "", 1);
	snprintf(key, sizeof(key), "K%lld", (long long)row);
	report->recipient = key;
	if (row % FAULTY == 0)
		report_error(report, place, "%s is faulty", out->data);
	report->recipient = NULL;
}

static void hear(void *context, int64_t row, const char *found)
{
	char expected[32];

	(void)context;
	snprintf(expected, sizeof(expected), "row %lld", (long long)row);
	seen.heard++;
	seen.wrong += row != seen.heard;
	if (found == NULL)
		seen.dead++;
	else
		seen.wrong += strcmp(found, expected) != 0;
}

static const char *key_of(void *context, int64_t row)
{
	(void)context;
	return row == LETHAL ? "lethal" : "silent";
}

static char *run(size_t count, int64_t rows, int64_t lethal)
{
	struct lanes lanes = {.count = count, .rows = rows, .look = look,
		.hear = hear, .key_of = key_of, .context = &lethal};
	struct report report = {0};
	struct text all = {0};

	memset(&seen, 0, sizeof(seen));
	lanes_run(&lanes, &report);
	for (size_t i = 0; i < report.count; i++)
		problem_describe(&report.problems[i], &all);
	report_clear(&report);
	assert_int_equal(seen.heard, rows);
	assert_int_equal(seen.wrong, 0);
	return all.data;
}

static void test_same_whatever_the_count(void **state)
{
	char *one = run(1, ROWS, 0);

	(void)state;
	assert_non_null(strstr(one, "rows.csv:77: error: [K77] row 77 is"));
	for (size_t count = 2; count < 6; count++) {
		char *many = run(count, ROWS, 0);

		assert_string_equal(one, many);
		assert_int_equal(seen.dead, 0);
		free(many);
	}
	free(one);
}

static void test_few_rows(void **state)
{
	(void)state;
	for (int64_t rows = 0; rows < 70; rows += 23)
		free(run(4, rows, 0));
}

static void test_death_costs_its_row(void **state)
{
	(void)state;
	for (size_t count = 2; count < 4; count++) {
		char *told = run(count, ROWS, LETHAL);

		assert_int_equal(seen.dead, 2);
		assert_non_null(strstr(told, "[lethal] the process that set "
			"it died of signal 9"));
		assert_non_null(strstr(told, "[silent] the process that set "
			"it ended with status 3"));
		assert_non_null(strstr(told, "[K462]"));
		assert_non_null(strstr(told, "[K539]"));
		free(told);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_whatever_the_count),
		cmocka_unit_test(test_few_rows),
		cmocka_unit_test(test_death_costs_its_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
