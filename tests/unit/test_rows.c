/* Sources of many rows: rows, their order, aggregates, faults, sums. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "data/tables.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define PEOPLE "Code,Name\nADU,Adur\nBAR,Barnet\nCAM,Camden\n"
#define BILLS                                                                  \
	"Code,Month,Charge\nBAR,Jan,0.10\nADU,Jan,7\nBAR,Feb,0.20\n"           \
	"BAR,Mar,n/a\nADU,Feb,3\n"

static char folder[256], people[300], bills[300];
static struct tables *tables;
static struct report report;
static struct arena arena;

static void write_file(const char *path, const char *bytes)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, strlen(bytes), file), strlen(bytes));
	assert_int_equal(fclose(file), 0);
}

static int begin(void **state)
{
	const char *parent = getenv("TMPDIR");

	(void)state;
	snprintf(folder, sizeof(folder), "%s/test_rows.XXXXXX",
		parent ? parent : "/tmp");
	assert_non_null(mkdtemp(folder));
	snprintf(people, sizeof(people), "%s/people.csv", folder);
	snprintf(bills, sizeof(bills), "%s/bills.csv", folder);
	assert_true(tables_open(NULL, &tables, &report));
	return 0;
}

static int end(void **state)
{
	(void)state;
	tables_free(tables);
	tables = NULL;
	report_clear(&report);
	arena_clear(&arena);
	unlink(people);
	unlink(bills);
	return rmdir(folder);
}

/* [data bills]: month and charge, with the aggregates that are given. */
static bool load_as(const char *csv, const struct source_options *extra,
	const struct aggregate_options *aggregates, size_t count)
{
	static const char *const missing[] = {"n/a"};
	static const struct column_options name[] = {
		{"name", "Name", COLUMN_TEXT, {"job.ini", 5, 0}}};
	static const struct column_options columns[] = {
		{"month", "Month", COLUMN_TEXT, {"job.ini", 15, 0}},
		{"charge", "Charge", COLUMN_NUMBER, {"job.ini", 16, 0}}};
	struct source_options recipients = {.path = people, .delimiter = ',',
		.key = "Code", .columns = name, .column_count = 1};
	struct source_options options = *extra;

	options.name = "bills";
	options.path = bills;
	options.place = (struct place){"job.ini", 12, 0};
	options.order_place = (struct place){"job.ini", 13, 0};
	options.delimiter = ',';
	options.key = "Code";
	options.many = true;
	options.missing = missing;
	options.missing_count = 1;
	options.columns = columns;
	options.column_count = COUNT(columns);
	options.aggregates = aggregates;
	options.aggregate_count = count;
	write_file(people, PEOPLE);
	write_file(bills, csv);
	return tables_load(tables, &recipients, &report) &&
		tables_load(tables, &options, &report) &&
		tables_join(tables, &report);
}

static bool load_aggregate(const char *csv, const char *sql)
{
	struct aggregate_options aggregate = {"paid", sql, {"job.ini", 17, 0}};
	struct source_options options = {.optional = true};

	return load_as(csv, &options, &aggregate, 1);
}

/* The one value of a query, "NULL" as SQLite has it. */
static void expect_answer(const char *sql, const char *expected)
{
	sqlite3_stmt *statement = NULL;
	const char *value;

	if (sqlite3_prepare_v2(tables_database(tables), sql, -1, &statement,
		    NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(tables_database(tables)));
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	value = (const char *)sqlite3_column_text(statement, 0);
	assert_string_equal(value ? value : "NULL", expected);
	sqlite3_finalize(statement);
}

/* Month and charge of each row, "Jan 7 at 3:3, ..." */
static void expect_rows(int64_t row, const char *expected)
{
	const struct table_source *source = tables_source(tables, 0);
	const struct table_cell *cells;
	struct text out = {0};
	size_t count;

	assert_int_equal(source->column_count, 2);
	assert_true(tables_rows(tables, source, row, &arena, &cells, &count,
		&report));
	for (size_t i = 0; i < count; i++) {
		const struct table_cell *charge = &cells[2 * i + 1];

		text_printf(&out, "%s%s ", i ? ", " : "",
			cells[2 * i].has_value ? cells[2 * i].text : "(none)");
		if (charge->has_value)
			text_printf(&out, "%g", charge->number);
		else
			text_add_char(&out, '-');
		text_printf(&out, " at %d:%d", charge->place.line,
			charge->place.column);
	}
	assert_string_equal(text_string(&out), expected);
	text_clear(&out);
}

static void expect_error(size_t number, int line, const char *recipient,
	const char *words)
{
	const struct problem *problem = &report.problems[number];

	assert_true(number < report.count);
	assert_int_equal(problem->place.line, line);
	if (recipient == NULL)
		assert_null(problem->recipient);
	else
		assert_string_equal(problem->recipient, recipient);
	if (strstr(problem->message, words) == NULL)
		fail_msg("'%s' is not in '%s'", words, problem->message);
}

static void keeps_rows_in_order(void **state)
{
	(void)state;
	assert_true(load_aggregate(BILLS, "sum(charge)"));
	assert_int_equal(report.count, 0);
	assert_int_equal(tables_source_count(tables), 1);
	expect_rows(1, "Jan 7 at 3:3, Feb 3 at 6:3");
	expect_rows(2, "Jan 0.1 at 2:3, Feb 0.2 at 4:3, Mar - at 5:3");
	expect_rows(3, "");
	/* columns of many rows are none of the view, aggregates are */
	assert_int_equal(tables_column_count(tables), 2);
	assert_null(tables_column_lookup(tables, "charge"));
	assert_true(tables_column_lookup(tables, "paid")->is_aggregate);
}

static void orders_rows(void **state)
{
	struct source_options options = {.optional = true, .order = "charge",
		.descending = true};

	(void)state;
	assert_true(load_as(BILLS "BAR,Apr,0.20\n", &options, NULL, 0));
	expect_rows(2, "Feb 0.2 at 4:3, Apr 0.2 at 7:3, Jan 0.1 at 2:3, "
		"Mar - at 5:3");
}

static void orders_rows_by_texts(void **state)
{
	struct source_options options = {.optional = true, .order = "Month"};

	(void)state;
	assert_true(load_as(BILLS "BAR,,5\nBAR,Feb,4\n", &options, NULL, 0));
	expect_rows(2, "(none) 5 at 7:3, Feb 0.2 at 4:3, Feb 4 at 8:3, "
		"Jan 0.1 at 2:3, Mar - at 5:3");
}

static void puts_missing_numbers_first(void **state)
{
	struct source_options options = {.optional = true, .order = "charge"};

	(void)state;
	assert_true(load_as(BILLS "BAR,Apr,-1\n", &options, NULL, 0));
	expect_rows(2, "Mar - at 5:3, Apr -1 at 7:3, Jan 0.1 at 2:3, "
		"Feb 0.2 at 4:3");
	expect_rows(1, "Feb 3 at 6:3, Jan 7 at 3:3");
}

static void refuses_unknown_orders(void **state)
{
	struct source_options options = {.order = "charges"};

	(void)state;
	assert_false(load_as(BILLS, &options, NULL, 0));
	expect_error(0, 13, NULL, "order: there is no column 'charges' in "
		"this section; did you mean 'charge'?");
}

static void works_out_aggregates(void **state)
{
	struct aggregate_options aggregates[] = {
		{"paid", "sum(charge)", {"job.ini", 17, 0}},
		{"months", "count(*)", {"job.ini", 18, 0}},
		{"most", "max(charge) -- of all", {"job.ini", 19, 0}}};
	struct source_options options = {.optional = true};

	(void)state;
	assert_true(load_as(BILLS, &options, aggregates, COUNT(aggregates)));
	expect_answer("SELECT group_concat(coalesce(paid, '-') || ' ' || "
		"months || ' ' || coalesce(most, '-'), ', ') FROM row",
		"10.0 2.0 7.0, 0.3 3.0 0.2, - 0.0 -");
	assert_int_equal(report.count, 0);
}

static void a_faulty_row_has_no_part_in_sums(void **state)
{
	(void)state;
	assert_true(load_aggregate("Code,Month,Charge\nADU,Jan,1\nADU,Feb,x\n"
		"BAR,Jan,2\nCAM,Jan\nCAM,Feb,3\n", "total(charge)"));
	expect_answer("SELECT group_concat(coalesce(paid, '-'), ' ') FROM row",
		"- 2.0 -");
	expect_error(0, 3, "ADU", "'x' in column 'Charge' is not a number");
	expect_error(1, 5, "CAM", "the row has 2 cells, the header 3");
	assert_int_equal(report.errors, 2);
}

static void misses_rows(void **state)
{
	struct source_options options = {0};

	(void)state;
	assert_true(load_as(BILLS "XXX,Jan,1\n", &options, NULL, 0));
	expect_error(0, 0, "CAM", "no row has 'CAM' in column 'Code'");
	expect_error(1, 7, NULL, "'XXX' is no recipient");
	assert_int_equal(report.errors, 2);
}

static void takes_the_rows_of_where(void **state)
{
	struct aggregate_options paid = {"paid", "sum(charge)", {0}};
	struct source_options options = {.optional = true,
		.where = "month <> 'Jan'"};

	(void)state;
	assert_true(load_as(BILLS, &options, &paid, 1));
	expect_rows(1, "Feb 3 at 6:3");
	expect_answer("SELECT paid FROM row WHERE _key = 'ADU'", "3.0");
}

static void refuses(const char *sql, const char *words)
{
	void *state = NULL;

	assert_false(load_aggregate(BILLS, sql));
	expect_error(0, 17, NULL, words);
	assert_int_equal(report.errors, 1);
	end(&state);
	begin(&state);
}

static void refuses_wrong_aggregates(void **state)
{
	(void)state;
	refuses("sum(chrage)", "aggregate.paid: no such column: chrage; did "
		"you mean 'charge'?");
	refuses("charge", "aggregate.paid = 'charge': it is of one row: say "
		"of all, as sum(...)");
	refuses("sum(charge); DROP TABLE recipient", "syntax error");
	refuses("sum(charge)) FROM bills; --", "';'");
	refuses("sum(random())", "not authorized");
	refuses("sum(charge", "syntax error");
}

static void refuses_texts(void **state)
{
	(void)state;
	assert_true(load_aggregate(BILLS, "max(month)"));
	expect_error(0, 17, "ADU", "aggregate.paid is 'Jan': a number is "
		"needed");
	expect_error(1, 17, "BAR", "aggregate.paid is 'Mar'");
	assert_int_equal(report.errors, 2);
}

static void stops_an_endless_aggregate(void **state)
{
	(void)state;
	assert_false(load_aggregate(BILLS, "sum((SELECT count(*) FROM bills a, "
		"bills b, bills c, bills d, bills e, bills f, bills g, "
		"bills h, bills i, bills j, bills k, bills l, bills m))"));
	expect_error(0, 12, NULL, "does not come to an end");
}

static void tells_lines(void **state)
{
	struct text out = {0};

	(void)state;
	assert_true(load_aggregate(BILLS "BAR,Apr,1\nBAR,May,1\n",
		"sum(charge)"));
	assert_int_equal(tables_lines(tables, "bills", 2, &out), 5);
	assert_string_equal(out.data, "2 4-5 7-8");
	text_reset(&out);
	assert_int_equal(tables_lines(tables, "bills", 3, &out), 0);
	assert_string_equal(text_string(&out), "");
	assert_int_equal(tables_lines(tables, RECIPIENTS, 3, &out), 1);
	assert_string_equal(out.data, "4");
	text_reset(&out);
	text_clear(&out);
}

static void expect_original(int64_t row, const char *expected)
{
	struct text out = {0};

	assert_true(tables_original_row(tables, "bills", row, &out, &report));
	assert_string_equal(out.data, expected);
	text_clear(&out);
}

/* Those that follow one another are read at once, whatever ends a line. */
static void gives_rows_back(void **state)
{
	struct text out = {0};

	(void)state;
	assert_true(load_aggregate("Code,Month,Charge\r\n"
		"BAR,Jan,0.10\r\nBAR,\"Fe\r\nb\",0.20\r\n\r\n"
		"ADU,Jan,7\r\nBAR,Mar,n/a\r\nBAR,Apr,1\nADU,Feb,3\n",
		"sum(charge)"));
	expect_original(2, "BAR,Jan,0.10\nBAR,\"Fe\r\nb\",0.20\n"
		"BAR,Mar,n/a\nBAR,Apr,1");
	expect_original(1, "ADU,Jan,7\nADU,Feb,3");
	expect_original(2, "BAR,Jan,0.10\nBAR,\"Fe\r\nb\",0.20\n"
		"BAR,Mar,n/a\nBAR,Apr,1");
	assert_false(tables_original_row(tables, "bills", 3, &out, &report));
	text_clear(&out);
}

/* Of more than is read ahead; rows of three recipients, one behind another. */
static void gives_rows_of_a_large_file_back(void **state)
{
	static const char *const keys[] = {"ADU", "BAR", "CAM"};
	struct text csv = {0}, rows[3] = {{0}};

	(void)state;
	text_add(&csv, "Code,Month,Charge\n");
	for (size_t i = 0; i < 6000; i++) {
		size_t start = csv.length;

		text_printf(&csv, "%s,month %zu,%zu", keys[i % 3], i, i);
		text_printf(&rows[i % 3], "%s%s", i < 3 ? "" : "\n",
			csv.data + start);
		text_add_char(&csv, '\n');
	}
	assert_true(load_aggregate(csv.data, "sum(charge)"));
	for (int64_t row = 1; row <= 3; row++)
		expect_original(row, rows[row - 1].data);
	expect_original(1, rows[0].data);
	for (size_t i = 0; i < 3; i++)
		text_clear(&rows[i]);
	text_clear(&csv);
}

/* Off by one in the tenth decimal a half would be rounded the other way. */
static void sums_lose_nothing(void **state)
{
	struct text csv = {0};

	(void)state;
	text_add(&csv, "Code,Month,Charge\n");
	for (int i = 0; i < 500; i++)
		text_add(&csv, "ADU,x,12345.67\nBAR,x,0.1\n");
	assert_true(load_aggregate(text_string(&csv), "sum(charge)"));
	text_clear(&csv);
	expect_answer("SELECT paid = 6172835.0 FROM row WHERE _row = 1", "1");
	expect_answer("SELECT paid = 50.0 FROM row WHERE _row = 2", "1");
	expect_answer("SELECT avg(charge) = 0.1 FROM bills "
		"WHERE _row >> 32 = 2", "1");
	/* of doubles that are all a little too small, or too large */
	expect_answer("SELECT sum(x) = 216.42 FROM (SELECT 17.79 AS x UNION "
		"ALL SELECT 17.79 UNION ALL SELECT 17.79 UNION ALL SELECT "
		"19.47 UNION ALL SELECT 18.63 UNION ALL SELECT 18.21 UNION ALL "
		"SELECT 17.37 UNION ALL SELECT 19.05 UNION ALL SELECT 17.37 "
		"UNION ALL SELECT 18.21 UNION ALL SELECT 18.21 UNION ALL "
		"SELECT 16.53)", "1");
	expect_answer("SELECT sum(x) = 0.1 FROM (SELECT 1000.1 AS x "
		"UNION ALL SELECT -1000)", "1");
	expect_answer("SELECT sum(x) FROM (SELECT 1e16 AS x UNION ALL SELECT 1 "
		"UNION ALL SELECT -1e16)", "1.0");
}

/* As SQLite's own, in all else. */
static void sums_are_as_sql_has_them(void **state)
{
	(void)state;
	expect_answer("SELECT sum(1)", "1");
	expect_answer("SELECT sum(1 + 0.5)", "1.5");
	expect_answer("SELECT sum(NULL)", "NULL");
	expect_answer("SELECT avg(NULL)", "NULL");
	expect_answer("SELECT total(NULL)", "0.0");
	expect_answer("SELECT sum(9e999)", "Inf");
	expect_answer("SELECT group_concat(s, ' ') FROM (SELECT sum(x) OVER "
		"(ORDER BY x ROWS 1 PRECEDING) AS s FROM (SELECT 1 AS x UNION "
		"SELECT 2 UNION SELECT 3))", "1 3 5");
	assert_int_equal(sqlite3_exec(tables_database(tables),
		"SELECT sum(x) FROM (SELECT 9223372036854775807 AS x "
		"UNION ALL SELECT 1)", NULL, NULL, NULL), SQLITE_ERROR);
	assert_string_equal(sqlite3_errmsg(tables_database(tables)),
		"integer overflow");
}

/* In a worker the statements of the parent are not its own. */
static void serves_workers(void **state)
{
	int status;
	pid_t worker;

	(void)state;
	tables_free(tables);
	assert_true(tables_open(folder, &tables, &report));
	assert_true(load_aggregate(BILLS, "sum(charge)"));
	expect_rows(1, "Jan 7 at 3:3, Feb 3 at 6:3");
	worker = fork();
	if (worker == 0) {
		if (!tables_reopen(tables, &report))
			_exit(1);
		expect_rows(2, "Jan 0.1 at 2:3, Feb 0.2 at 4:3, Mar - at 5:3");
		_exit(0);
	}
	assert_int_equal(waitpid(worker, &status, 0), worker);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keeps_rows_in_order),
		TEST(orders_rows),
		TEST(orders_rows_by_texts),
		TEST(puts_missing_numbers_first),
		TEST(refuses_unknown_orders),
		TEST(works_out_aggregates),
		TEST(a_faulty_row_has_no_part_in_sums),
		TEST(misses_rows),
		TEST(takes_the_rows_of_where),
		TEST(refuses_wrong_aggregates),
		TEST(refuses_texts),
		TEST(stops_an_endless_aggregate),
		TEST(tells_lines),
		TEST(gives_rows_back),
		TEST(gives_rows_of_a_large_file_back),
		TEST(sums_lose_nothing),
		TEST(sums_are_as_sql_has_them),
		TEST(serves_workers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
