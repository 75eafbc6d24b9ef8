/* An older record says what it said, read as it is or brought up to date. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <sqlite3.h>
#include <string.h>

#include "output/history.h"
#include "behind.h"
#include "scratch.h"

#define LAST_OLD 4 /* the last format that is not today's */

struct world {
	char *scratch, *path;
	sqlite3 *old; /* the record as it was */
	struct record *record;
	struct report report;
	struct arena arena;
};

static void sql(sqlite3 *database, const char *statements)
{
	char *message = NULL;

	if (sqlite3_exec(database, statements, NULL, NULL, &message) !=
		SQLITE_OK)
		fail_msg("%s", message);
}

/* Behind the record's back. */
static void sql_in(struct world *world, const char *statements)
{
	sqlite3 *database;

	assert_int_equal(sqlite3_open(world->path, &database), SQLITE_OK);
	sql(database, statements);
	sqlite3_close(database);
}

static int set_up(void **state)
{
	struct world *world = memory_new(sizeof(*world));

	world->scratch = scratch_new();
	world->path = scratch_path(world->scratch, "job.db");
	*state = world;
	return 0;
}

static int tear_down(void **state)
{
	struct world *world = *state;

	record_close(world->record);
	sqlite3_close(world->old);
	report_clear(&world->report);
	arena_clear(&world->arena);
	free(world->path);
	scratch_free(world->scratch);
	free(world);
	return 0;
}

/* As the program wrote it when that was its format. */
static void make_old(struct world *world, int format)
{
	static const char *const added[LAST_OLD] = {"", "DROP TABLE event;",
		"DROP TABLE earlier;", "DROP TABLE premises;"};
	struct text statements = {0}, bytes;
	struct report report = {0};
	char *copy = scratch_path(world->scratch, "old.db");

	sqlite3_close(world->old);
	world->old = NULL;
	unlink(copy);
	assert_true(file_read("tests/unit/records/format-4.sql", 100000,
		&statements, &report));
	for (int i = LAST_OLD; i > format; i--)
		text_add(&statements, added[i - 1]);
	text_printf(&statements, "PRAGMA user_version = %d", format);
	assert_int_equal(sqlite3_open(copy, &world->old), SQLITE_OK);
	sql(world->old, statements.data);
	text_clear(&statements);
	bytes = scratch_get(world->scratch, "old.db");
	scratch_put(world->scratch, "job.db", bytes.data, bytes.length);
	text_clear(&bytes);
	free(copy);
}

static void reopen(struct world *world, bool read_only)
{
	record_close(world->record);
	world->record = NULL;
	if (!record_open(world->path, read_only, &world->record,
		    &world->report))
		fail_msg("%s", world->report.problems[0].message);
}

static sqlite3_stmt *select_old(struct world *world, const char *query)
{
	sqlite3_stmt *rows = NULL;

	assert_int_equal(sqlite3_prepare_v2(world->old, query, -1, &rows,
		NULL), SQLITE_OK);
	return rows;
}

static const char *column(sqlite3_stmt *row, int number)
{
	return (const char *)sqlite3_column_text(row, number);
}

#define COLUMNS                                                                \
	"key, name, file, state, issue, pages, bytes, sha256, fingerprint, "   \
	"inputs, reason, printed"

/* Of digests behind values the beginning is kept. */
static void cut_digests(const char *inputs, struct text *out)
{
	for (; *inputs != '\0'; inputs++) {
		const char *digest = inputs + 1;

		text_add_char(out, *inputs);
		if (*inputs != '\t' ||
			strspn(digest, "0123456789abcdef") != 64)
			continue;
		text_append(out, digest, RECORD_DIGEST);
		inputs += 64;
	}
}

static void assert_entry(struct world *world, const struct entry *got,
	sqlite3_stmt *row)
{
	struct text inputs = {0};

	assert_string_equal(got->name, column(row, 1));
	assert_string_equal(got->file, column(row, 2));
	assert_string_equal(letter_state_name(got->state), column(row, 3));
	assert_int_equal(got->issue, sqlite3_column_int(row, 4));
	assert_int_equal(got->pages, sqlite3_column_int(row, 5));
	assert_int_equal(got->bytes, sqlite3_column_int(row, 6));
	assert_string_equal(got->sha256, column(row, 7));
	assert_int_equal(strlen(got->fingerprint), *column(row, 8) == '\0' ? 0
		: RECORD_DIGEST);
	assert_memory_equal(got->fingerprint, column(row, 8),
		strlen(got->fingerprint));
	cut_digests(column(row, 9), &inputs);
	assert_string_equal(record_inputs(got, &world->arena),
		text_string(&inputs));
	text_clear(&inputs);
	assert_string_equal(got->reason, column(row, 10));
	assert_string_equal(got->printed, column(row, 11));
}

static bool count_one(void *context, const struct entry *entry)
{
	(void)entry;
	++*(size_t *)context;
	return true;
}

static void assert_letters(struct world *world)
{
	sqlite3_stmt *rows = select_old(world, "SELECT " COLUMNS
		" FROM letter");
	size_t count = 0, listed = 0;
	struct entry got;

	while (sqlite3_step(rows) == SQLITE_ROW) {
		assert_true(record_get(world->record, column(rows, 0),
			&world->arena, &got));
		assert_entry(world, &got, rows);
		count++;
	}
	sqlite3_finalize(rows);
	assert_true(count > 2);
	assert_true(record_each(world->record, count_one, &listed,
		&world->report));
	assert_int_equal(listed, count);
}

static void assert_earlier(struct world *world)
{
	sqlite3_stmt *rows = select_old(world, "SELECT " COLUMNS
		" FROM earlier JOIN (SELECT key, max(issue) issue FROM "
		"earlier GROUP BY key) USING(key, issue)");
	size_t count = 0;
	struct entry got;

	while (sqlite3_step(rows) == SQLITE_ROW) {
		assert_true(record_before(world->record, column(rows, 0),
			&world->arena, &got));
		assert_entry(world, &got, rows);
		count++;
	}
	sqlite3_finalize(rows);
	assert_int_equal(count, 4);
}

static bool tell(void *context, const struct event *event)
{
	text_printf(context, "%lld %s %s %s %s %s %s\n",
		(long long)event->number, event->key,
		event_kind_name(event->kind), event->sha256, event->at,
		event->who, event->words);
	return true;
}

#define TOLD                                                                   \
	"printf('%d %s %s %s %s %s %s' || char(10), number, key, kind, "       \
	"sha256, at, who, words)"

/* Of each letter, and of those that people vouched for. */
static void assert_events(struct world *world)
{
	sqlite3_stmt *rows = select_old(world, "SELECT key, "
		"group_concat(" TOLD ", '') FROM event GROUP BY key");
	struct text got = {0};

	while (sqlite3_step(rows) == SQLITE_ROW) {
		text_reset(&got);
		assert_true(history_of(world->record, column(rows, 0), tell,
			&got, &world->report));
		assert_string_equal(text_string(&got), column(rows, 1));
	}
	sqlite3_finalize(rows);
	rows = select_old(world, "SELECT group_concat(" TOLD ", '') FROM event "
		"WHERE kind IN ('looked', 'approved', 'unapproved')");
	assert_int_equal(sqlite3_step(rows), SQLITE_ROW);
	text_reset(&got);
	assert_true(history_sign_offs(world->record, tell, &got,
		&world->report));
	assert_string_equal(text_string(&got), column(rows, 0));
	assert_non_null(strstr(got.data, "Bob Old"));
	sqlite3_finalize(rows);
	text_clear(&got);
}

static void assert_says_the_same(struct world *world, int format)
{
	sqlite3_stmt *parts = select_old(world, "SELECT lines FROM parts");
	struct entry got;

	assert_int_equal(sqlite3_step(parts), SQLITE_ROW);
	assert_string_equal(record_parts(world->record, &world->arena),
		column(parts, 0));
	sqlite3_finalize(parts);
	assert_letters(world);
	if (format >= 2)
		assert_events(world);
	if (format >= 3)
		assert_earlier(world);
	else
		assert_false(record_before(world->record, "ash", &world->arena,
			&got));
	assert_string_equal(record_premises(world->record, &world->arena), "");
	assert_int_equal(world->report.count, 0);
}

static void assert_untouched(struct world *world)
{
	struct text now = scratch_get(world->scratch, "job.db");
	struct text old = scratch_get(world->scratch, "old.db");

	assert_int_equal(now.length, old.length);
	assert_memory_equal(now.data, old.data, old.length);
	text_clear(&now);
	text_clear(&old);
}

static void reads_an_older_one(void **state)
{
	struct world *world = *state;
	struct entry entry = {.key = "ash"};

	for (int format = 1; format <= LAST_OLD; format++) {
		make_old(world, format);
		reopen(world, true);
		assert_says_the_same(world, format);
		assert_false(record_put(world->record, &entry,
			&world->report));
		report_clear(&world->report);
		assert_untouched(world);
	}
}

static void brings_an_older_one_up_to_date(void **state)
{
	struct world *world = *state;
	struct event event = {.key = "yew", .kind = EVENT_MADE, .words = "new"};
	struct text got = {0};

	make_old(world, LAST_OLD);
	reopen(world, false);
	assert_says_the_same(world, LAST_OLD);
	reopen(world, true);
	assert_says_the_same(world, LAST_OLD);
	reopen(world, false);
	assert_true(history_add(world->record, &event, &world->report));
	assert_true(history_of(world->record, "yew", tell, &got,
		&world->report));
	assert_non_null(strstr(text_string(&got), "24 yew made "));
	text_clear(&got);
	assert_int_equal(number_behind(world->path, "PRAGMA user_version"), 5);
	assert_int_equal(number_behind(world->path,
		"SELECT count(*) FROM sqlite_master "
		"WHERE name LIKE 'old%'"), 0);
	assert_int_equal(number_behind(world->path,
		"PRAGMA freelist_count"), 0);
}

/* Half of it is nothing of it. */
static void stays_whole_on_a_full_disk(void **state)
{
	struct world *world = *state;
	rlim_t before;
	int64_t size;

	make_old(world, LAST_OLD);
	size = number_behind(world->path, "SELECT page_count * page_size FROM "
		"pragma_page_count, pragma_page_size");
	before = disk_fill((rlim_t)size);
	assert_false(record_open(world->path, false, &world->record,
		&world->report));
	disk_clear(before);
	assert_int_equal(world->report.errors, 1);
	report_clear(&world->report);
	assert_int_equal(number_behind(world->path, "PRAGMA user_version"),
		LAST_OLD);
	assert_untouched(world);
	reopen(world, false);
	assert_says_the_same(world, LAST_OLD);
}

static void refuses_what_it_does_not_know(void **state)
{
	struct world *world = *state;

	for (int read_only = 0; read_only < 2; read_only++) {
		make_old(world, LAST_OLD);
		sql_in(world, "INSERT INTO event SELECT 99, key, 'eaten', "
			"sha256, who, at, words FROM event LIMIT 1");
		assert_false(record_open(world->path, read_only,
			&world->record, &world->report));
		assert_non_null(strstr(world->report.problems[0].message,
			"damaged"));
		report_clear(&world->report);
		assert_int_equal(number_behind(world->path,
			"PRAGMA user_version"), LAST_OLD);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(reads_an_older_one),
		TEST(brings_an_older_one_up_to_date),
		TEST(stays_whole_on_a_full_disk),
		TEST(refuses_what_it_does_not_know),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
