/* What happened to a letter stays; whether it is approved follows from it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "output/approval.h"
#include "output/delivery.h"
#include "record_world.h"

static int set_up(void **state)
{
	*state = world_new();
	world_reopen(*state, false);
	return 0;
}

static int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

static void happen(struct world *world, const char *key, enum event_kind kind,
	const char *sha256, const char *who, const char *words)
{
	struct event event = {.key = key, .kind = kind, .sha256 = sha256,
		.who = who, .words = words};

	assert_true(history_add(world->record, &event, &world->report));
}

/* "made cd at:words; " */
static bool tell(void *context, const struct event *event)
{
	text_printf(context, "%lld %s %s %s %s %s:%s; ",
		(long long)event->number, event->key,
		event_kind_name(event->kind), event->sha256, event->at,
		event->who, event->words);
	return true;
}

static void keeps_what_happened_in_order(void **state)
{
	struct world *world = *state;
	struct text got = {0};

	assert_true(record_begin(world->record, &world->report));
	happen(world, "B", EVENT_MADE, "b1", NULL, "new");
	happen(world, "A", EVENT_FAILED, NULL, NULL, "no figure");
	happen(world, "B", EVENT_APPROVED, "b1", "Ada", NULL);
	happen(world, "B", EVENT_MAILED, "b1", NULL, "1f@example.org");
	assert_true(record_commit(world->record, &world->report));
	world_reopen(world, true);
	assert_true(history_of(world->record, "B", tell, &got,
		&world->report));
	assert_string_equal(text_string(&got),
		"1 B made b1 2020-07-22T09:30:00Z :new; "
		"3 B approved b1 2020-07-22T09:30:00Z Ada:; "
		"4 B mailed b1 2020-07-22T09:30:00Z :1f@example.org; ");
	text_reset(&got);
	assert_true(history_sign_offs(world->record, tell, &got,
		&world->report));
	assert_string_equal(text_string(&got),
		"3 B approved b1 2020-07-22T09:30:00Z Ada:; ");
	text_reset(&got);
	assert_true(history_mailed(world->record, tell, &got,
		&world->report));
	assert_string_equal(text_string(&got),
		"4 B mailed b1 2020-07-22T09:30:00Z :1f@example.org; ");
	text_reset(&got);
	assert_true(history_of(world->record, "", tell, &got,
		&world->report));
	assert_string_equal(text_string(&got), "");
	text_clear(&got);
}

/* Put as new, put over what was there (with a form of its own), or not put. */
static void belongs_to_its_letter(void **state)
{
	struct world *world = *state;
	struct record *record = world->record;
	struct entry a = {.key = "A", .file = "letters/a.pdf", .issue = 1,
		.sha256 = "a1", .inputs = "x\t1\n"};
	struct entry b = {.key = "B", .state = LETTER_FAILED, .issue = 1,
		.inputs = "x\t1\n"};
	struct text got = {0};

	assert_true(record_begin(record, &world->report));
	happen(world, "C", EVENT_APPROVED, "c1", "Ada", "");
	assert_true(record_add(record, &a, &world->report));
	happen(world, "A", EVENT_MADE, "a1", NULL, "new");
	happen(world, "C", EVENT_LOOKED, "a1", "Ada", "");
	assert_true(record_add(record, &b, &world->report));
	happen(world, "B", EVENT_FAILED, NULL, NULL, "no figure");
	assert_true(record_commit(record, &world->report));
	a.sha256 = "a2";
	a.issue = 2;
	a.inputs = "x\t1\ny\t2\n";
	assert_true(record_begin(record, &world->report));
	assert_true(record_put(record, &a, &world->report));
	happen(world, "A", EVENT_SUPERSEDED, "a1", NULL, "");
	happen(world, "A", EVENT_MADE, "a2", NULL, "");
	assert_true(record_commit(record, &world->report));
	assert_true(history_of(record, "A", tell, &got, &world->report));
	assert_string_equal(text_string(&got),
		"2 A made a1 2020-07-22T09:30:00Z :new; "
		"5 A superseded a1 2020-07-22T09:30:00Z :; "
		"6 A made a2 2020-07-22T09:30:00Z :; ");
	text_reset(&got);
	assert_true(history_of(record, "B", tell, &got, &world->report));
	assert_true(history_of(record, "C", tell, &got, &world->report));
	assert_string_equal(text_string(&got),
		"4 B failed  2020-07-22T09:30:00Z :no figure; "
		"1 C approved c1 2020-07-22T09:30:00Z Ada:; "
		"3 C looked a1 2020-07-22T09:30:00Z Ada:; ");
	text_clear(&got);
}

static bool count_some(void *context, const struct event *event)
{
	size_t *count = context;

	assert_int_equal(event->number, *count + 1);
	return ++*count != 70;
}

static void reads_in_portions(void **state)
{
	struct world *world = *state;
	size_t count = 0;

	assert_true(record_begin(world->record, &world->report));
	for (int i = 0; i < 128; i++)
		happen(world, "A", EVENT_LOOKED, "a", "Ada", "");
	assert_true(record_commit(world->record, &world->report));
	assert_false(history_of(world->record, "A", count_some, &count,
		&world->report));
	assert_int_equal(count, 70);
	count = 0;
	assert_false(history_sign_offs(world->record, count_some, &count,
		&world->report));
	assert_int_equal(world->report.count, 0);
}

static void knows_every_kind(void **state)
{
	struct world *world = *state;
	struct text got = {0};

	for (int i = 0; i < EVENT_KINDS; i++)
		happen(world, "A", (enum event_kind)i, "", "", "");
	assert_true(history_of(world->record, "A", tell, &got,
		&world->report));
	for (int i = 0; i < EVENT_KINDS; i++) {
		char wanted[64];

		snprintf(wanted, sizeof(wanted), "%d A %s ", i + 1,
			event_kind_name((enum event_kind)i));
		assert_non_null(strstr(got.data, wanted));
	}
	text_clear(&got);
}

static int sql(struct world *world, const char *statements)
{
	sqlite3 *database;
	int code;

	assert_int_equal(sqlite3_open(world->path, &database), SQLITE_OK);
	code = sqlite3_exec(database, statements, NULL, NULL, NULL);
	sqlite3_close(database);
	return code;
}

static void changes_nothing_that_happened(void **state)
{
	struct world *world = *state;
	struct text got = {0};

	happen(world, "A", EVENT_APPROVED, "a", "Ada", "");
	assert_int_equal(sql(world, "DELETE FROM event"), SQLITE_CONSTRAINT);
	assert_int_equal(sql(world, "UPDATE event SET who = 'Eve'"),
		SQLITE_CONSTRAINT);
	assert_true(history_of(world->record, "A", tell, &got,
		&world->report));
	assert_non_null(strstr(text_string(&got), "Ada"));
	text_clear(&got);
}

static void tells_of_a_kind_it_does_not_know(void **state)
{
	struct world *world = *state;
	struct text got = {0};

	happen(world, "A", EVENT_MADE, "a", "", "");
	assert_int_equal(sql(world, "INSERT INTO event VALUES (2, 1, 99, "
		"'', '', '', '')"), SQLITE_OK);
	assert_false(history_of(world->record, "A", tell, &got,
		&world->report));
	assert_int_equal(world->report.errors, 1);
	text_clear(&got);
}

static void forgets_a_group_that_is_not_committed(void **state)
{
	struct world *world = *state;
	struct text got = {0};

	assert_true(record_begin(world->record, &world->report));
	happen(world, "A", EVENT_APPROVED, "a", "Ada", "");
	world_reopen(world, false);
	assert_true(history_of(world->record, "A", tell, &got,
		&world->report));
	assert_string_equal(text_string(&got), "");
	text_clear(&got);
}

static void keeps_to_its_owner(void **state)
{
	struct world *world = *state;
	struct stat status;

	assert_int_equal(stat(world->path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(chmod(world->path, 0644), 0);
	world_reopen(world, true);
	assert_int_equal(stat(world->path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0644);
	world_reopen(world, false);
	assert_int_equal(stat(world->path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
}

static void reads_the_clock(void **state)
{
	char at[CLOCK_SIZE], later[CLOCK_SIZE];

	(void)state;
	setenv("SOURCE_DATE_EPOCH", "951782400", 1);
	clock_print(clock_now(), at);
	assert_string_equal(at, "2000-02-29T00:00:00Z");
	setenv("SOURCE_DATE_EPOCH", "253402300799", 1);
	clock_print(clock_now(), at);
	assert_string_equal(at, "9999-12-31T23:59:59Z");
	/* What is no such number is no time: the clock is asked. */
	setenv("SOURCE_DATE_EPOCH", "253402300800", 1);
	clock_print(clock_now(), at);
	assert_true(strcmp(at, "9999") < 0);
	setenv("SOURCE_DATE_EPOCH", "12x", 1);
	clock_print(clock_now(), at);
	unsetenv("SOURCE_DATE_EPOCH");
	clock_print(clock_now(), later);
	assert_true(strcmp(at, "2020") > 0);
	assert_true(strcmp(at, later) <= 0);
}

/* ---- approval ---- */

static struct approval ask(struct world *world, const char *sha256,
	size_t persons)
{
	struct approval approval;

	assert_true(approval_of(world->record, "A", sha256, persons,
		&world->arena, &approval, &world->report));
	return approval;
}

static void is_of_these_bytes(void **state)
{
	struct world *world = *state;
	struct approval got;

	happen(world, "A", EVENT_MADE, "one", "", "new");
	assert_int_equal(ask(world, "one", 1).state, APPROVAL_NONE);
	happen(world, "B", EVENT_APPROVED, "one", "Ada", "");
	assert_int_equal(ask(world, "one", 1).state, APPROVAL_NONE);
	happen(world, "A", EVENT_APPROVED, "one", "Ada", "");
	got = ask(world, "one", 1);
	assert_int_equal(got.state, APPROVAL_FULL);
	assert_string_equal(got.by[0], "Ada");
	assert_string_equal(got.at, "2020-07-22T09:30:00Z");
	got = ask(world, "two", 1);
	assert_int_equal(got.state, APPROVAL_ENDED);
	assert_int_equal(got.persons, 0);
	assert_string_equal(got.ended,
		"its file is not the one that was approved");
}

static void ends_with_the_bytes(void **state)
{
	struct world *world = *state;
	struct approval got;

	happen(world, "A", EVENT_MADE, "one", "", "new");
	happen(world, "A", EVENT_APPROVED, "one", "Ada", "");
	happen(world, "A", EVENT_MADE, "one", "", "asked for");
	assert_int_equal(ask(world, "one", 1).state, APPROVAL_FULL);
	happen(world, "A", EVENT_MADE, "two", "", "a figure");
	got = ask(world, "two", 1);
	assert_int_equal(got.state, APPROVAL_ENDED);
	assert_string_equal(got.ended, "made again: a figure");
	/* It comes back as it was: somebody has to look again. */
	happen(world, "A", EVENT_MADE, "one", "", "a figure, back");
	assert_int_equal(ask(world, "one", 1).state, APPROVAL_ENDED);
	happen(world, "A", EVENT_APPROVED, "one", "Ada", "");
	got = ask(world, "one", 1);
	assert_int_equal(got.state, APPROVAL_FULL);
	assert_string_equal(got.ended, "");
}

static void ends_by_a_word(void **state)
{
	struct world *world = *state;
	static const struct {
		enum event_kind kind;
		const char *ended;
	} ends[] = {
		{EVENT_UNAPPROVED, "unapproved: why"},
		{EVENT_FAILED, "failed: why"},
		{EVENT_WITHDRAWN, "it was withdrawn"},
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct approval got;

		happen(world, "A", EVENT_APPROVED, "one", "Ada", "");
		assert_int_equal(ask(world, "one", 1).state, APPROVAL_FULL);
		happen(world, "A", ends[i].kind, "one", "", "why");
		got = ask(world, "one", 1);
		assert_int_equal(got.state, APPROVAL_ENDED);
		assert_string_equal(got.ended, ends[i].ended);
	}
	/* What the mail does to it does not. */
	happen(world, "A", EVENT_APPROVED, "one", "Ada", "");
	for (int i = EVENT_MAILED; i < EVENT_KINDS; i++)
		happen(world, "A", (enum event_kind)i, "one", "", "");
	assert_int_equal(ask(world, "one", 1).state, APPROVAL_FULL);
}

static void needs_different_persons(void **state)
{
	struct world *world = *state;
	struct approval got;

	happen(world, "A", EVENT_APPROVED, "one", "Ada Lovelace", "");
	happen(world, "A", EVENT_APPROVED, "one", " ada  LOVELACE ", "");
	got = ask(world, "one", 2);
	assert_int_equal(got.state, APPROVAL_PART);
	assert_int_equal(got.persons, 1);
	happen(world, "A", EVENT_APPROVED, "one", "Ada Lovelac", "");
	assert_int_equal(ask(world, "one", 2).state, APPROVAL_FULL);
	/* Of other bytes: the first one's counts no more. */
	happen(world, "A", EVENT_APPROVED, "two", "Bob", "");
	assert_int_equal(ask(world, "two", 2).state, APPROVAL_PART);
	assert_int_equal(ask(world, "one", 2).state, APPROVAL_ENDED);
	for (int i = 0; i < 12; i++) {
		char who[2] = {(char)('a' + i), '\0'};

		happen(world, "A", EVENT_APPROVED, "two", who, "");
	}
	assert_int_equal(ask(world, "two", 1).persons, APPROVAL_PERSONS_MAX);
}

static void looking_is_no_sign_off(void **state)
{
	struct world *world = *state;

	happen(world, "A", EVENT_LOOKED, "one", "Ada", "");
	assert_true(ask(world, "one", 1).looked);
	assert_int_equal(ask(world, "one", 1).state, APPROVAL_NONE);
	assert_false(ask(world, "two", 1).looked);
}

/* ---- messages ---- */

static void assert_before(struct world *world, const char *sha256,
	const char *at)
{
	const char *got;

	assert_true(delivery_before(world->record, "A", sha256, &world->arena,
		&got, &world->report));
	assert_string_equal(got, at);
}

/* On this day of July 2020. */
static void happen_on(struct world *world, int day, enum event_kind kind,
	const char *sha256)
{
	struct text epoch = {0};

	text_printf(&epoch, "%d", 1593561600 + (day - 1) * 86400);
	setenv("SOURCE_DATE_EPOCH", epoch.data, 1);
	happen(world, "A", kind, sha256, "", "");
	text_clear(&epoch);
}

static void finds_the_issue_sent_before(void **state)
{
	struct world *world = *state;

	assert_before(world, "one", "");
	happen_on(world, 1, EVENT_MAILED, "one");
	happen_on(world, 1, EVENT_SENDING, "one");
	assert_before(world, "two", ""); /* in doubt: not known to be sent */
	happen_on(world, 1, EVENT_DEFERRED, "one");
	assert_before(world, "two", "");
	happen_on(world, 2, EVENT_SENDING, "one");
	happen_on(world, 2, EVENT_DOUBTED, "one");
	assert_before(world, "two", "");
	happen_on(world, 9, EVENT_SETTLED, "one");
	assert_before(world, "two", "2020-07-02T00:00:00Z");
	assert_before(world, "one", ""); /* not of itself */
	happen_on(world, 10, EVENT_SENT, "two");
	assert_before(world, "three", "2020-07-10T00:00:00Z");
	assert_before(world, "two", "2020-07-02T00:00:00Z");
	/* What never came is not replaced. */
	happen_on(world, 11, EVENT_BOUNCED, "two");
	assert_before(world, "three", "2020-07-02T00:00:00Z");
	happen_on(world, 12, EVENT_PARTLY, "two");
	assert_before(world, "three", "2020-07-12T00:00:00Z");
}

static void hears_no_late_report_of_an_issue_before(void **state)
{
	struct world *world = *state;
	struct delivery got;

	happen_on(world, 1, EVENT_SENT, "one");
	happen_on(world, 2, EVENT_SENT, "two");
	happen_on(world, 3, EVENT_BOUNCED, "one");
	assert_true(delivery_of(world->record, "A", &world->arena, &got,
		&world->report));
	assert_int_equal(got.last, EVENT_SENT);
	happen_on(world, 4, EVENT_BOUNCED, "two");
	assert_true(delivery_of(world->record, "A", &world->arena, &got,
		&world->report));
	assert_int_equal(got.last, EVENT_BOUNCED);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(keeps_what_happened_in_order),
		TEST(belongs_to_its_letter),
		TEST(reads_in_portions),
		TEST(knows_every_kind),
		TEST(changes_nothing_that_happened),
		TEST(tells_of_a_kind_it_does_not_know),
		TEST(forgets_a_group_that_is_not_committed),
		TEST(keeps_to_its_owner),
		TEST(reads_the_clock),
		TEST(finds_the_issue_sent_before),
		TEST(hears_no_late_report_of_an_issue_before),
		TEST(is_of_these_bytes),
		TEST(ends_with_the_bytes),
		TEST(ends_by_a_word),
		TEST(needs_different_persons),
		TEST(looking_is_no_sign_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
