/* The job's record: what is committed stays, what is not never was. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>

#include "output/record.h"
#include "behind.h"
#include "record_world.h"

#define PAGE 4096 /* bytes; the first holds the schema */

static int set_up(void **state)
{
	*state = world_new();
	return 0;
}

static int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

static struct record *open_record(struct world *world, bool read_only)
{
	struct record *record = NULL;

	if (!record_open(world->path, read_only, &record, &world->report))
		fail_msg("%s", world->report.problems[0].message);
	return record;
}

static struct entry letter(const char *key)
{
	return (struct entry){.key = key, .name = "Name", .file = "letters/x",
		.state = LETTER_MADE, .issue = 1, .pages = 3, .bytes = 12345,
		.sha256 = "ab", .fingerprint = "cd", .inputs = "a\t1\nb\t2\n",
		.reason = "", .printed = "60%\t100%\t17%"};
}

/* One group of letters PREFIX000 onwards. */
static void put_group(struct world *world, struct record *record,
	const char *prefix, int count)
{
	assert_true(record_begin(record, &world->report));
	for (int i = 0; i < count; i++) {
		char key[32];
		struct entry entry;

		snprintf(key, sizeof(key), "%s%03d", prefix, i);
		entry = letter(key);
		assert_true(record_put(record, &entry, &world->report));
	}
}

static bool count_one(void *context, const struct entry *entry)
{
	size_t *count = context;

	(void)entry;
	++*count;
	return true;
}

static size_t count_keys(struct world *world, struct record *record)
{
	size_t count = 0;

	assert_true(record_each(record, count_one, &count, &world->report));
	return count;
}

/* Opening says no, in words that contain these. */
static void assert_refused(struct world *world, bool read_only,
	const char *words)
{
	struct record *record = NULL;

	assert_false(record_open(world->path, read_only, &record,
		&world->report));
	assert_null(record);
	assert_int_equal(world->report.errors, 1);
	assert_string_equal(world->report.problems[0].place.file,
		world->path);
	if (strstr(world->report.problems[0].message, words) == NULL)
		fail_msg("%s", world->report.problems[0].message);
	report_clear(&world->report);
}

static void gives_back_what_was_put(void **state)
{
	struct world *world = *state;
	struct record *record = open_record(world, false);
	struct entry put = letter("S\xC3\xB6uth"), got, bare = {.key = "B",
		.state = LETTER_FAILED};

	put.bytes = INT64_C(5000000000);
	put.issue = 7;
	assert_true(record_begin(record, &world->report));
	assert_true(record_put(record, &put, &world->report));
	assert_true(record_put(record, &bare, &world->report));
	assert_true(record_commit(record, &world->report));
	record_close(record);
	record = open_record(world, true);
	assert_true(record_get(record, put.key, &world->arena, &got));
	assert_string_equal(got.key, put.key);
	assert_string_equal(got.name, put.name);
	assert_string_equal(got.file, put.file);
	assert_int_equal(got.state, LETTER_MADE);
	assert_int_equal(got.issue, 7);
	assert_int_equal(got.pages, 3);
	assert_true(got.bytes == put.bytes);
	assert_string_equal(got.sha256, put.sha256);
	assert_string_equal(got.fingerprint, put.fingerprint);
	assert_null(got.inputs);
	assert_string_equal(record_inputs(&got, &world->arena),
		put.inputs);
	assert_string_equal(got.reason, put.reason);
	assert_string_equal(got.printed, put.printed);
	assert_true(record_get(record, "B", &world->arena, &got));
	assert_int_equal(got.state, LETTER_FAILED);
	assert_string_equal(got.sha256, "");
	assert_string_equal(got.printed, "");
	assert_false(record_get(record, "b", &world->arena, &got));
	assert_false(record_get(record, "", &world->arena, &got));
	record_close(record);
}

/* What nobody signed nobody got: it is no issue before. */
static void knows_an_unsigned_letter(void **state)
{
	struct world *world = *state;
	struct record *record = open_record(world, false);
	struct entry put = letter("U"), got;

	put.state = LETTER_UNSIGNED;
	put.reason = "5e5f";
	assert_true(record_begin(record, &world->report));
	assert_true(record_put(record, &put, &world->report));
	assert_true(record_commit(record, &world->report));
	assert_true(record_get(record, "U", &world->arena, &got));
	assert_int_equal(got.state, LETTER_UNSIGNED);
	assert_string_equal(letter_state_name(got.state), "unsigned");
	assert_string_equal(got.reason, "5e5f");
	assert_string_equal(got.sha256, put.sha256);
	put.state = LETTER_MADE;
	put.sha256 = "51";
	assert_true(record_begin(record, &world->report));
	assert_true(record_put(record, &put, &world->report));
	assert_true(record_commit(record, &world->report));
	assert_false(record_before(record, "U", &world->arena, &got));
	put.sha256 = "52";
	assert_true(record_begin(record, &world->report));
	assert_true(record_put(record, &put, &world->report));
	assert_true(record_commit(record, &world->report));
	assert_true(record_before(record, "U", &world->arena, &got));
	assert_string_equal(got.sha256, "51");
	record_close(record);
}

static void replaces_and_removes(void **state)
{
	struct world *world = *state;
	struct record *record = open_record(world, false);
	struct entry entry = letter("A"), got;

	assert_true(record_begin(record, &world->report));
	assert_true(record_put(record, &entry, &world->report));
	entry.issue = 2;
	assert_true(record_put(record, &entry, &world->report));
	assert_true(record_commit(record, &world->report));
	assert_int_equal(count_keys(world, record), 1);
	assert_true(record_get(record, "A", &world->arena, &got));
	assert_int_equal(got.issue, 2);
	assert_true(record_remove(record, "A", &world->report));
	assert_true(record_remove(record, "A", &world->report));
	assert_int_equal(count_keys(world, record), 0);
	record_close(record);
}

/* Puts an issue of other bytes, or that it failed. */
static void put_issue(struct world *world, struct record *record, int issue,
	const char *sha256)
{
	struct entry entry = letter("A");

	entry.issue = issue;
	entry.sha256 = sha256;
	entry.inputs = issue == 1 ? "a\t1\n" : "a\t2\n";
	if (sha256 == NULL)
		entry.state = LETTER_FAILED;
	assert_true(record_put(record, &entry, &world->report));
}

static void assert_before(struct world *world, struct record *record,
	int issue, const char *sha256)
{
	struct entry got;

	assert_true(record_before(record, "A", &world->arena, &got));
	assert_int_equal(got.issue, issue);
	assert_string_equal(got.sha256, sha256);
	assert_string_equal(record_inputs(&got, &world->arena),
		issue == 1 ? "a\t1\n" : "a\t2\n");
	assert_int_equal(got.state, LETTER_MADE);
}

static void keeps_the_issue_before(void **state)
{
	struct world *world = *state;
	struct record *record = open_record(world, false);
	struct entry got;

	put_issue(world, record, 1, "aa");
	put_issue(world, record, 1, "aa"); /* the same bytes made again */
	assert_false(record_before(record, "A", &world->arena, &got));
	put_issue(world, record, 2, "bb");
	assert_before(world, record, 1, "aa");
	put_issue(world, record, 2, NULL);
	assert_before(world, record, 2, "bb");
	put_issue(world, record, 2, NULL); /* a failure is no issue */
	assert_before(world, record, 2, "bb");
	put_issue(world, record, 3, "cc");
	assert_before(world, record, 2, "bb");
	assert_false(record_before(record, "B", &world->arena, &got));
	assert_true(record_remove(record, "A", &world->report));
	assert_before(world, record, 3, "cc");
	assert_false(record_get(record, "A", &world->arena, &got));
	record_close(record);
	record = open_record(world, true);
	assert_before(world, record, 3, "cc");
	record_close(record);
}

static void keeps_the_parts(void **state)
{
	struct world *world = *state;
	struct record *record = open_record(world, false);

	assert_string_equal(record_parts(record, &world->arena), "");
	assert_true(record_put_parts(record, "a\t1\n", &world->report));
	assert_true(record_put_parts(record, "a\t2\n", &world->report));
	record_close(record);
	record = open_record(world, true);
	assert_string_equal(record_parts(record, &world->arena), "a\t2\n");
	record_close(record);
}

struct visit {
	struct world *world;
	struct record *record;
	char last[32];
	int count, stop_after;
};

/* Changes the record under the feet of the one that reads it. */
static bool visit_and_remove(void *context, const struct entry *entry)
{
	struct visit *visit = context;

	assert_true(strcmp(entry->key, visit->last) > 0);
	snprintf(visit->last, sizeof(visit->last), "%s", entry->key);
	if (visit->stop_after == 0)
		assert_true(record_remove(visit->record, entry->key,
			&visit->world->report));
	return ++visit->count != visit->stop_after;
}

static void visits_all_in_order(void **state)
{
	struct world *world = *state;
	struct record *record = open_record(world, false);
	struct visit some = {.world = world, .record = record,
		.stop_after = 70};
	struct visit all = {.world = world, .record = record};

	/* More than a portion, and a whole number of portions. */
	put_group(world, record, "L", 128);
	assert_false(record_each(record, visit_and_remove, &some,
		&world->report));
	assert_int_equal(some.count, 70);
	assert_true(record_each(record, visit_and_remove, &all,
		&world->report));
	assert_int_equal(all.count, 128);
	assert_int_equal(count_keys(world, record), 0);
	assert_true(record_commit(record, &world->report));
	assert_int_equal(world->report.count, 0);
	record_close(record);
}

static bool add_key(void *context, const struct entry *entry)
{
	text_printf(context, "%s ", entry->key);
	return true;
}

static void orders_keys_by_bytes(void **state)
{
	struct world *world = *state;
	struct record *record = open_record(world, false);
	static const char *const keys[] = {"b", "a", "B", "\xC3\xA4", "10",
		"9"};
	struct text got = {0};

	assert_true(record_begin(record, &world->report));
	for (size_t i = 0; i < 6; i++) {
		struct entry entry = letter(keys[i]);

		assert_true(record_put(record, &entry, &world->report));
	}
	assert_true(record_commit(record, &world->report));
	assert_true(record_each(record, add_key, &got, &world->report));
	assert_string_equal(text_string(&got), "10 9 B a b \xC3\xA4 ");
	text_clear(&got);
	record_close(record);
}

static void finds_no_record_yet(void **state)
{
	struct world *world = *state;

	assert_null(open_record(world, true));
	assert_int_equal(access(world->path, F_OK), -1);
	/* As left by a run killed at its very start. */
	scratch_put(world->scratch, "job.db", "", 0);
	assert_null(open_record(world, true));
	record_close(open_record(world, false));
}

static void reads_while_another_writes(void **state)
{
	struct world *world = *state;
	struct record *record = open_record(world, false);
	pid_t reader;
	int status;

	put_group(world, record, "A", 5);
	assert_true(record_commit(record, &world->report));
	/* More than SQLite's cache, which would shut readers out. */
	put_group(world, record, "B", 1);
	for (int i = 0; i < 100; i++) {
		char key[32], *inputs = memory_new(65537);
		struct entry entry;

		snprintf(key, sizeof(key), "C%03d", i);
		memset(inputs, 'i', 65536);
		entry = letter(key);
		entry.inputs = inputs;
		assert_true(record_put(record, &entry, &world->report));
		free(inputs);
	}
	reader = fork();
	if (reader == 0) {
		struct record *other = NULL;
		size_t count = 0;

		if (!record_open(world->path, true, &other, &world->report) ||
			!record_each(other, count_one, &count, &world->report))
			count = 0;
		_exit(count == 5 ? 0 : 1);
	}
	assert_int_equal(waitpid(reader, &status, 0), reader);
	assert_int_equal(status, 0);
	assert_true(record_commit(record, &world->report));
	assert_int_equal(count_keys(world, record), 106);
	record_close(record);
}

static void reader_cannot_write(void **state)
{
	struct world *world = *state;
	struct entry entry = letter("A");
	struct record *record;

	record_close(open_record(world, false));
	record = open_record(world, true);
	assert_false(record_put(record, &entry, &world->report));
	assert_int_equal(world->report.errors, 1);
	record_close(record);
}

/* Behind the record's back; may be killed before it is through. */
static void sql(struct world *world, const char *statements, bool killed)
{
	sqlite3 *database;

	assert_int_equal(sqlite3_open(world->path, &database), SQLITE_OK);
	assert_int_equal(sqlite3_exec(database, statements, NULL, NULL, NULL),
		SQLITE_OK);
	if (killed)
		raise(SIGKILL);
	sqlite3_close(database);
}

static void refuses_what_is_not_its_own(void **state)
{
	struct world *world = *state;

	sql(world, "CREATE TABLE other(x)", false);
	assert_refused(world, false, "another program");
	assert_refused(world, true, "another program");
	assert_int_equal(remove(world->path), 0);
	record_close(open_record(world, false));
	sql(world, "PRAGMA user_version = 99", false);
	assert_refused(world, false, "format 99");
	assert_refused(world, true, "format 99");
}

static void refuses_what_is_damaged(void **state)
{
	struct world *world = *state;
	struct record *record = open_record(world, false);
	struct text bytes;

	put_group(world, record, "A", 300);
	assert_true(record_commit(record, &world->report));
	record_close(record);
	bytes = scratch_get(world->scratch, "job.db");
	assert_true(bytes.length > 3 * PAGE);
	scratch_put(world->scratch, "job.db", bytes.data, bytes.length / 2);
	assert_refused(world, false, "damaged");
	memset(bytes.data + PAGE, 0xA5, bytes.length - PAGE);
	scratch_put(world->scratch, "job.db", bytes.data, bytes.length);
	assert_refused(world, false, "move it away");
	memset(bytes.data, 'x', bytes.length);
	scratch_put(world->scratch, "job.db", bytes.data, bytes.length);
	assert_refused(world, false, "damaged");
	assert_refused(world, true, "damaged");
	text_clear(&bytes);
}

/* A reader does not check all first, but does not take damage for an end. */
static void tells_of_damage_met_late(void **state)
{
	struct world *world = *state;
	struct record *record = open_record(world, false);
	struct visit visit = {.world = world, .stop_after = -1};
	struct text bytes;
	struct entry got;

	put_group(world, record, "A", 300);
	assert_true(record_commit(record, &world->report));
	record_close(record);
	bytes = scratch_get(world->scratch, "job.db");
	memset(bytes.data + PAGE, 0xA5, bytes.length - PAGE);
	scratch_put(world->scratch, "job.db", bytes.data, bytes.length);
	text_clear(&bytes);
	record = open_record(world, true);
	assert_false(record_get(record, "A001", &world->arena, &got));
	assert_int_equal(world->report.errors, 0);
	assert_false(record_each(record, visit_and_remove, &visit,
		&world->report));
	assert_int_equal(world->report.errors, 1);
	assert_non_null(strstr(world->report.problems[0].message, "damaged"));
	record_close(record);
}

static void forgets_a_group_that_was_killed(void **state)
{
	struct world *world = *state;
	struct record *record = open_record(world, false);
	int ready[2], status;
	pid_t writer;
	char byte;

	put_group(world, record, "A", 3);
	assert_true(record_commit(record, &world->report));
	record_close(record);
	assert_int_equal(pipe(ready), 0);
	writer = fork();
	if (writer == 0) {
		put_group(world, open_record(world, false), "B", 50);
		if (write(ready[1], "x", 1) == 1)
			pause();
		_exit(1);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	kill(writer, SIGKILL);
	assert_int_equal(waitpid(writer, &status, 0), writer);
	assert_true(WIFSIGNALED(status));
	close(ready[0]);
	close(ready[1]);
	record = open_record(world, true);
	assert_int_equal(count_keys(world, record), 3);
	record_close(record);
	record = open_record(world, false);
	put_group(world, record, "C", 2);
	assert_true(record_commit(record, &world->report));
	assert_int_equal(count_keys(world, record), 5);
	record_close(record);
}

/* As put_group() does, of what letters really are made of. */
static void put_alike(struct world *world, struct record *record, int count)
{
	assert_true(record_begin(record, &world->report));
	for (int i = 0; i < count; i++) {
		char key[32];
		struct text inputs = {0};
		struct entry entry;

		snprintf(key, sizeof(key), "K%05d", i);
		entry = letter(key);
		for (int j = 0; j < 60; j++)
			text_printf(&inputs, "usage of row %d\t%d.%d\n", j,
				(i * 7 + j) % 30, i % 10);
		/* One in four has lines of its own. */
		for (int j = 0; i % 4 == 0 && j < i; j++)
			text_printf(&inputs, "of letter %d\t%d\n", i, j);
		entry.inputs = inputs.data;
		assert_true(record_put(record, &entry, &world->report));
		text_clear(&inputs);
	}
	assert_true(record_commit(record, &world->report));
}

static void assert_alike(struct world *world, struct record *record, int i)
{
	struct entry got;
	struct text wanted = {0};
	char key[32];

	snprintf(key, sizeof(key), "K%05d", i);
	assert_true(record_get(record, key, &world->arena, &got));
	assert_string_equal(got.name, "Name");
	assert_string_equal(got.printed, "60%\t100%\t17%");
	text_printf(&wanted, "usage of row 59\t%d.%d\n",
		(i * 7 + 59) % 30, i % 10);
	for (int j = 0; i % 4 == 0 && j < i; j++)
		text_printf(&wanted, "of letter %d\t%d\n", i, j);
	assert_non_null(strstr(record_inputs(&got, &world->arena),
		wanted.data));
	text_clear(&wanted);
}

/* More forms than there may be, and more than one dictionary. */
static void packs_letters_of_any_form(void **state)
{
	struct world *world = *state;
	struct record *record = open_record(world, false);

	put_alike(world, record, 1200);
	record_close(record);
	record = open_record(world, true);
	for (int i = 0; i < 1200; i++)
		assert_alike(world, record, i);
	assert_int_equal(world->report.count, 0);
	record_close(record);
	assert_int_equal(number_behind(world->path,
		"SELECT count(*) FROM form"), 256);
	assert_int_equal(number_behind(world->path,
		"SELECT count(*) FROM dictionary"), 2);
	assert_true(number_behind(world->path, "SELECT count(*) FROM letter "
		"WHERE form = 0 AND dictionary = 2") > 40);
	assert_true(number_behind(world->path,
		"SELECT avg(length(inputs)) FROM letter "
		"WHERE form = 1 AND dictionary = 2") < 120);
}

/* Whatever its bytes are, they are refused and nothing worse. */
static void refuses_what_was_not_packed(void **state)
{
	static const char *const harms[] = {
		"inputs = randomblob(40)", "inputs = x'00'",
		"inputs = substr(inputs, 1, length(inputs) - 9)",
		"inputs = inputs || x'00'", "form = 99", "form = -1",
		"dictionary = 3", "dictionary = -1", "dictionary = 0",
		"form = 0x7FFFFFFFFFFFFFFF",
	};
	struct world *world = *state;
	struct entry got;

	for (size_t i = 0; i < sizeof(harms) / sizeof(*harms); i++) {
		struct record *record = open_record(world, false);
		struct text change = {0};
		size_t count = 0;

		put_alike(world, record, 100);
		record_close(record);
		text_printf(&change, "UPDATE letter SET %s "
			"WHERE key = 'K00099'", harms[i]);
		sql(world, change.data, false);
		record = open_record(world, true);
		assert_true(record_get(record, "K00099", &world->arena, &got));
		assert_string_equal(got.name, "");
		assert_false(record_each(record, count_one, &count,
			&world->report));
		assert_non_null(strstr(world->report.problems[0].message,
			"damaged"));
		report_clear(&world->report);
		record_close(record);
		text_clear(&change);
		assert_int_equal(remove(world->path), 0);
	}
}

/* The form or the dictionary itself is. */
static void refuses_harmed_forms(void **state)
{
	static const char *const harms[] = {
		"UPDATE form SET lines = x'0102'", "DELETE FROM form",
		"UPDATE form SET lines = zeroblob(0)",
		"UPDATE form SET id = id + 1000", "DELETE FROM dictionary",
		"UPDATE dictionary SET bytes = zeroblob(16384)",
	};
	struct world *world = *state;

	for (size_t i = 0; i < sizeof(harms) / sizeof(*harms); i++) {
		struct record *record = open_record(world, false);
		size_t count = 0;

		put_alike(world, record, 100);
		record_close(record);
		sql(world, harms[i], false);
		record = open_record(world, true);
		assert_false(record_each(record, count_one, &count,
			&world->report));
		report_clear(&world->report);
		record_close(record);
		assert_int_equal(remove(world->path), 0);
	}
}

/* Killed half-way through the pages of a commit: its journal is hot. */
static void reader_rolls_back_a_half_commit(void **state)
{
	struct world *world = *state;
	struct record *record = open_record(world, false);
	struct entry got;
	struct text bytes;
	pid_t writer;

	put_group(world, record, "A", 1000);
	assert_true(record_commit(record, &world->report));
	record_close(record);
	writer = fork();
	if (writer == 0) {
		sql(world, "PRAGMA cache_size = 1; BEGIN;"
			"UPDATE letter SET reason = 'changed';", true);
		_exit(1);
	}
	waitpid(writer, NULL, 0);
	bytes = scratch_get(world->scratch, "job.db");
	assert_non_null(memmem(bytes.data, bytes.length, "changed", 7));
	text_clear(&bytes);
	record = open_record(world, true);
	assert_true(record_get(record, "A007", &world->arena, &got));
	assert_string_equal(got.reason, "");
	assert_int_equal(count_keys(world, record), 1000);
	record_close(record);
}

/* Commits groups of ten until killed; says so after the first. */
static void commit_forever(struct world *world, int round, int ready)
{
	struct record *record = open_record(world, false);

	for (int group = 0;; group++) {
		char prefix[32];

		snprintf(prefix, sizeof(prefix), "%d-%d-", round, group);
		put_group(world, record, prefix, 10);
		if (!record_commit(record, &world->report) ||
			(group == 0 && write(ready, "x", 1) != 1))
			_exit(1);
	}
}

static void commits_groups_whole(void **state)
{
	struct world *world = *state;
	size_t before = 0, count;
	int ready[2];
	char byte;

	assert_int_equal(pipe(ready), 0);
	for (int round = 0; round < 6; round++) {
		struct record *record;
		pid_t writer = fork();

		if (writer == 0)
			commit_forever(world, round, ready[1]);
		assert_int_equal(read(ready[0], &byte, 1), 1);
		usleep((useconds_t)round * 3333);
		kill(writer, SIGKILL);
		waitpid(writer, NULL, 0);
		record = open_record(world, false);
		count = count_keys(world, record);
		assert_int_equal(count % 10, 0);
		assert_true(count > before);
		before = count;
		record_close(record);
	}
	close(ready[0]);
	close(ready[1]);
}

static void survives_a_full_disk(void **state)
{
	struct world *world = *state;
	struct record *record = open_record(world, false);
	rlim_t before;
	bool committed;

	put_group(world, record, "A", 3);
	assert_true(record_commit(record, &world->report));
	put_group(world, record, "B", 1000);
	before = disk_fill(40000);
	committed = record_commit(record, &world->report);
	disk_clear(before);
	assert_false(committed);
	assert_non_null(strstr(world->report.problems[0].message,
		"make room"));
	assert_int_equal(count_keys(world, record), 3);
	put_group(world, record, "B", 1000);
	assert_true(record_commit(record, &world->report));
	assert_int_equal(count_keys(world, record), 1003);
	record_close(record);
}

/* What a group brought is there for others, and the next one is not yet. */
static void is_read_while_it_is_held(void **state)
{
	struct world *world = *state;
	struct record *record = open_record(world, false), *reader;
	struct entry entry;

	assert_true(record_hold(record, &world->report));
	assert_false(record_get(record, "k000", &world->arena, &entry));
	for (int group = 0; group < 2; group++) {
		put_group(world, record, group ? "m" : "k", 3);
		reader = open_record(world, true);
		assert_int_equal(count_keys(world, reader), 3 * group);
		record_close(reader);
		assert_true(record_commit(record, &world->report));
		assert_true(record_get(record, "k000", &world->arena, &entry));
	}
	put_group(world, record, "z", 1);
	record_close(record); /* and what is not committed never was */
	record = open_record(world, false);
	assert_int_equal(count_keys(world, record), 6);
	record_close(record);
}

#define RECORD_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RECORD_TEST(gives_back_what_was_put),
		RECORD_TEST(knows_an_unsigned_letter),
		RECORD_TEST(replaces_and_removes),
		RECORD_TEST(keeps_the_issue_before),
		RECORD_TEST(keeps_the_parts),
		RECORD_TEST(visits_all_in_order),
		RECORD_TEST(orders_keys_by_bytes),
		RECORD_TEST(finds_no_record_yet),
		RECORD_TEST(packs_letters_of_any_form),
		RECORD_TEST(refuses_what_was_not_packed),
		RECORD_TEST(refuses_harmed_forms),
		RECORD_TEST(reads_while_another_writes),
		RECORD_TEST(is_read_while_it_is_held),
		RECORD_TEST(reader_cannot_write),
		RECORD_TEST(refuses_what_is_not_its_own),
		RECORD_TEST(refuses_what_is_damaged),
		RECORD_TEST(tells_of_damage_met_late),
		RECORD_TEST(forgets_a_group_that_was_killed),
		RECORD_TEST(reader_rolls_back_a_half_commit),
		RECORD_TEST(commits_groups_whole),
		RECORD_TEST(survives_a_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
