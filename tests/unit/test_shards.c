/* Shards: whose letter it is, and records that are read and joined as one. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "output/history.h"
#include "output/shards.h"
#include "record_world.h"

#define LETTERS 300 /* L000 to L299: more than are read at once */

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

/* ---- whose letter it is ---- */

static void reads_what_the_scheduler_gives(void **state)
{
	static const char *const wrong[] = {"", "/", "/8", "3/", "3", "8/8",
		"0/0", "3/1001", "-1/8", "+1/8", " 3/8", "3/8 ", "3/8/1",
		"3 of 8", "3.0/8", "99999999999999999999/8", "3\\8"};
	struct shard shard;

	(void)state;
	assert_null(shard_parse("3/8", &shard));
	assert_int_equal(shard.number, 3);
	assert_int_equal(shard.count, 8);
	assert_null(shard_parse("0/1", &shard));
	assert_null(shard_parse("999/1000", &shard));
	assert_null(shard_parse("007/8", &shard));
	assert_int_equal(shard.number, 7);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		if (shard_parse(wrong[i], &shard) == NULL)
			fail_msg("'%s' was taken", wrong[i]);
	assert_non_null(strstr(shard_parse("/8", &shard), "variable"));
	assert_non_null(strstr(shard_parse("8/8", &shard), "from 0"));
	assert_non_null(strstr(shard_parse("1/1001", &shard), "1000"));
}

/* Worked out elsewhere: a letter must never change its shard. */
static void divides_by_the_key_alone(void **state)
{
	static const struct {
		const char *key;
		unsigned of_8, of_3, of_1000;
	} known[] = {{"STT", 1, 0, 305}, {"", 4, 1, 652},
		{"E06000004", 1, 0, 281}, {"S\xC3\xBC" "d", 1, 1, 857}};
	struct shard shard = {1, 8}, all = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		assert_int_equal(shard_of(known[i].key, 8), known[i].of_8);
		assert_int_equal(shard_of(known[i].key, 3), known[i].of_3);
		assert_int_equal(shard_of(known[i].key, 1000),
			known[i].of_1000);
		assert_int_equal(shard_of(known[i].key, 1), 0);
		assert_true(shard_has(&all, known[i].key));
	}
	assert_true(shard_has(&shard, "STT"));
	assert_false(shard_has(&shard, ""));
}

static void knows_its_folders(void **state)
{
	struct shard shard = {3, 8}, got;
	struct text name = {0};

	(void)state;
	shard_folder(&shard, &name);
	assert_string_equal(name.data, "shards/3-of-8");
	assert_true(shard_of_folder("3-of-8", &got));
	assert_true(got.number == 3 && got.count == 8);
	assert_false(shard_of_folder("3-of-8.old", &got));
	assert_false(shard_of_folder("03-of-8", &got));
	assert_false(shard_of_folder("8-of-8", &got));
	assert_false(shard_of_folder(".", &got));
	text_clear(&name);
}

/* ---- records ---- */

static struct record *open_job(struct world *world, bool read_only)
{
	struct record *record = NULL;

	if (!record_open(world->path, read_only, &record, &world->report))
		fail_msg("%s", world->report.problems[0].message);
	return record;
}

static bool try_shard(struct world *world, unsigned number, unsigned count,
	struct record **out)
{
	struct shard shard = {number, count};
	struct text folder = {0};
	bool opened;

	text_printf(&folder, "%s/shards", world->scratch);
	mkdir(folder.data, 0700);
	text_printf(&folder, "/%u-of-%u", number, count);
	mkdir(folder.data, 0700);
	opened = shards_open(world->path, &shard, out, &world->report);
	text_clear(&folder);
	return opened;
}

static struct record *open_shard(struct world *world, unsigned number,
	unsigned count)
{
	struct record *record = NULL;

	if (!try_shard(world, number, count, &record))
		fail_msg("%s", world->report.problems[0].message);
	return record;
}

/* Puts the letters that a record has, those not of `shard` left out. */
static void make(struct world *world, struct record *record,
	const struct shard *shard, int issue)
{
	char sha256[16];

	snprintf(sha256, sizeof(sha256), "issue %d", issue);
	assert_true(record_begin(record, &world->report));
	for (int i = 0; i < LETTERS; i++) {
		char key[16], file[32];
		struct entry entry = {.key = key, .file = file, .issue = issue,
			.state = LETTER_MADE, .sha256 = sha256,
			.inputs = "a\t1\n"};
		struct event event = {.key = key, .kind = EVENT_MADE,
			.sha256 = sha256};

		snprintf(key, sizeof(key), "L%03d", i);
		snprintf(file, sizeof(file), "letters/%s", key);
		if (!shard_has(shard, key))
			continue;
		assert_true(record_put(record, &entry, &world->report));
		assert_true(history_add(record, &event, &world->report));
	}
	assert_true(record_commit(record, &world->report));
}

static void make_shard(struct world *world, unsigned number, unsigned count,
	int issue)
{
	struct record *record = open_shard(world, number, count);
	struct shard shard = {number, count};

	make(world, record, &shard, issue);
	assert_true(shards_end(record, &world->report));
	record_close(record);
}

static bool add_line(void *context, const struct entry *entry)
{
	text_printf(context, "%s %s %d\n", entry->key, entry->sha256,
		entry->issue);
	return true;
}

static struct text list(struct world *world, struct record *record)
{
	struct text lines = {0};

	assert_true(record_each(record, add_line, &lines, &world->report));
	return lines;
}

/* What a job's record of these issues lists; issue 0: no such letter. */
static struct text expected(unsigned count, const int *issues)
{
	struct text lines = {0};

	for (int i = 0; i < LETTERS; i++) {
		char key[16];
		int issue;

		snprintf(key, sizeof(key), "L%03d", i);
		issue = issues[shard_of(key, count)];
		if (issue > 0)
			text_printf(&lines, "%s issue %d %d\n", key, issue,
				issue);
	}
	return lines;
}

static void assert_lists(struct world *world, bool read_only, unsigned count,
	const int *issues)
{
	struct record *record = open_job(world, read_only);
	struct text got = list(world, record);
	struct text wanted = expected(count, issues);

	assert_string_equal(text_string(&got), text_string(&wanted));
	text_clear(&got);
	text_clear(&wanted);
	record_close(record);
}

static bool count_event(void *context, const struct event *event)
{
	int64_t *numbers = context;

	assert_true(event->number > numbers[1]);
	numbers[0]++;
	numbers[1] = event->number;
	return true;
}

/* All events in the files, by their numbers, which must be of one each. */
static int64_t count_events(struct world *world)
{
	struct record *record = open_job(world, true);
	int64_t all = 0;

	for (int i = 0; i < LETTERS; i++) {
		int64_t numbers[2] = {0};
		char key[16];

		snprintf(key, sizeof(key), "L%03d", i);
		assert_true(history_of(record, key, count_event, numbers,
			&world->report));
		all += numbers[0];
	}
	record_close(record);
	return all;
}

static void reads_shards_as_one(void **state)
{
	struct world *world = *state;
	struct record *record;
	struct entry entry;

	make_shard(world, 0, 3, 1);
	make_shard(world, 2, 3, 1);
	assert_lists(world, true, 3, (int[]){1, 0, 1});
	record = open_job(world, true);
	assert_true(record_get(record, "L000", &world->arena, &entry) ==
		(shard_of("L000", 3) != 1));
	assert_int_equal(shards_count(record), 3);
	assert_int_equal(shards_state(record, 0), SHARD_ENDED);
	assert_int_equal(shards_state(record, 1), SHARD_NONE);
	record_close(record);
	make_shard(world, 1, 3, 1);
	assert_lists(world, true, 3, (int[]){1, 1, 1});
	assert_int_equal(count_events(world), LETTERS);
}

static void assert_inputs(struct world *world, struct record *record,
	const char *key)
{
	struct entry entry;

	assert_true(record_get(record, key, &world->arena, &entry));
	assert_string_equal(record_inputs(&entry, &world->arena), "a\t1\n");
}

/* What a shard says of its letters counts, whatever the job's record says. */
static void takes_over_what_was_there(void **state)
{
	struct world *world = *state;
	struct record *record = open_job(world, false);
	struct entry entry;
	const char *const key = "L004"; /* is of shard 1 */

	assert_int_equal(shard_of(key, 2), 1);
	make(world, record, &(struct shard){0}, 1);
	assert_true(record_begin(record, &world->report));
	assert_true(record_put_parts(record, "text\t1\n", &world->report));
	assert_true(record_commit(record, &world->report));
	record_close(record);
	record = open_shard(world, 1, 2);
	assert_true(record_get(record, "L000", &world->arena, &entry) ==
		shard_has(&(struct shard){1, 2}, "L000"));
	assert_string_equal(record_parts(record, &world->arena), "text\t1\n");
	assert_inputs(world, record, key);
	record_close(record);
	assert_lists(world, true, 2, (int[]){1, 1});

	make_shard(world, 1, 2, 2);
	assert_lists(world, true, 2, (int[]){1, 2});
	/* A letter that the shard withdrew is not the job's again. */
	record = open_shard(world, 1, 2);
	assert_true(record_begin(record, &world->report));
	assert_true(record_remove(record, key, &world->report));
	assert_true(record_commit(record, &world->report));
	record_close(record);
	record = open_job(world, true);
	assert_int_equal(shards_state(record, 1), SHARD_BEGUN);
	assert_false(record_get(record, key, &world->arena, &entry));
	assert_true(record_before(record, key, &world->arena, &entry));
	assert_int_equal(entry.issue, 2);
	record_close(record);
	record = open_job(world, false);
	assert_false(record_get(record, key, &world->arena, &entry));
	record_close(record);
}

static void takes_over_an_older_record(void **state)
{
	struct world *world = *state;
	struct record *record;
	struct text bytes = {0}, before, after;
	sqlite3 *old;

	assert_true(file_read("tests/unit/records/format-4.sql", FILE_LIMIT,
		&bytes, &world->report));
	assert_int_equal(sqlite3_open(world->path, &old), SQLITE_OK);
	assert_int_equal(sqlite3_exec(old, bytes.data, NULL, NULL, NULL),
		SQLITE_OK);
	sqlite3_close(old);
	record = open_job(world, true);
	before = list(world, record);
	assert_non_null(strstr(before.data, "elm "));
	record_close(record);
	for (unsigned i = 0; i < 2; i++)
		record_close(open_shard(world, i, 2));
	for (int read_only = 1; read_only >= 0; read_only--) {
		record = open_job(world, read_only);
		after = list(world, record);
		assert_string_equal(after.data, before.data);
		text_clear(&after);
		record_close(record);
	}
	text_clear(&before);
	text_clear(&bytes);
}

static void joins_what_shards_recorded(void **state)
{
	struct world *world = *state;
	struct record *record = open_job(world, false);
	struct entry entry;
	struct event event = {.key = "L007", .kind = EVENT_APPROVED};
	int64_t numbers[2] = {0};
	char *own = scratch_path(world->scratch, "shards/0-of-2/job.db");

	make(world, record, &(struct shard){0}, 1);
	record_close(record);
	make_shard(world, 0, 2, 2);
	make_shard(world, 1, 2, 2);
	assert_int_equal(count_events(world), 2 * LETTERS);
	assert_int_equal(access(own, F_OK), 0);

	record = open_job(world, false);
	assert_int_not_equal(access(own, F_OK), 0);
	assert_int_equal(shards_count(record), 0);
	assert_inputs(world, record, "L003");
	assert_inputs(world, record, "L004");
	assert_true(record_before(record, "L007", &world->arena, &entry));
	assert_int_equal(entry.issue, 1);
	assert_true(record_begin(record, &world->report));
	assert_true(history_add(record, &event, &world->report));
	assert_true(record_commit(record, &world->report));
	assert_true(history_of(record, "L007", count_event, numbers,
		&world->report));
	assert_int_equal(numbers[0], 3);
	record_close(record);
	assert_lists(world, true, 2, (int[]){2, 2});
	assert_int_equal(count_events(world), 2 * LETTERS + 1);

	/* And into others, which number on from there. */
	make_shard(world, 3, 7, 3);
	make_shard(world, 4, 7, 3);
	assert_lists(world, true, 7, (int[]){2, 2, 2, 3, 3, 2, 2});
	assert_lists(world, false, 7, (int[]){2, 2, 2, 3, 3, 2, 2});
	free(own);
}

/* As after a power cut between the commit and the removal. */
static void joining_twice_changes_nothing(void **state)
{
	struct world *world = *state;
	struct text bytes;
	int64_t events;

	make_shard(world, 0, 2, 1);
	make_shard(world, 1, 2, 1);
	bytes = scratch_get(world->scratch, "shards/1-of-2/job.db");
	record_close(open_job(world, false));
	events = count_events(world);
	scratch_put(world->scratch, "shards/1-of-2/job.db", bytes.data,
		bytes.length);
	assert_lists(world, true, 2, (int[]){1, 1});
	assert_int_equal(count_events(world), events);
	record_close(open_job(world, false));
	assert_lists(world, true, 2, (int[]){1, 1});
	assert_int_equal(count_events(world), events);
	text_clear(&bytes);
}

static void parts_are_told_when_all_agree(void **state)
{
	struct world *world = *state;
	struct record *record;

	for (unsigned i = 0; i < 2; i++) {
		record = open_job(world, true);
		if (record != NULL)
			assert_string_equal(record_parts(record,
				&world->arena), "");
		record_close(record);
		record = open_shard(world, i, 2);
		assert_true(record_begin(record, &world->report));
		assert_true(record_put_parts(record, "text\t1\n",
			&world->report));
		assert_true(record_commit(record, &world->report));
		record_close(record);
	}
	record = open_job(world, true);
	assert_string_equal(record_parts(record, &world->arena), "text\t1\n");
	record_close(record);
	record = open_job(world, false);
	assert_string_equal(record_parts(record, &world->arena), "text\t1\n");
	record_close(record);
}

static void another_number_is_refused(void **state)
{
	struct world *world = *state;
	struct record *record = NULL;

	make_shard(world, 0, 8, 1);
	assert_false(try_shard(world, 0, 4, &record));
	assert_null(record);
	assert_int_equal(world->report.errors, 1);
	assert_non_null(strstr(world->report.problems[0].message,
		"stands in 8 shards, not in 4: go on with --shard I/8"));
	report_clear(&world->report);
	record_close(open_job(world, false));
	make_shard(world, 0, 4, 2);
}

/* Killed while it took its letters over: it does not count. */
static void half_begun_is_not_there(void **state)
{
	struct world *world = *state;
	struct record *record = open_job(world, false);
	sqlite3 *database;
	char *own = scratch_path(world->scratch, "shards/0-of-2/job.db");

	make(world, record, &(struct shard){0}, 1);
	record_close(record);
	record_close(open_shard(world, 0, 2));
	assert_int_equal(sqlite3_open(own, &database), SQLITE_OK);
	assert_int_equal(sqlite3_exec(database,
		"DROP TABLE shard; DELETE FROM letter", NULL, NULL, NULL),
		SQLITE_OK);
	sqlite3_close(database);
	assert_lists(world, true, 2, (int[]){1, 1});
	record = open_job(world, true);
	assert_int_equal(shards_state(record, 0), SHARD_NONE);
	record_close(record);
	make_shard(world, 0, 2, 2);
	assert_lists(world, true, 2, (int[]){2, 1});
	free(own);
}

/* Each is an open file: more than a process begins with. */
static void reads_more_than_files_may_be_open(void **state)
{
	struct world *world = *state;
	struct record *record = open_job(world, false);
	const struct rlimit *few = &(struct rlimit){24, 4096};
	struct rlimit before;

	make(world, record, &(struct shard){0}, 1);
	record_close(record);
	for (unsigned i = 0; i < 32; i++)
		record_close(open_shard(world, i, 32));
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(prlimit(0, RLIMIT_NOFILE, few, NULL), 0);
	assert_lists(world, true, 1, (int[]){1});
	assert_lists(world, false, 1, (int[]){1});
	setrlimit(RLIMIT_NOFILE, &before);
}

static void damage_is_told_with_its_file(void **state)
{
	struct world *world = *state;
	struct record *record = NULL;

	make_shard(world, 0, 2, 1);
	make_shard(world, 1, 2, 1);
	scratch_put(world->scratch, "shards/1-of-2/job.db", "no database", 11);
	assert_false(record_open(world->path, true, &record, &world->report));
	assert_non_null(strstr(world->report.problems[0].place.file,
		"shards/1-of-2/job.db"));
	report_clear(&world->report);
	assert_false(record_open(world->path, false, &record,
		&world->report));
	assert_null(record);
	report_clear(&world->report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_the_scheduler_gives),
		cmocka_unit_test(divides_by_the_key_alone),
		cmocka_unit_test(knows_its_folders),
		cmocka_unit_test_setup_teardown(reads_shards_as_one, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(takes_over_what_was_there,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(takes_over_an_older_record,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(joins_what_shards_recorded,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(joining_twice_changes_nothing,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(parts_are_told_when_all_agree,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(another_number_is_refused,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(half_begun_is_not_there,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			reads_more_than_files_may_be_open, set_up, tear_down),
		cmocka_unit_test_setup_teardown(damage_is_told_with_its_file,
			set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
