/* Letters are found where they lie: as files, or in the pack that counts. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <sys/stat.h>

#include "output/letters.h"
#include "folder_world.h"

#define FILE_X "letters/a4/x.pdf"

static int set_up(void **state)
{
	struct world *world = world_new("job");

	*state = world;
	assert_true(folder_visit(world->path, &world->folder,
		&world->report));
	return 0;
}

static int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

static void append(void *context, const void *bytes, size_t length)
{
	text_append(context, bytes, length);
}

/* A pack of letters/a4: of one letter, or of none. */
static void put_pack(struct world *world, const char *pack, const char *file,
	const char *bytes)
{
	struct text out = {0};
	struct pack_writer writer = {.write = append, .context = &out};

	if (file != NULL)
		pack_add(&writer, file, bytes, strlen(bytes),
			pack_crc(bytes, strlen(bytes)));
	pack_end(&writer);
	assert_true(folder_write(world->folder, pack, out.data, out.length,
		&world->report));
	text_clear(&out);
}

static void put_file(struct world *world, const char *file, const char *bytes)
{
	assert_true(folder_write(world->folder, file, bytes, strlen(bytes),
		&world->report));
}

/* NULL: there is none. */
static void assert_letter(struct world *world, const char *key,
	const char *wanted)
{
	struct text bytes = {0};

	if (wanted == NULL) {
		assert_int_equal(letters_size(world->folder, key, FILE_X), -1);
		assert_false(letters_read(world->folder, key, FILE_X, &bytes,
			&world->report));
		assert_int_equal(bytes.length, 0);
		report_clear(&world->report);
	} else {
		assert_int_equal(letters_size(world->folder, key, FILE_X),
			strlen(wanted));
		assert_true(letters_read(world->folder, key, FILE_X, &bytes,
			&world->report));
		assert_string_equal(bytes.data, wanted);
	}
	text_clear(&bytes);
}

/* Others write while one reads: nothing is believed that is not so any more. */
static void files_come_first(void **state)
{
	struct world *world = *state;

	assert_letter(world, "x", NULL);
	put_pack(world, "letters/a4.zip", FILE_X, "packed");
	assert_letter(world, "x", "packed");
	put_file(world, FILE_X, "a newer one");
	assert_letter(world, "x", "a newer one");
	put_pack(world, "letters/a4.zip", FILE_X, "a newer one");
	assert_true(folder_remove(world->folder, FILE_X, &world->report));
	assert_letter(world, "x", "a newer one");
	put_pack(world, "letters/a4.zip", "letters/a4/y.pdf", "another's");
	assert_letter(world, "x", NULL);
	assert_true(folder_remove(world->folder, "letters/a4.zip",
		&world->report));
	assert_letter(world, "x", NULL);
}

static void a_shards_pack_counts(void **state)
{
	struct world *world = *state;
	struct shard shard = {shard_of("x", 8), 8};
	struct shard other = {(shard.number + 1) % 8, 8};
	struct text name = {0};

	put_pack(world, "letters/a4.zip", FILE_X, "of all");
	letters_pack_name(&other, "letters/a4", &name);
	put_pack(world, name.data, "letters/a4/y.pdf", "another's");
	assert_letter(world, "x", "of all");
	assert_letter(world, NULL, "of all");
	letters_forget(world->folder);
	text_reset(&name);
	letters_pack_name(&shard, "letters/a4", &name);
	put_pack(world, name.data, FILE_X, "of the shard");
	letters_forget(world->folder);
	assert_letter(world, "x", "of the shard");
	assert_letter(world, NULL, "of the shard");
	/* It says that the shard has none. */
	put_pack(world, name.data, NULL, NULL);
	assert_letter(world, "x", NULL);
	assert_letter(world, NULL, "of all");
	text_clear(&name);
}

static void supersedes_once(void **state)
{
	struct world *world = *state;
	struct text path = {0};

	put_pack(world, "letters/a4.zip", FILE_X, "an issue");
	for (int i = 0; i < 3; i++)
		assert_true(letters_supersede(world->folder, "x", FILE_X,
			&world->report));
	assert_true(folder_superseded(world->folder, FILE_X, 1, &path));
	assert_string_equal(path.data, "superseded/a4/x.pdf");
	text_reset(&path);
	assert_false(folder_superseded(world->folder, FILE_X, 2, &path));
	put_pack(world, "letters/a4.zip", FILE_X, "the next");
	assert_true(letters_supersede(world->folder, "x", FILE_X,
		&world->report));
	text_reset(&path);
	assert_true(folder_superseded(world->folder, FILE_X, 2, &path));
	text_reset(&path);
	assert_true(letters_move(world->folder, "x", FILE_X, "letters/x.pdf",
		&world->report));
	assert_int_equal(folder_size(world->folder, "letters/x.pdf"), 8);
	text_clear(&path);
}

static void tells_of_one_that_is_refused(void **state)
{
	struct world *world = *state;
	struct text bytes = {0};

	put_file(world, "letters/a4.zip", "no pack at all, but long enough");
	assert_int_equal(letters_size(world->folder, "x", FILE_X), 0);
	assert_false(letters_read(world->folder, "x", FILE_X, &bytes,
		&world->report));
	assert_int_equal(world->report.count, 1);
	assert_non_null(strstr(world->report.problems[0].message,
		"is not as letters were packed here"));
	assert_non_null(strstr(world->report.problems[0].place.file,
		"letters/a4.zip"));
	text_clear(&bytes);
}

/* More packs than are open at the same time, and than are remembered. */
static void many_packs(void **state)
{
	struct world *world = *state;
	char pack[64], file[64];

	for (int turn = 0; turn < 2; turn++) {
		for (int i = 0; i < 4200; i++) {
			snprintf(pack, sizeof(pack), "letters/%04x.zip", i);
			snprintf(file, sizeof(file), "letters/%04x/x.pdf", i);
			if (turn == 0)
				put_pack(world, pack, file, file);
			assert_int_equal(letters_size(world->folder, "x",
				file), strlen(file));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(files_come_first),
		TEST(a_shards_pack_counts),
		TEST(supersedes_once),
		TEST(tells_of_one_that_is_refused),
		TEST(many_packs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
