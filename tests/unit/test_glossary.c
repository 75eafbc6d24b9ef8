/* Letters packed by others than who writes the record read as any other. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <stdio.h>

#include "output/glossary.h"
#include "record_world.h"

#define ENOUGH 64 /* letters, for a dictionary */

/* Its inputs are in the arena; letters of one kind have a form in common. */
static struct entry letter(struct world *world, int number, const char *kind)
{
	struct text inputs = {0};
	struct entry entry = {.name = "Tab\tand\\Line\n", .issue = 1,
		.printed = "60%\t100%", .sha256 = "", .fingerprint = "",
		.state = LETTER_FAILED};

	for (int i = 0; i < 60; i++)
		text_printf(&inputs, "%s of row %d\t%d.%d\n", kind, i,
			(number * 7 + i) % 30, number % 10);
	entry.key = arena_printf(&world->arena, "K%05d", number);
	entry.inputs = arena_strdup(&world->arena, inputs.data);
	text_clear(&inputs);
	return entry;
}

static void put(struct world *world, const struct entry *entry)
{
	assert_true(record_begin(world->record, &world->report) &&
		record_add(world->record, entry, &world->report) &&
		record_commit(world->record, &world->report));
}

static void put_many(struct world *world, int first, int count)
{
	for (int i = first; i < first + count; i++) {
		struct entry entry = letter(world, i, "usage");

		put(world, &entry);
	}
}

/* Puts it packed; false: it could not be packed. */
static bool put_packed(struct world *world, struct scribe *scribe,
	const struct entry *entry)
{
	struct text bytes = {0};
	struct entry packed = {.key = entry->key, .issue = 1,
		.state = LETTER_FAILED};
	bool done;

	text_add(&bytes, "before");
	done = scribe_pack(scribe, entry, &bytes, &packed.packed);
	if (done) {
		assert_int_equal(bytes.length, strlen("before") +
			packed.packed.length);
		packed.packed.record = world->record;
		packed.packed.bytes = bytes.data + strlen("before");
		put(world, &packed);
	} else {
		assert_string_equal(bytes.data, "before");
	}
	text_clear(&bytes);
	return done;
}

static void assert_reads(struct world *world, const struct entry *put)
{
	struct entry got;

	assert_true(record_get(world->record, put->key, &world->arena, &got));
	assert_string_equal(got.name, put->name);
	assert_string_equal(got.printed, put->printed);
	assert_string_equal(record_inputs(&got, &world->arena), put->inputs);
}

static void packs_once_all_is_there(void **state)
{
	struct world *world = *state;
	struct entry entry = letter(world, ENOUGH, "usage");
	struct scribe *scribe;

	world_reopen(world, false);
	scribe = scribe_new(record_glossary(world->record));
	put_many(world, 0, ENOUGH - 1);
	assert_false(put_packed(world, scribe, &entry));
	put_many(world, ENOUGH - 1, 1);
	assert_true(put_packed(world, scribe, &entry));
	assert_reads(world, &entry);
	scribe_free(scribe);
}

static void waits_for_a_new_form(void **state)
{
	struct world *world = *state;
	struct entry one = letter(world, ENOUGH, "price");
	struct entry other = letter(world, ENOUGH + 1, "price");
	struct entry usual = letter(world, ENOUGH + 2, "usage");
	struct scribe *scribe;

	world_reopen(world, false);
	scribe = scribe_new(record_glossary(world->record));
	put_many(world, 0, ENOUGH);
	assert_false(put_packed(world, scribe, &one));
	put(world, &one);
	assert_true(put_packed(world, scribe, &other));
	assert_true(put_packed(world, scribe, &usual));
	world_reopen(world, true);
	assert_reads(world, &one);
	assert_reads(world, &other);
	assert_reads(world, &usual);
	scribe_free(scribe);
}

/* What the record has from an earlier run shows with the next letter. */
static void shows_what_was_there_before(void **state)
{
	struct world *world = *state;
	struct entry entry = letter(world, ENOUGH + 1, "usage");
	struct scribe *scribe;

	world_reopen(world, false);
	put_many(world, 0, ENOUGH);
	world_reopen(world, false);
	scribe = scribe_new(record_glossary(world->record));
	assert_false(put_packed(world, scribe, &entry));
	put_many(world, ENOUGH, 1);
	assert_true(put_packed(world, scribe, &entry));
	assert_reads(world, &entry);
	scribe_free(scribe);
}

/* A form that there is no room for is never found. */
static void has_an_end(void **state)
{
	struct world *world = *state;
	struct entry entry = letter(world, ENOUGH, "usage");
	struct text large = {0};
	struct scribe *scribe;

	world_reopen(world, false);
	memset(text_extend(&large, (1 << 20) - 100), 'x', (1 << 20) - 100);
	glossary_add_form(record_glossary(world->record), 200, &large);
	scribe = scribe_new(record_glossary(world->record));
	put_many(world, 0, ENOUGH);
	assert_false(put_packed(world, scribe, &entry));
	put(world, &entry);
	assert_reads(world, &entry);
	scribe_free(scribe);
	text_clear(&large);
}

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(packs_once_all_is_there,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(waits_for_a_new_form, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(shows_what_was_there_before,
			set_up, tear_down),
		cmocka_unit_test_setup_teardown(has_an_end, set_up,
			tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
