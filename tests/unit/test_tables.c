/* Files into tables: names, numbers, keys, faults, whose letter they stop. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "data/tables.h"
#include "scratch.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static char folder[256];

/* One job, made anew for each test. */
static struct tables *tables;
static struct report report;

static char *path_of(const char *name)
{
	static char paths[8][600];
	static size_t used;
	char *path = paths[used++ % COUNT(paths)];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

static void write_file(const char *name, const char *bytes)
{
	FILE *file = fopen(path_of(name), "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, strlen(bytes), file), strlen(bytes));
	assert_int_equal(fclose(file), 0);
}

static int begin(void **state)
{
	const char *parent = getenv("TMPDIR");

	(void)state;
	snprintf(folder, sizeof(folder), "%s/test_tables.XXXXXX",
		parent ? parent : "/tmp");
	assert_non_null(mkdtemp(folder));
	assert_true(tables_open(NULL, &tables, &report));
	return 0;
}

static int end(void **state)
{
	DIR *list = opendir(folder);
	struct dirent *entry;

	(void)state;
	tables_free(tables);
	tables = NULL;
	report_clear(&report);
	assert_non_null(list);
	while ((entry = readdir(list)) != NULL)
		if (entry->d_name[0] != '.')
			unlink(path_of(entry->d_name));
	closedir(list);
	return rmdir(folder);
}

static struct column_options text_column(const char *name, const char *header)
{
	return (struct column_options){.name = name, .header = header,
		.type = COLUMN_TEXT, .place = {.file = "job.ini", .line = 5}};
}

static struct column_options number_column(const char *name,
	const char *header)
{
	struct column_options column = text_column(name, header);

	column.type = COLUMN_NUMBER;
	column.place.line = 15;
	return column;
}

static struct source_options source(const char *name, const char *file,
	const char *key, const struct column_options *columns, size_t count)
{
	return (struct source_options){.name = name, .path = path_of(file),
		.place = {.file = "job.ini", .line = name ? 12 : 2},
		.delimiter = ',', .key = key,
		.where_place = {.file = "job.ini", .line = 19},
		.columns = columns, .column_count = count};
}

static bool load(const struct source_options *options)
{
	return tables_load(tables, options, &report);
}

/* Recipients of code, name and group, from this text. */
static bool load_recipients(const char *csv)
{
	struct column_options columns[] = {text_column("name", "Name"),
		text_column("group_name", "Group")};
	struct source_options options = source(NULL, "recipients.csv", "Code",
		columns, COUNT(columns));

	write_file("recipients.csv", csv);
	return load(&options);
}

#define THREE "Code,Name,Group\nADU,Adur,district\nBAR,Barnet,london\n" \
	      "CAM,Camden,london\n"

/* Statistics of upheld and total, as `options` has more to say about them. */
static bool load_statistics_as(const char *csv, struct source_options options)
{
	struct column_options columns[] = {number_column("upheld", "Upheld"),
		number_column("total", "Total")};

	write_file("decisions.csv", csv);
	options.name = "decisions";
	options.place.line = 12;
	options.path = path_of("decisions.csv");
	options.columns = columns;
	options.column_count = COUNT(columns);
	return load(&options);
}

static bool load_statistics(const char *csv)
{
	return load_statistics_as(csv,
		source("decisions", "decisions.csv", "Code", NULL, 0));
}

/* The result of a query: cells parted by '|', rows by ' / ', NULL as '-'. */
static void expect_rows(const char *sql, const char *expected)
{
	struct sqlite3 *database = tables_database(tables);
	sqlite3_stmt *statement = NULL;
	struct text out = {0};

	if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) !=
		SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(database));
	while (sqlite3_step(statement) == SQLITE_ROW) {
		if (out.length > 0)
			text_add(&out, " / ");
		for (int i = 0; i < sqlite3_column_count(statement); i++) {
			const char *cell = (const char *)
				sqlite3_column_text(statement, i);

			text_printf(&out, "%s%s", i ? "|" : "",
				cell ? cell : "-");
		}
	}
	sqlite3_finalize(statement);
	assert_string_equal(text_string(&out), expected);
	text_clear(&out);
}

/* Problem `number`, as it is printed, without the folder's name. */
static void expect_problem(size_t number, const char *expected)
{
	struct text out = {0};
	const char *shown;
	size_t length = strlen(folder) + 1;

	if (number >= report.count)
		fail_msg("no problem %zu, but: %s", number, expected);
	problem_describe(&report.problems[number], &out);
	out.data[out.length - 1] = '\0';
	shown = text_string(&out);
	if (strncmp(shown, folder, length - 1) == 0)
		shown += length;
	assert_string_equal(shown, expected);
	text_clear(&out);
}

static void joins_sources(void **state)
{
	const struct table_column *column;
	struct place place;

	(void)state;
	assert_true(load_recipients("code , NAME,Group\nADU,Adur,district\n"
				    "BAR,Barnet,\n"));
	assert_true(load_statistics("Total,upheld,Code\n\"1,234\",12%,BAR\n"
				    "\n2,1,ADU \n"));
	assert_true(tables_join(tables, &report));
	assert_int_equal(report.count, 0);
	assert_int_equal(tables_recipient_count(tables), 2);
	expect_rows("SELECT * FROM row ORDER BY _row",
		"1|ADU|Adur|district|1.0|2.0 / 2|BAR|Barnet|-|12.0|1234.0");
	expect_rows("SELECT upheld / total FROM row WHERE _key = 'ADU'", "0.5");
	expect_rows("SELECT _row, _line FROM decisions", "1|4 / 2|2");
	assert_int_equal(tables_column_count(tables), 4);
	column = tables_column_lookup(tables, "UPHELD");
	assert_ptr_equal(column, tables_column(tables, 2));
	assert_string_equal(column->header, "Upheld");
	assert_string_equal(column->source, "decisions");
	place = tables_cell_place(tables, 1, column);
	assert_string_equal(place.file, path_of("decisions.csv"));
	assert_int_equal(place.line, 4);
	assert_int_equal(place.column, 2);
	place = tables_cell_place(tables, 2, tables_column(tables, 0));
	assert_int_equal(place.line, 3);
	assert_int_equal(tables_cell_place(tables, 9, column).line, 0);
	assert_null(tables_column_lookup(tables, "nothing"));
}

static void reads_numbers(void **state)
{
	static const char *const missing[] = {"n/a", "*"};
	struct source_options options = source(NULL, "", "Code", NULL, 0);

	(void)state;
	options.missing = missing;
	options.missing_count = 2;
	assert_true(load_recipients(THREE));
	assert_true(load_statistics_as("Code,Upheld,Total\nADU,n/a,\n"
		"BAR,12x,*\nCAM,\"12,34\",0.12345678901\n", options));
	expect_rows("SELECT * FROM decisions",
		"1|2|18|8|-|- / 2|3|27|9|-|- / 3|4|37|25|-|-");
	assert_int_equal(report.errors, 3);
	expect_problem(0, "decisions.csv:3:2: error: [BAR] '12x' in column "
		"'Upheld' is not a number; if it means that there is no value, "
		"list it under missing");
	expect_problem(1, "decisions.csv:4:2: error: [CAM] '12,34' in column "
		"'Upheld' is not a number, as a comma parts thousands: write a "
		"decimal point, or set decimal = comma for the file; if it "
		"means that there is no value, list it under missing");
	expect_problem(2, "decisions.csv:4:3: error: [CAM] '0.12345678901' in "
		"column 'Total' has more digits than are kept exactly (15, of "
		"them 9 after the point): round it; if it means that there is "
		"no value, list it under missing");
	assert_null(report.recipient);
}

static void names_missing_columns(void **state)
{
	struct text out = {0};

	(void)state;
	assert_true(load_recipients(THREE));
	assert_false(load_statistics("Kode,Uphled,x\nADU,1,2\n"));
	assert_int_equal(report.count, 3);
	text_printf(&out, "job.ini:12: error: %s/decisions.csv has no column "
		"'Code'; did you mean 'Kode'?", folder);
	expect_problem(0, text_string(&out));
	text_reset(&out);
	text_printf(&out, "job.ini:15: error: %s/decisions.csv has no column "
		"'Upheld'; did you mean 'Uphled'?", folder);
	expect_problem(1, text_string(&out));
	text_reset(&out);
	text_printf(&out, "job.ini:15: error: %s/decisions.csv has no column "
		"'Total': see its first line", folder);
	expect_problem(2, text_string(&out));
	text_clear(&out);
}

static void refuses_headers(void **state)
{
	(void)state;
	assert_true(load_recipients(THREE));
	assert_false(load_statistics("Code,Total, TOTAL,Upheld\nADU,1,2,3\n"));
	assert_int_equal(report.count, 1);
	expect_problem(0, "decisions.csv:1:3: error: 'Total' stands twice, in "
		"columns 2 and 3: rename one");
}

static void guesses_delimiters(void **state)
{
	(void)state;
	assert_false(load_recipients("Code;Name;Group\nADU;Adur;x\n"));
	assert_int_equal(report.count, 1);
	assert_non_null(strstr(report.problems[0].message,
		"only 'Code;Name;Group': is delimiter right?"));
}

static void refuses_empty_files(void **state)
{
	(void)state;
	assert_false(load_recipients(""));
	expect_problem(0, "recipients.csv: error: is empty: its first line "
		"must name the columns");
}

static void refuses_lone_headers(void **state)
{
	(void)state;
	assert_false(load_recipients("Code,Name,Group\n,,\n"));
	assert_int_equal(report.count, 1);
	expect_problem(0, "recipients.csv: error: has no row below its header");
	/* what follows from it is not reported, too */
	assert_false(load_statistics("Code,Upheld,Total\nADU,1,2\n"));
	assert_int_equal(report.count, 1);
}

static void refuses_faulty_headers(void **state)
{
	(void)state;
	assert_false(load_recipients("Code,\"Na\"me,Group\nADU,Adur,x\n"));
	assert_int_equal(report.count, 1);
	expect_problem(0, "recipients.csv:1:2: error: stray quote: double it, "
		"and put the whole cell in quotes");
}

static void tags_faulty_recipients(void **state)
{
	(void)state;
	assert_true(load_recipients("Code,Name,Group\nADU,Adur\n"
		"BAR,Barnet,london,5\nCAM,\"Cam\"den,x\n,None,x\n"
		"\"D\nE\",x,x\nFIN,Finsbury,x\n"));
	expect_rows("SELECT _key, name, group_name FROM recipient",
		"ADU|Adur|- / BAR|Barnet|london / CAM|-|- / FIN|Finsbury|x");
	assert_int_equal(report.errors, 5);
	expect_problem(0, "recipients.csv:2: error: [ADU] the row has 2 cells, "
		"the header 3: put a cell that holds the delimiter in quotes, "
		"and leave empty cells in place");
	expect_problem(1, "recipients.csv:3: error: [BAR] the row has 4 cells, "
		"the header 3: put a cell that holds the delimiter in quotes, "
		"and leave empty cells in place");
	expect_problem(2, "recipients.csv:4:2: error: [CAM] stray quote: "
		"double it, and put the whole cell in quotes");
	expect_problem(3, "recipients.csv:5:1: error: the key is empty in "
		"column 'Code': every row needs one");
	expect_problem(4, "recipients.csv:6:1: error: key 'D?E' holds a line "
		"end or another control character: take it out");
}

static void refuses_doubles(void **state)
{
	(void)state;
	assert_true(load_recipients(THREE "ADU,Other,x\n"));
	assert_true(load_statistics("Code,Upheld,Total\nADU,1,1\nBAR,2,2\n"
		"CAM,3,3\nBAR,2,5\n"));
	assert_int_equal(tables_recipient_count(tables), 3);
	expect_rows("SELECT * FROM decisions",
		"1|2|18|7|1.0|1.0 / 2|3|26|7|-|- / 3|4|34|7|3.0|3.0");
	assert_int_equal(report.errors, 2);
	expect_problem(0, "recipients.csv:5:1: error: [ADU] 'ADU' stands in "
		"line 2 already: remove one of the two, or choose by where");
	expect_problem(1, "decisions.csv:5:1: error: [BAR] 'BAR' stands in "
		"line 3 already: remove one of the two, or choose by where");
}

static void add_row(struct text *csv, int number)
{
	text_printf(csv, "K%02d,%d,100\n", number, number);
}

/* Rows in order go in together, others alone: all are there, each once. */
static void takes_rows_in_any_order(void **state)
{
	struct text keys = {0}, csv = {0};

	(void)state;
	text_add(&keys, "Code,Name,Group\n");
	for (int i = 1; i <= 50; i++)
		text_printf(&keys, "K%02d,Name,x\n", i);
	assert_true(load_recipients(keys.data));
	text_add(&csv, "Code,Upheld,Total\n");
	for (int i = 1; i <= 20; i++)
		add_row(&csv, i);
	add_row(&csv, 18); /* one that waits to go in */
	add_row(&csv, 3);
	add_row(&csv, 40);
	add_row(&csv, 30);
	for (int i = 41; i <= 50; i++)
		add_row(&csv, i);
	assert_true(load_statistics(csv.data));
	assert_int_equal(report.errors, 2);
	expect_problem(0, "decisions.csv:22:1: error: [K18] 'K18' stands in "
		"line 19 already: remove one of the two, or choose by where");
	expect_problem(1, "decisions.csv:23:1: error: [K03] 'K03' stands in "
		"line 4 already: remove one of the two, or choose by where");
	expect_rows("SELECT count(*), sum(_row = upheld), sum(total), "
		"max(_line) FROM decisions", "32|30|3000.0|35");
	expect_rows("SELECT _row, _line, upheld FROM decisions "
		"WHERE _row IN (3, 16, 17, 18, 20, 30, 40, 50)",
		"3|4|- / 16|17|16.0 / 17|18|17.0 / 18|19|- / 20|21|20.0 / "
		"30|25|30.0 / 40|24|40.0 / 50|35|50.0");
	text_clear(&keys);
	text_clear(&csv);
}

static void tags_faulty_statistics(void **state)
{
	(void)state;
	assert_true(load_recipients(THREE));
	assert_true(load_statistics("Code,Upheld,Total\nADU,1\nBAR,1,\"2\"3\n"
		"CAM,1,\"2\n"));
	assert_true(tables_join(tables, &report));
	expect_rows("SELECT * FROM decisions",
		"1|2|18|5|-|- / 2|3|24|10|-|- / 3|4|35|8|-|-");
	assert_int_equal(report.errors, 3);
	assert_string_equal(report.problems[0].recipient, "ADU");
	assert_string_equal(report.problems[1].recipient, "BAR");
	expect_problem(2, "decisions.csv:4:3: error: [CAM] a quote is opened "
		"and not closed before the end of the file: close it");
}

static void names_strangers(void **state)
{
	(void)state;
	assert_true(load_recipients(THREE));
	assert_true(load_statistics("Code,Upheld,Total\nADUR,1,1\nBAR,2,2\n"
		"Q,3,3\n,4,4\n"));
	assert_true(tables_join(tables, &report));
	assert_int_equal(report.errors, 4);
	expect_problem(0, "decisions.csv:5:1: error: the key is empty in "
		"column 'Code': every row needs one");
	expect_problem(1, "decisions.csv:2:1: error: [ADU] no row has 'ADU' "
		"in column 'Code', but this one has 'ADUR', which is no "
		"recipient: is it meant?");
	expect_problem(2, "decisions.csv: error: [CAM] no row has 'CAM' in "
		"column 'Code': add one, or say optional = yes");
	expect_problem(3, "decisions.csv:4:1: error: 'Q' is no recipient: "
		"remove the row, or say unmatched = ignore");
	expect_rows("SELECT _key, upheld FROM row",
		"ADU|- / BAR|2.0 / CAM|-");
}

static void bounds_strangers(void **state)
{
	struct text csv = {0};

	(void)state;
	assert_true(load_recipients(THREE));
	text_add(&csv, "Code,Upheld,Total\nADU,1,1\n");
	for (int i = 0; i < 2000; i++)
		text_printf(&csv, "X%d,1,1\n", i);
	assert_true(load_statistics(text_string(&csv)));
	assert_true(tables_join(tables, &report));
	assert_int_equal(report.errors, 1 + 2 + 20);
	expect_problem(0, "decisions.csv:23:1: error: 1980 more rows from "
		"here on are of no recipient: see key, match and "
		"unmatched");
	text_clear(&csv);
}

static void allows_what_is_optional(void **state)
{
	struct source_options options = source(NULL, "", "Code", NULL, 0);

	(void)state;
	options.optional = options.ignore_unmatched = true;
	assert_true(load_recipients(THREE));
	assert_true(load_statistics_as("Code,Upheld,Total\nX,bad,1\n"
		"BAR,2,2\nSource: us\n", options));
	assert_true(tables_join(tables, &report));
	assert_int_equal(report.errors, 0);
	assert_int_equal(report.warnings, 1);
	assert_int_equal(report.problems[0].place.line, 4);
	expect_rows("SELECT upheld FROM row", "- / 2.0 / -");
}

static void refuses_files_of_others(void **state)
{
	struct source_options options = source(NULL, "", "Code", NULL, 0);

	(void)state;
	assert_true(load_recipients(THREE));
	options.ignore_unmatched = true;
	assert_false(load_statistics_as("Code,Upheld,Total\nX,1,1\n",
		options));
	assert_int_equal(report.errors, 1);
	assert_null(report.problems[0].recipient);
	assert_non_null(strstr(report.problems[0].message,
		"is a recipient's by column 'Code': see key and match"));
}

static void matches_other_columns(void **state)
{
	struct source_options options = source(NULL, "", "Group", NULL, 0);

	(void)state;
	options.match = "GROUP_NAME";
	assert_true(load_recipients(THREE));
	assert_true(load_statistics_as("Group,Upheld,Total\ndistrict,1,2\n"
		"london,3,4x\n", options));
	assert_true(tables_join(tables, &report));
	expect_rows("SELECT _key, upheld, total FROM row",
		"ADU|1.0|2.0 / BAR|3.0|- / CAM|3.0|-");
	assert_int_equal(report.errors, 2);
	assert_string_equal(report.problems[0].recipient, "BAR");
	assert_string_equal(report.problems[1].recipient, "CAM");
}

static void refuses_unknown_match(void **state)
{
	struct source_options options = source(NULL, "", "Group", NULL, 0);

	(void)state;
	options.match = "group_nam";
	assert_true(load_recipients(THREE));
	assert_false(load_statistics_as("Group,Upheld,Total\n", options));
	expect_problem(0, "job.ini:12: error: match = group_nam: there is no "
		"such text column of the recipients; did you mean "
		"'group_name'?");
}

static bool load_where(const char *where, const char *csv)
{
	struct source_options options = source(NULL, "", "Code", NULL, 0);

	options.where = where;
	return load_statistics_as(csv, options);
}

static void filters_rows(void **state)
{
	(void)state;
	assert_true(load_recipients(THREE));
	/* line 3 is another year's, so neither double nor faulty */
	assert_true(load_where("total = '2024' -- the year",
		"Code,Upheld,Total\nADU,1,2024\nADU,bad,2023\nBAR,1,\n"
		"BAR,2,2024\nCAM,bad,2024\nCAM,1,2O24\n"));
	expect_rows("SELECT * FROM decisions", "1|2|18|10|1.0|2024.0 / "
		"2|5|49|10|2.0|2024.0 / 3|6|60|12|-|-");
	assert_int_equal(report.errors, 3);
	assert_int_equal(report.problems[0].place.line, 6);
	/* 2O24 could be 2024: its row is not left out in silence */
	assert_int_equal(report.problems[1].place.line, 7);
	assert_int_equal(report.problems[1].place.column, 3);
	assert_int_equal(report.problems[2].place.line, 7);
	assert_int_equal(report.problems[2].place.column, 1);
}

static void refuses_where(const char *where, const char *words)
{
	report_clear(&report);
	tables_free(tables);
	assert_true(tables_open(NULL, &tables, &report));
	assert_true(load_recipients(THREE));
	assert_false(load_where(where, "Code,Upheld,Total\nADU,1,1\n"));
	assert_int_equal(report.errors, 1);
	assert_string_equal(report.problems[0].place.file, "job.ini");
	assert_int_equal(report.problems[0].place.line, 19);
	if (strstr(report.problems[0].message, words) == NULL)
		fail_msg("'%s' is not in '%s'", words,
			report.problems[0].message);
}

static void refuses_wrong_where(void **state)
{
	(void)state;
	refuses_where("uphled = 1", "no such column: uphled");
	refuses_where("\"uphled\" = 1", "no such column: uphled");
	refuses_where("upheld = ", "syntax error");
	refuses_where("max(upheld) = upheld", "misuse of aggregate");
	refuses_where("random() > 0", "not authorized");
	refuses_where("date('now') > '2020'", "not authorized");
	refuses_where("load_extension('x')", "not authorized");
	refuses_where("abs(-9223372036854775807 - upheld) = 0 AND 0",
		"lets no row of");
	refuses_where("abs(-9223372036854775807 - 1) = 0", "integer overflow");
	refuses_where("upheld = 1; DROP TABLE recipient", "syntax error");
	refuses_where("upheld = 1), 1); DROP TABLE recipient; --", "wanted");
	refuses_where("upheld = 7", "lets no row of");
}

static void refuses_names(void **state)
{
	struct column_options columns[] = {number_column("NAME", "Total"),
		number_column("_row", "Total")};
	struct source_options options = source("decisions", "decisions.csv",
		"Code", columns, COUNT(columns));

	(void)state;
	assert_true(load_recipients(THREE));
	assert_false(load(&options));
	assert_int_equal(report.errors, 2);
	assert_non_null(strstr(report.problems[0].message,
		"'NAME' names a column of"));
	expect_problem(1, "job.ini:15: error: '_row' cannot name a column: "
		"names that begin with '_' are the program's own");
	options.name = "row";
	assert_false(load(&options));
	options.name = "Recipient";
	assert_false(load(&options));
	expect_problem(3, "job.ini:12: error: 'Recipient' names a source "
		"already: take another");
}

/* Names may be any text: they are quoted wherever SQL is made. */
static void quotes_names(void **state)
{
	struct column_options columns[] = {
		number_column("a \"b\"; DROP", "Total"),
		number_column("select", "Upheld")};
	struct source_options options = source("from \"x\"", "decisions.csv",
		"Code", columns, COUNT(columns));

	(void)state;
	options.where = "\"select\" = 1";
	assert_true(load_recipients(THREE));
	write_file("decisions.csv",
		"Code,Upheld,Total\nADU,1,2\nBAR,1,3\nCAM,1,4\nCAM,2,5\n");
	assert_true(load(&options));
	assert_true(tables_join(tables, &report));
	assert_int_equal(report.count, 0);
	expect_rows("SELECT \"a \"\"b\"\"; DROP\" FROM row",
		"2.0 / 3.0 / 4.0");
}

static void reads_wide_files(void **state)
{
	struct text csv = {0};

	(void)state;
	assert_true(load_recipients(THREE));
	text_add(&csv, "Code,Upheld,Total\nADU");
	for (int i = 1; i < 100000; i++)
		text_add(&csv, ",1");
	text_add(&csv, "\nBAR,1,1\nCAM,1,1\n");
	assert_true(load_statistics(text_string(&csv)));
	assert_int_equal(report.errors, 1);
	expect_problem(0, "decisions.csv:2: error: [ADU] the row has 100000 "
		"cells, the header 3: put a cell that holds the delimiter in "
		"quotes, and leave empty cells in place");
	text_clear(&csv);
}

static void expect_original(int64_t row, const char *expected)
{
	struct text out = {0};

	assert_true(tables_original_row(tables, RECIPIENTS, row, &out,
		&report));
	assert_string_equal(text_string(&out), expected);
	text_clear(&out);
}

static void keeps_original_rows(void **state)
{
	(void)state;
	assert_true(load_recipients("\xEF\xBB\xBF" "Code,Name,Group\r\n"
		"ADU,\"A\r\nB\",x\r\n\r\nBAR,\"B\"c,x\r\nCAM,,"));
	expect_original(0, "Code,Name,Group");
	expect_original(3, "CAM,,");
	expect_original(1, "ADU,\"A\r\nB\",x");
	expect_original(2, "BAR,\"B\"c,x");
}

static void keeps_original_rows_converted(void **state)
{
	struct column_options columns[] = {text_column("name", "Name")};
	struct source_options options = source(NULL, "r.csv", "Code", columns,
		1);

	(void)state;
	options.encoding = "windows-1252";
	write_file("r.csv", "Code,Name\nA,Caf\xE9\nB,\x80\nC,c\n");
	assert_true(load(&options));
	expect_original(2, "B,\xE2\x82\xAC");
	expect_original(3, "C,c");
	expect_original(1, "A,Caf\xC3\xA9");
	expect_original(0, "Code,Name");
}

static bool compiles(const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int result = sqlite3_prepare_v2(tables_database(tables), sql, -1,
		&statement, NULL);

	sqlite3_finalize(statement);
	return result == SQLITE_OK;
}

static void guards(void **state)
{
	static const char endless[] = "WITH RECURSIVE x(n) AS (SELECT 1 UNION "
				      "ALL SELECT n FROM x) SELECT n FROM x";
	static const char *const refused[] = {"DELETE FROM recipient",
		"UPDATE recipient SET name = 'x'", "DROP VIEW row",
		"ATTACH 'x' AS x", "PRAGMA table_info(recipient)",
		"CREATE TEMP TABLE x(y)", "SELECT random()",
		"SELECT load_extension('x')", "SELECT current_timestamp",
		"SELECT datetime('now')", "BEGIN",
		endless,
		"SELECT \"a text\""};

	(void)state;
	assert_true(load_recipients(THREE));
	assert_true(tables_join(tables, &report));
	assert_true(tables_guard(tables_database(tables)));
	for (size_t i = 0; i < COUNT(refused); i++)
		if (compiles(refused[i]))
			fail_msg("not refused: %s", refused[i]);
	assert_true(compiles("SELECT sum(length(name)), 'x' || max(_key) "
		"FROM row GROUP BY group_name"));
	assert_true(tables_unguard(tables_database(tables)));
	assert_true(compiles("CREATE TEMP TABLE x(y)"));
}

/* A worker: 0 when it could read the tables and could not write to them. */
static int work(void)
{
	struct text row = {0};

	if (!tables_reopen(tables, &report))
		return 1;
	if (sqlite3_exec(tables_database(tables), "DELETE FROM recipient",
		    NULL, NULL, NULL) != SQLITE_READONLY)
		return 2;
	if (!compiles("SELECT name FROM row"))
		return 3;
	if (tables_cell_place(tables, 2, tables_column(tables, 0)).line != 3)
		return 4;
	if (!tables_original_row(tables, RECIPIENTS, 3, &row, &report) ||
		strcmp(row.data, "CAM,Camden,london") != 0)
		return 5;
	return 0;
}

static void serves_workers(void **state)
{
	int status;
	pid_t worker;

	(void)state;
	tables_free(tables);
	assert_true(tables_open(folder, &tables, &report));
	assert_int_equal(rmdir(folder), 0); /* nothing is to be seen of it */
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_true(load_recipients(THREE));
	assert_true(tables_join(tables, &report));
	expect_original(1, "ADU,Adur,district");
	assert_int_equal(tables_cell_place(tables, 1,
		tables_column(tables, 0)).line, 2);
	worker = fork();
	if (worker == 0)
		_exit(work());
	assert_int_equal(waitpid(worker, &status, 0), worker);
	assert_int_equal(status, 0);
	expect_rows("SELECT count(*) FROM row", "3");
	expect_original(2, "BAR,Barnet,london");
}

static void refuses_a_folder_that_is_not_there(void **state)
{
	struct tables *none = NULL;

	(void)state;
	assert_false(tables_open(path_of("none"), &none, &report));
	assert_null(none);
	assert_int_equal(report.errors, 1);
	assert_string_equal(report.problems[0].place.file, path_of("none"));
}

static void tells_of_a_full_disk(void **state)
{
	rlim_t before;
	bool done;

	(void)state;
	tables_free(tables);
	assert_true(tables_open(folder, &tables, &report));
	before = disk_fill(4096);
	done = load_recipients(THREE);
	disk_clear(before);
	assert_false(done);
	assert_string_equal(report.problems[0].place.file, folder);
	if (strstr(report.problems[0].message, "make room") == NULL)
		fail_msg("%s", report.problems[0].message);
}

static void refuses_encodings(void **state)
{
	(void)state;
	assert_false(load_recipients("Code,Name,Group\nADU,Caf\xE9,x\n"));
	assert_int_equal(report.errors, 1);
	assert_int_equal(report.problems[0].place.line, 2);
}

static uint32_t next(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

static void damage(const char *good, char *bytes, uint32_t *seed)
{
	static const char pieces[] = "\"\",\r\n;Ax9%";

	memcpy(bytes, good, strlen(good) + 1);
	for (uint32_t n = next(seed, 5); n > 0; n--)
		bytes[next(seed, (uint32_t)strlen(good))] =
			pieces[next(seed, sizeof(pieces) - 1)];
}

static void survives_damage(void **state)
{
	static const char statistics[] = "Code,Upheld,Total\nADU,1,2\n"
		"BAR,\"1,234\",3\nCAM,3%,\"4\"\n";
	char bytes[200];
	uint32_t seed = 7;

	(void)state;
	for (int i = 0; i < 300; i++) {
		tables_free(tables);
		report_clear(&report);
		assert_true(tables_open(NULL, &tables, &report));
		damage(THREE, bytes, &seed);
		if (!load_recipients(bytes)) {
			assert_true(report.errors > 0);
			continue;
		}
		damage(statistics, bytes, &seed);
		if (!load_where(i % 2 ? "upheld > 0" : NULL, bytes)) {
			assert_true(report.errors > 0);
			continue;
		}
		assert_true(tables_join(tables, &report));
		assert_null(report.recipient);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(joins_sources),
		TEST(reads_numbers),
		TEST(names_missing_columns),
		TEST(refuses_headers),
		TEST(guesses_delimiters),
		TEST(refuses_empty_files),
		TEST(refuses_lone_headers),
		TEST(refuses_faulty_headers),
		TEST(tags_faulty_recipients),
		TEST(refuses_doubles),
		TEST(takes_rows_in_any_order),
		TEST(tags_faulty_statistics),
		TEST(names_strangers),
		TEST(bounds_strangers),
		TEST(allows_what_is_optional),
		TEST(refuses_files_of_others),
		TEST(matches_other_columns),
		TEST(refuses_unknown_match),
		TEST(filters_rows),
		TEST(refuses_wrong_where),
		TEST(refuses_names),
		TEST(quotes_names),
		TEST(reads_wide_files),
		TEST(keeps_original_rows),
		TEST(keeps_original_rows_converted),
		TEST(guards),
		TEST(serves_workers),
		TEST(refuses_a_folder_that_is_not_there),
		TEST(tells_of_a_full_disk),
		TEST(refuses_encodings),
		TEST(survives_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
