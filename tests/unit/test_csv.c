/* The CSV reader: lines, quotes, encodings, and what each fault says. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/csv_cell.h"
#include "base/file.h"
#include "base/text.h"
#include "data/cell.h"
#include "data/csv.h"
#include "data/decoder.h"

static char folder[256], path[300];

static int make_folder(void **state)
{
	const char *parent = getenv("TMPDIR");

	(void)state;
	snprintf(folder, sizeof(folder), "%s/test_csv.XXXXXX",
		parent ? parent : "/tmp");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/a.csv", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

static void write_file(const void *bytes, size_t length)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

/* A row as "line@offset+length:cell|cell|", with "!field" when faulty. */
static bool show_row(void *context, const struct csv_row *row)
{
	struct text *out = context;

	text_printf(out, "%d@%lld+%lld", row->line, (long long)row->offset,
		(long long)row->length);
	if (row->fault != NULL)
		text_printf(out, "!%d", row->fault_column);
	text_add_char(out, ':');
	for (size_t i = 0; i < row->count; i++)
		text_printf(out, "%s|", row->cells[i]);
	text_add_char(out, '\n');
	return true;
}

static bool read_as(const char *encoding, char delimiter, struct text *out,
	struct report *report)
{
	struct csv_options options = {.delimiter = delimiter,
		.encoding = encoding};

	return csv_read(path, &options, show_row, out, report);
}

static void expect_bytes(const void *bytes, size_t length,
	const char *encoding, char delimiter, const char *rows)
{
	struct report report = {0};
	struct text out = {0};

	write_file(bytes, length);
	assert_true(read_as(encoding, delimiter, &out, &report));
	assert_string_equal(text_string(&out), rows);
	assert_int_equal(report.count, 0);
	text_clear(&out);
	report_clear(&report);
}

static void expect(const char *csv, const char *rows)
{
	expect_bytes(csv, strlen(csv), NULL, ',', rows);
}

/* The file is refused, at this line, with these words among others. */
static void refuse_bytes(const void *bytes, size_t length,
	const char *encoding, int line, const char *words)
{
	struct report report = {0};
	struct text out = {0};

	write_file(bytes, length);
	assert_false(read_as(encoding, ',', &out, &report));
	assert_int_equal(report.errors, 1);
	assert_string_equal(report.problems[0].place.file, path);
	assert_int_equal(report.problems[0].place.line, line);
	if (strstr(report.problems[0].message, words) == NULL)
		fail_msg("'%s' is not in '%s'", words,
			report.problems[0].message);
	text_clear(&out);
	report_clear(&report);
}

static void knows_its_lines(void **state)
{
	(void)state;
	expect("a,b\n1,2\n", "1@0+3:a|b|\n2@4+3:1|2|\n");
	expect("a,b\n1,2", "1@0+3:a|b|\n2@4+3:1|2|\n");
	expect("a,b\r\n1,2\r\n", "1@0+3:a|b|\n2@5+3:1|2|\n");
	expect("a,b\r1,2\r3,4", "1@0+3:a|b|\n2@4+3:1|2|\n3@8+3:3|4|\n");
	expect("\n\n  \na\n\n\t\nb\n\n", "4@5+1:a|\n7@10+1:b|\n");
	expect("a,b\n\"x\ny\n\",2\n3,4\n",
		"1@0+3:a|b|\n2@4+8:x\ny|2|\n5@13+3:3|4|\n");
	expect("\"x\r\n\r\ny\"\r\nz\r\n", "1@0+8:x\r\n\r\ny|\n4@10+1:z|\n");
	expect("\"x\ry\"\rz\r", "1@0+5:x\ry|\n3@6+1:z|\n");
}

static void reads_cells(void **state)
{
	(void)state;
	expect("a,,\"\",\"say \"\"hi\"\"\",\"1,124\"\n",
		"1@0+26:a|||say \"hi\"|1,124|\n");
	expect(" a\t, \" b \" ,\xC2\xA0" "c\xC2\xA0\n",
		"1@0+17:a|b|c|\n");
	expect(",\n,,\n", "1@0+1:||\n2@2+2:|||\n");
	expect_bytes("a;b,c\n", 6, NULL, ';', "1@0+5:a|b,c|\n");
	expect_bytes("a\t\t b\n", 6, NULL, '\t', "1@0+5:a||b|\n");
	expect_bytes("a|\"b|c\"\n", 8, NULL, '|', "1@0+7:a|b|c|\n");
}

static void stray_quote_swallows_nothing(void **state)
{
	(void)state;
	expect("a,b\nx,5\"y\n1,2\n", "1@0+3:a|b|\n2@4+5!2:x|\n3@10+3:1|2|\n");
	expect("a,b\nx,\"5\"y\n1,2\n",
		"1@0+3:a|b|\n2@4+6!2:x|\n3@11+3:1|2|\n");
	expect("\"a\"b,c\n1,2", "1@0+6!1:\n2@7+3:1|2|\n");
	/* a quote left open, found out at the end of the file */
	expect("a\n\"x\n1\n2\n", "1@0+1:a|\n2@2+2!1:\n3@5+1:1|\n4@7+1:2|\n");
	/* ... and at the next quote */
	expect("a\n\"x\n1\n\"2\"\n3\n",
		"1@0+1:a|\n2@2+2!1:\n3@5+1:1|\n4@7+3:2|\n5@11+1:3|\n");
	/* lines of a good cell before the faulty one are no rows */
	expect("\"x\ny\",5\"z\n1,2\n", "1@0+9!2:x\ny|\n3@10+3:1|2|\n");
	expect("\"", "1@0+1!1:\n");
	expect("a,b\n1,\"", "1@0+3:a|b|\n2@4+3!2:1|\n");
}

static void drops_the_mark(void **state)
{
	(void)state;
	expect("\xEF\xBB\xBF" "a,b\n1,2\n", "1@3+3:a|b|\n2@7+3:1|2|\n");
	expect("\xEF\xBB\xBF\"a\",b\n", "1@3+5:a|b|\n");
	refuse_bytes("\xEF\xBB\xBF", 3, NULL, 0, "is empty");
	refuse_bytes("\xEF\xBB\xBF" "a\n", 5, "windows-1252", 0,
		"leave encoding out");
}

static void converts(void **state)
{
	static const char windows[] = "name\nCaf\xE9 \x96 \x80\n";
	static const char utf16[] = "\xFF\xFE" "a\0,\0\xE9\0\n\0" "1\0,\0"
				    "\x3D\xD8\x00\xDE\n\0";
	static const char big[] = "\xFE\xFF\0a\0\n\0b";

	(void)state;
	expect_bytes(windows, sizeof(windows) - 1, "windows-1252", ',',
		"1@0+4:name|\n2@5+13:Caf\xC3\xA9 \xE2\x80\x93 \xE2\x82\xAC|\n");
	expect_bytes(utf16, sizeof(utf16) - 1, "utf-16", ',',
		"1@0+4:a|\xC3\xA9|\n2@5+6:1|\xF0\x9F\x98\x80|\n");
	expect_bytes(utf16, sizeof(utf16) - 1, "UTF-16LE", ',',
		"1@3+4:a|\xC3\xA9|\n2@8+6:1|\xF0\x9F\x98\x80|\n");
	expect_bytes(big, sizeof(big) - 1, "utf-16", ',',
		"1@0+1:a|\n2@2+1:b|\n");
	expect_bytes("a\n", 2, "UTF-8", ',', "1@0+1:a|\n");
	refuse_bytes(utf16, sizeof(utf16) - 2, "utf-16", 0,
		"byte 19 is not utf-16");
}

static void refuses_other_encodings(void **state)
{
	(void)state;
	refuse_bytes("a\nCaf\xE9\n", 7, NULL, 2, "encoding = windows-1252");
	refuse_bytes("a\n\nx\n\x81\n", 7, NULL, 4, "name the file's encoding");
	refuse_bytes("a\n\xC3", 3, NULL, 2, "byte 0xC3 is not UTF-8");
	refuse_bytes("\xFF\xFE" "a\0", 4, NULL, 0, "encoding = utf-16");
	refuse_bytes("\xFF\xFE" "a\0", 4, "windows-1252", 0,
		"encoding = utf-16");
	refuse_bytes("a\0\n\0", 4, NULL, 1, "encoding = utf-16");
	refuse_bytes("a\n1\0002\n", 6, NULL, 2, "NUL byte");
	refuse_bytes("a\n", 2, "windows-1225", 0, "'windows-1225' is not ");
	refuse_bytes("a\n", 2, "utf-8//IGNORE", 0, "is not known");
}

static void refuses_what_is_no_file(void **state)
{
	struct csv_options options = {.delimiter = ','};
	struct report report = {0};
	struct text out = {0};

	(void)state;
	refuse_bytes("", 0, NULL, 0, "is empty");
	refuse_bytes("\n \r\n", 4, NULL, 0, "is empty");
	assert_false(csv_read(folder, &options, show_row, &out, &report));
	assert_string_equal(report.problems[0].message,
		"is not a regular file");
	unlink(path);
	assert_false(csv_read(path, &options, show_row, &out, &report));
	assert_string_equal(report.problems[1].message,
		"cannot be opened: No such file or directory");
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_false(csv_read(path, &options, show_row, &out, &report));
	assert_string_equal(report.problems[2].message,
		"is not a regular file");
	unlink(path);
	write_file("a", 1);
	assert_int_equal(truncate(path, (off_t)FILE_LIMIT + 1), 0);
	assert_false(csv_read(path, &options, show_row, &out, &report));
	assert_non_null(strstr(report.problems[3].message,
		"is larger than 1073741824 bytes"));
	text_clear(&out);
	report_clear(&report);
}

struct tally {
	int rows, faults, last_line;
	size_t most; /* cells of a row */
};

static bool count_row(void *context, const struct csv_row *row)
{
	struct tally *tally = context;

	tally->rows++;
	tally->faults += row->fault != NULL;
	tally->last_line = row->line;
	if (row->count > tally->most)
		tally->most = row->count;
	return true;
}

static struct tally count_rows(const struct text *csv, bool expected)
{
	struct csv_options options = {.delimiter = ','};
	struct report report = {0};
	struct tally tally = {0};

	write_file(csv->data, csv->length);
	assert_int_equal(csv_read(path, &options, count_row, &tally, &report),
		expected);
	report_clear(&report);
	return tally;
}

static void reads_large_rows(void **state)
{
	struct text csv = {0};
	struct tally tally;

	(void)state;
	for (int i = 0; i < 99999; i++)
		text_add(&csv, "cell,");
	text_add(&csv, "last\n1,2\n");
	tally = count_rows(&csv, true);
	assert_int_equal(tally.rows, 2);
	assert_int_equal(tally.most, 100000);
	assert_int_equal(tally.last_line, 2);

	/* A quote left open early in a long file costs one row. */
	text_reset(&csv);
	text_add(&csv, "a,b\n1,\"open\n");
	while (csv.length < 3 * CSV_ROW_LIMIT / 2)
		text_add(&csv, "some,ordinary row of a file that goes on\n");
	tally = count_rows(&csv, true);
	assert_int_equal(tally.faults, 1);
	assert_int_equal(tally.rows, tally.last_line);

	text_reset(&csv);
	while (csv.length < CSV_ROW_LIMIT + 200000)
		text_add(&csv, "no line end ");
	tally = count_rows(&csv, false);
	assert_int_equal(tally.rows, 0);
	text_clear(&csv);
}

/* Rows around every place where one part of the file ends. */
static void joins_parts(void **state)
{
	(void)state;
	for (int length = 65530; length < 65540; length++) {
		struct text csv = {0};
		struct tally tally;

		text_add(&csv, "a,b\r\n");
		while (csv.length < (size_t)length)
			text_add_char(&csv, 'x');
		text_add(&csv, ",\xC3\xA9\r\n\"y\r\nz\",3\r\n");
		tally = count_rows(&csv, true);
		assert_int_equal(tally.rows, 3);
		assert_int_equal(tally.faults, 0);
		assert_int_equal(tally.last_line, 3);
		text_clear(&csv);
	}
}

static bool stop_at_two(void *context, const struct csv_row *row)
{
	int *calls = context;

	(void)row;
	return ++*calls < 2;
}

static void stops_when_told(void **state)
{
	struct csv_options options = {.delimiter = ','};
	struct report report = {0};
	int calls = 0;

	(void)state;
	write_file("a\nb\nc\n", 6);
	assert_false(csv_read(path, &options, stop_at_two, &calls, &report));
	assert_int_equal(calls, 2);
	assert_int_equal(report.count, 0);
}

static void decoder_finds_offsets(void **state)
{
	static const char utf16[] = "\xFF\xFE" "a\0\xE9\0\n\0" "b\0";
	struct report report = {0};
	struct decoder *decoder;
	char got[8];
	size_t length;

	(void)state;
	write_file(utf16, sizeof(utf16) - 1);
	decoder = decoder_open(path, "utf-16", &report);
	assert_non_null(decoder);
	for (int i = 0; i < 3; i++) {
		assert_true(decoder_go(decoder, 3, &report));
		assert_true(decoder_read(decoder, got, sizeof(got), &length,
			&report));
		assert_int_equal(length, 2);
		assert_memory_equal(got, "\nb", 2);
		assert_true(decoder_read(decoder, got, sizeof(got), &length,
			&report));
		assert_int_equal(length, 0);
	}
	assert_false(decoder_go(decoder, 99, &report));
	assert_string_equal(report.problems[0].message,
		"has changed while it was in use");
	decoder_close(decoder);
	report_clear(&report);
}

static void puts_what_it_reads(void **state)
{
	struct text out = {0};

	(void)state;
	csv_cell(&out, "plain", ',');
	csv_cell(&out, "", ',');
	csv_cell(&out, "a,b", ',');
	csv_cell(&out, "say \"hi\"", ',');
	csv_cell(&out, " blank", ',');
	csv_cell(&out, "two\nlines", '\n');
	assert_string_equal(text_string(&out), "plain,,\"a,b\","
		"\"say \"\"hi\"\"\",\" blank\",\"two\nlines\"\n");
	text_clear(&out);
}

static void expect_number(const char *cell, double expected)
{
	double number = -1;

	assert_null(cell_number(cell, DECIMAL_POINT, &number));
	assert_true(number == expected);
}

static void reads_numbers(void **state)
{
	static const char *const wrong[] = {"", "%", "x", "12x", "1e3",
		"0x10", "--1", "1 000", "12%%", "nan", "inf", "n/a",
		"$5", "1.2.3",
		"11111111111111111111111111111111111111111111111111"};
	double number;

	(void)state;
	expect_number("0", 0);
	expect_number("1,234", 1234);
	expect_number("-3.25", -3.25);
	expect_number("12%", 12);
	expect_number("12.5 %", 12.5);
	expect_number("0.1", 0.1);
	expect_number("123456789012345", 123456789012345);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_string_equal(cell_number(wrong[i], DECIMAL_POINT,
			&number), "is not a number");
	assert_non_null(strstr(cell_number("1,23", DECIMAL_POINT, &number),
		"write a decimal point"));
	assert_non_null(strstr(cell_number("0.56090909090909", DECIMAL_POINT,
		&number), "more digits"));
	assert_non_null(strstr(cell_number("1234567890.1234567", DECIMAL_POINT,
		&number), "more digits"));
}

static void reads_decimal_commas(void **state)
{
	static const struct {
		const char *cell;
		double number;
	} good[] = {
		{"1.204", 1204}, {"1.204,5", 1204.5}, {"12,5", 12.5},
		{"0,125", 0.125}, {"-1 204,25", -1204.25}, {"1'204", 1204},
		{"1\xC2\xA0" "204,5", 1204.5}, {"12\xE2\x80\xAF" "000", 12000},
		{"1\xE2\x80\x99" "204,5", 1204.5}, {"56 %", 56},
		{"56,5\xC2\xA0%", 56.5}, {"56\xE2\x80\xAF%", 56},
		{"1.204.567,125", 1204567.125}, {"7", 7},
	};
	static const char *const wrong[] = {"12.5", "1.20", "1,204,567",
		"1.204 567", "1.2045", ".5", "1.204,", ",5", "12. ",
		"1'204.5",
		"1,204.5", "n/a", "1e3", "\xC2\xA0", " 1"};
	double number;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_null(cell_number(good[i].cell, DECIMAL_COMMA, &number));
		assert_true(number == good[i].number);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_non_null(cell_number(wrong[i], DECIMAL_COMMA, &number));
	assert_non_null(strstr(cell_number("12.5", DECIMAL_COMMA, &number),
		"write a comma"));
}

static void refuses_what_may_be_either(void **state)
{
	static const char *const either[] = {"1.204", "1,204", "-12.500",
		"123,456", "1.204 %"};
	static const char *const plain[] = {"1204", "0.125", "1,204,567",
		"1.5", "12.3456", "1,204.5", "1234.567"};
	double number;

	(void)state;
	for (size_t i = 0; i < sizeof(either) / sizeof(*either); i++)
		assert_non_null(strstr(cell_number(either[i], DECIMAL_UNKNOWN,
			&number), "set decimal = point or decimal = comma"));
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		assert_null(cell_number(plain[i], DECIMAL_UNKNOWN, &number));
}

static void shows_cells(void **state)
{
	char shown[CELL_SHOWN];
	struct text long_cell = {0};

	(void)state;
	assert_string_equal(cell_show("a\x1B[31m\n", shown), "a?[31m?");
	for (int i = 0; i < 99; i++)
		text_add(&long_cell, "\xE2\x82\xAC");
	cell_show(long_cell.data, shown);
	assert_true(strlen(shown) < CELL_SHOWN);
	assert_string_equal(shown + strlen(shown) - 6, "\xE2\x82\xAC...");
	memset(long_cell.data, '\x80', long_cell.length);
	assert_true(strlen(cell_show(long_cell.data, shown)) < CELL_SHOWN);
	text_clear(&long_cell);
}

/* The same damage every time: a linear congruence instead of chance. */
static uint32_t next(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

static void survives_damage(void **state)
{
	static const char good[] = "\xEF\xBB\xBFkey,name,n\r\n"
				   "A,\"x\r\ny\",1\r\n"
				   "B,caf\xC3\xA9,\"1,2\"\n\nC,\"\"\"q\"\"\",3";
	static const char pieces[] = "\"\",\r\n\t \0\xFF\xC3;";
	static const char *const encodings[] = {NULL, NULL, NULL, "utf-16",
		"windows-1252"};
	uint32_t seed = 1;

	(void)state;
	for (int i = 0; i < 600; i++) {
		struct report report = {0};
		struct text out = {0};
		char bytes[sizeof(good)];
		size_t length = sizeof(good) - 1 - next(&seed, 3);

		memcpy(bytes, good, sizeof(good));
		for (uint32_t n = next(&seed, 6); n > 0; n--)
			bytes[next(&seed, (uint32_t)length)] =
				pieces[next(&seed, sizeof(pieces) - 1)];
		write_file(bytes, length);
		if (!read_as(encodings[next(&seed, 5)], ',', &out, &report))
			assert_true(report.errors > 0);
		text_clear(&out);
		report_clear(&report);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_its_lines),
		cmocka_unit_test(reads_cells),
		cmocka_unit_test(stray_quote_swallows_nothing),
		cmocka_unit_test(drops_the_mark),
		cmocka_unit_test(converts),
		cmocka_unit_test(refuses_other_encodings),
		cmocka_unit_test(refuses_what_is_no_file),
		cmocka_unit_test(reads_large_rows),
		cmocka_unit_test(joins_parts),
		cmocka_unit_test(stops_when_told),
		cmocka_unit_test(decoder_finds_offsets),
		cmocka_unit_test(puts_what_it_reads),
		cmocka_unit_test(reads_numbers),
		cmocka_unit_test(reads_decimal_commas),
		cmocka_unit_test(refuses_what_may_be_either),
		cmocka_unit_test(shows_cells),
		cmocka_unit_test(survives_damage),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
