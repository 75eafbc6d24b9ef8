/* approvals.csv follows the record, and tells when it does not. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <sys/stat.h>

#include "dispatch/approve.h"
#include "output/history.h"
#include "output/sign_offs.h"
#include "scratch.h"

#define LINE_2 "99410f5f6695135155575e6be1eac225" \
	"2d692d119febcad9bd3747c83e60ea10"
#define LINE_3 "aacfe95953cfa522abd31a87249f4026" \
	"83bf774f1bd27a03952f7190067d9c70"
#define LINE_4 "de27f34e6255a6212f13723d35c803aa" \
	"6f61b694d7f55c057edcc859088ea734"

struct world {
	char *scratch, *path;
	struct folder *folder;
	struct record *record;
	struct report report;
	char head[DIGEST_HEX];
};

static void happen(struct world *world, const char *key, enum event_kind kind,
	const char *words)
{
	struct event event = {.key = key, .kind = kind, .sha256 = "ab",
		.who = "Ada", .words = words};

	assert_true(history_add(world->record, &event, &world->report));
}

static int set_up(void **state)
{
	struct world *world = memory_new(sizeof(*world));

	setenv("SOURCE_DATE_EPOCH", "1595410200", 1);
	world->scratch = scratch_new();
	world->path = scratch_path(world->scratch, "job.db");
	assert_true(folder_open(world->scratch, false, &world->folder,
		&world->report));
	assert_true(record_open(world->path, false, &world->record,
		&world->report));
	*state = world;
	return 0;
}

static int tear_down(void **state)
{
	struct world *world = *state;

	record_close(world->record);
	folder_close(world->folder);
	report_clear(&world->report);
	free(world->path);
	scratch_free(world->scratch);
	free(world);
	unsetenv("SOURCE_DATE_EPOCH");
	return 0;
}

static bool update(struct world *world)
{
	return sign_offs_write(world->record, world->folder, world->head,
		&world->report);
}

/* Three sign-offs among other things, written. */
static struct text write_three(struct world *world)
{
	happen(world, "A", EVENT_MADE, "new");
	happen(world, "A", EVENT_LOOKED, "");
	happen(world, "A", EVENT_APPROVED, "");
	happen(world, "B, or \"C\"", EVENT_UNAPPROVED, "no\nreason");
	assert_true(update(world));
	return scratch_get(world->scratch, SIGN_OFFS_FILE);
}

/* The list as it has to be, digests worked out with sha256sum. */
static void is_chained_by_digests(void **state)
{
	struct world *world = *state;
	struct text got;
	struct stat status;
	char *path = scratch_path(world->scratch, SIGN_OFFS_FILE);

	assert_true(update(world)); /* nothing to tell: no file */
	assert_string_equal(world->head, "");
	assert_int_equal(access(path, F_OK), -1);
	got = write_three(world);
	assert_string_equal(text_string(&got),
		"number,at,kind,key,sha256,who,words,before\n"
		"2,2020-07-22T09:30:00Z,looked,A,ab,Ada,,"
		"ca035807a5d5603bccb136c3e19df53e15a10579f2f6c35639843b8bf0fa"
		"3693\n"
		"3,2020-07-22T09:30:00Z,approved,A,ab,Ada,,"
		LINE_2 "\n"
		"4,2020-07-22T09:30:00Z,unapproved,\"B, or \"\"C\"\"\",ab,Ada,"
		"\"no\nreason\"," LINE_3 "\n");
	assert_string_equal(world->head, LINE_4);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_true(update(world));
	assert_true(sign_offs_check(world->record, world->folder,
		&world->report));
	assert_int_equal(world->report.count, 0);
	text_clear(&got);
	free(path);
}

/* To say all of this. */
static void assert_updated(struct world *world, const struct text *whole)
{
	struct text got;

	assert_true(update(world));
	got = scratch_get(world->scratch, SIGN_OFFS_FILE);
	assert_string_equal(got.data, whole->data);
	text_clear(&got);
}

/* Killed anywhere while it was added to. */
static void is_completed_from_the_record(void **state)
{
	struct world *world = *state;
	struct text whole = write_three(world);

	for (size_t length = 0; length < whole.length; length++) {
		scratch_put(world->scratch, SIGN_OFFS_FILE, whole.data,
			length);
		assert_false(sign_offs_check(world->record, world->folder,
			&world->report));
		assert_non_null(strstr(world->report.problems[0].message,
			"ends before this line"));
		report_clear(&world->report);
		assert_updated(world, &whole);
	}
	assert_int_equal(world->report.count, 0);
	text_clear(&whole);
}

/* What is added in several pieces, and was cut off in any of them. */
static void is_completed_in_pieces(void **state)
{
	struct world *world = *state;
	char words[2001];
	struct text whole;

	memset(words, 'x', sizeof(words) - 1);
	words[sizeof(words) - 1] = '\0';
	assert_true(record_begin_many(world->record, &world->report));
	for (int i = 0; i < 1500; i++)
		happen(world, "A", EVENT_UNAPPROVED, words);
	assert_true(record_commit(world->record, &world->report));
	assert_true(update(world));
	whole = scratch_get(world->scratch, SIGN_OFFS_FILE);
	assert_in_range(whole.length, 3 << 20, 4 << 20);
	assert_true(sign_offs_check(world->record, world->folder,
		&world->report));
	for (size_t length = 0; length < whole.length; length += 1 << 19) {
		scratch_put(world->scratch, SIGN_OFFS_FILE, whole.data,
			length);
		assert_updated(world, &whole);
	}
	assert_int_equal(world->report.count, 0);
	text_clear(&whole);
}

/* Refused by both, with this line, and left alone. */
static void assert_told(struct world *world, const char *list, int line,
	const char *words)
{
	struct text got;

	scratch_put(world->scratch, SIGN_OFFS_FILE, list, strlen(list));
	assert_false(sign_offs_check(world->record, world->folder,
		&world->report));
	assert_int_equal(world->report.problems[0].place.line, line);
	if (strstr(world->report.problems[0].message, words) == NULL)
		fail_msg("%s", world->report.problems[0].message);
	report_clear(&world->report);
	assert_false(update(world));
	assert_int_equal(world->report.problems[0].place.line, line);
	report_clear(&world->report);
	got = scratch_get(world->scratch, SIGN_OFFS_FILE);
	assert_string_equal(got.data, list);
	text_clear(&got);
}

/* Every byte but the line ends, which make other lines of it. */
static void tells_of_any_changed_byte(void **state)
{
	struct world *world = *state;
	struct text whole = write_three(world);
	int line = 1;

	for (size_t i = 0; i < whole.length; i++) {
		if (whole.data[i] == '\n') {
			line++;
			continue;
		}
		whole.data[i] ^= 1;
		assert_told(world, whole.data, line, "line");
		whole.data[i] ^= 1;
	}
	text_clear(&whole);
}

static void tells_of_dropped_and_inserted_lines(void **state)
{
	struct world *world = *state;
	struct text whole = write_three(world), other = {0};
	const char *second = strchr(whole.data, '\n') + 1;
	const char *third = strchr(second, '\n') + 1;

	text_append(&other, whole.data, (size_t)(second - whole.data));
	text_add(&other, third);
	assert_told(world, other.data, 2, "dropped");
	text_reset(&other);
	text_append(&other, whole.data, (size_t)(third - whole.data));
	text_add(&other, second);
	assert_told(world, other.data, 3, "inserted");
	text_reset(&other);
	text_add(&other, whole.data);
	text_add(&other, second);
	assert_told(world, other.data, 6, "inserted");
	text_clear(&other);
	text_clear(&whole);
}

/* The list is right, and the record beside it is another one. */
static void tells_of_another_record(void **state)
{
	struct world *world = *state;
	struct text whole = write_three(world);

	record_close(world->record);
	assert_int_equal(remove(world->path), 0);
	assert_true(record_open(world->path, false, &world->record,
		&world->report));
	assert_told(world, whole.data, 1, "job.db is another one");
	happen(world, "A", EVENT_MADE, "new");
	happen(world, "A", EVENT_APPROVED, "");
	assert_told(world, whole.data, 2, "job.db is another one");
	text_clear(&whole);
}

static void survives_a_full_disk(void **state)
{
	struct world *world = *state;
	struct text whole = write_three(world), got;
	rlim_t before;
	bool done;

	scratch_put(world->scratch, SIGN_OFFS_FILE, "", 0);
	before = disk_fill(100);
	done = update(world);
	disk_clear(before);
	assert_false(done);
	assert_int_equal(world->report.errors, 1);
	assert_non_null(strstr(world->report.problems[1].message,
		"the record has every sign-off"));
	got = scratch_get(world->scratch, SIGN_OFFS_FILE);
	assert_int_equal(got.length, 100);
	text_clear(&got);
	assert_true(update(world));
	got = scratch_get(world->scratch, SIGN_OFFS_FILE);
	assert_string_equal(got.data, whole.data);
	text_clear(&got);
	text_clear(&whole);
}

/* The most d with C(m - d, n) / C(m, n) of 1 in 20 or more. */
static void knows_what_a_sample_proves(void **state)
{
	(void)state;
	assert_int_equal(approve_sample_bound(4, 2), 2);
	assert_int_equal(approve_sample_bound(10, 10), 0);
	assert_int_equal(approve_sample_bound(10, 0), 10);
	assert_int_equal(approve_sample_bound(1, 1), 0);
	assert_int_equal(approve_sample_bound(0, 0), 0);
	assert_int_equal(approve_sample_bound(354, 20), 47);
	assert_int_equal(approve_sample_bound(1000000, 59),
		49506);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(is_chained_by_digests),
		TEST(is_completed_from_the_record),
		TEST(is_completed_in_pieces),
		TEST(tells_of_any_changed_byte),
		TEST(tells_of_dropped_and_inserted_lines),
		TEST(tells_of_another_record),
		TEST(survives_a_full_disk),
		cmocka_unit_test(knows_what_a_sample_proves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
