/* Packs: what is written is read again, whatever has another shape is not. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "output/pack.h"
#include "folder_world.h"

#define WITHIN "letters/a4"

static int written; /* the pack's file, while it is */

static int set_up(void **state)
{
	*state = world_new("a4.zip");
	return 0;
}

static int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

/* Much of what is written is nothing: it takes no room on the disk. */
static void write_bytes(void *context, const void *bytes, size_t length)
{
	const char *first = bytes;

	(void)context;
	if (length > 4096 && first[0] == 0)
		assert_true(lseek(written, (off_t)length, SEEK_CUR) > 0);
	else
		assert_true(file_write_all(written, bytes, length));
}

static void begin(struct world *world, struct pack_writer *writer)
{
	written = open(world->path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(written >= 0);
	*writer = (struct pack_writer){.write = write_bytes};
}

static void add(struct pack_writer *writer, const char *name,
	const char *bytes)
{
	pack_add(writer, name, bytes, strlen(bytes),
		pack_crc(bytes, strlen(bytes)));
}

static void end(struct pack_writer *writer)
{
	pack_end(writer);
	close(written);
}

static struct pack *open_pack(struct world *world)
{
	struct pack *pack = NULL;

	if (!pack_open(open(world->path, O_RDONLY), world->path, WITHIN, &pack,
		    &world->report))
		assert_true(world->report.count > 0);
	return pack;
}

/* With the pack's path as p. */
static void run_python(struct world *world, const char *program)
{
	struct text whole = {0};
	int status;
	pid_t child;

	text_printf(&whole, "import sys, zipfile\np = sys.argv[1]\n%s",
		program);
	child = fork();
	if (child == 0) {
		execlp("python3", "python3", "-c", whole.data, world->path,
			(char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (status != 0)
		fail_msg("python3 does not agree: %s", program);
	text_clear(&whole);
}

/* As people elsewhere see it: `z` is the pack, `n` are its names. */
static void assert_python_says(struct world *world, const char *program)
{
	struct text whole = {0};

	text_printf(&whole, "z = zipfile.ZipFile(p)\nn = z.namelist()\n%s",
		program);
	run_python(world, whole.data);
	text_clear(&whole);
}

static void write_three(struct world *world)
{
	struct pack_writer writer;

	begin(world, &writer);
	add(&writer, WITHIN "/ash.pdf", "the letter of ash");
	add(&writer, WITHIN "/elm.pdf", "");
	add(&writer, WITHIN "/oak.pdf", "the letter of oak");
	end(&writer);
}

static int count_items(const struct pack *pack)
{
	struct pack_cursor cursor = {0};
	struct pack_item item;
	int count = 0;

	while (pack_next(pack, &cursor, &item))
		count++;
	assert_false(cursor.failed);
	pack_cursor_clear(&cursor);
	return count;
}

static void comes_back(void **state)
{
	struct world *world = *state;
	struct pack_cursor cursor = {0};
	struct pack_item item;
	struct text bytes = {0};
	struct pack *pack;

	write_three(world);
	pack = open_pack(world);
	assert_non_null(pack);
	assert_int_equal(count_items(pack), 3);
	assert_true(pack_find(pack, WITHIN "/oak.pdf", &item));
	assert_int_equal(item.size, 17);
	assert_int_equal(item.crc, pack_crc("the letter of oak", 17));
	text_add(&bytes, "before ");
	assert_true(pack_read(pack, &item, &bytes, &world->report));
	assert_string_equal(bytes.data, "before the letter of oak");
	assert_true(pack_find(pack, WITHIN "/elm.pdf", &item));
	assert_int_equal(item.size, 0);
	assert_true(pack_read(pack, &item, &bytes, &world->report));
	assert_false(pack_find(pack, WITHIN "/aaa.pdf", &item));
	assert_false(pack_find(pack, WITHIN "/beech.pdf", &item));
	assert_false(pack_find(pack, WITHIN "/zzz.pdf", &item));
	for (int i = 0; i < 3; i++)
		assert_true(pack_next(pack, &cursor, &item));
	assert_string_equal(item.name, WITHIN "/oak.pdf");
	assert_false(pack_next(pack, &cursor, &item));
	assert_false(cursor.failed);
	pack_cursor_clear(&cursor);
	pack_close(pack);
	text_clear(&bytes);
	assert_python_says(world, "assert z.testzip() is None\n"
		"assert n == ['letters/a4/%s.pdf' % t for t in "
		"('ash', 'elm', 'oak')]\n"
		"assert z.read(n[2]) == b'the letter of oak'\n"
		"assert all(i.date_time == (1980, 1, 1, 0, 0, 0) and "
		"i.external_attr >> 16 == 0o100644 for i in z.infolist())");
}

static void of_none(void **state)
{
	struct world *world = *state;
	struct pack_writer writer;
	struct pack_item item;
	struct pack *pack;

	begin(world, &writer);
	end(&writer);
	pack = open_pack(world);
	assert_non_null(pack);
	assert_int_equal(count_items(pack), 0);
	assert_false(pack_find(pack, WITHIN "/x.pdf", &item));
	pack_close(pack);
	assert_python_says(world, "assert n == []");
}

/* More entries than ZIP counted to before ZIP64, and on both sides of that. */
static void of_many(void **state)
{
	static const int counts[] = {63, 64, 65, 65534, 65535, 65536, 70001};
	struct world *world = *state;

	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		struct pack_writer writer;
		struct pack_item item;
		struct pack *pack;
		char name[64], program[128];

		begin(world, &writer);
		for (int j = 0; j < counts[i]; j++) {
			snprintf(name, sizeof(name), WITHIN "/%05d.pdf", j);
			add(&writer, name, name);
		}
		end(&writer);
		pack = open_pack(world);
		assert_non_null(pack);
		assert_int_equal(count_items(pack), counts[i]);
		for (int j = 0; j < counts[i]; j += j % 3 == 0 ? 1 : 62) {
			struct text bytes = {0};

			snprintf(name, sizeof(name), WITHIN "/%05d.pdf", j);
			assert_true(pack_find(pack, name, &item));
			assert_true(pack_read(pack, &item, &bytes,
				&world->report));
			assert_string_equal(bytes.data, name);
			text_clear(&bytes);
		}
		pack_close(pack);
		snprintf(program, sizeof(program), "assert len(n) == %d and "
			"z.read(n[-1]) == n[-1].encode()", counts[i]);
		assert_python_says(world, program);
	}
}

/* An offset past 4 GiB: the file is mostly holes. */
static void of_great_length(void **state)
{
	const size_t large = (size_t)64 << 20;
	struct world *world = *state;
	char *nothing = memory_new(large), name[64];
	uint32_t crc = pack_crc(nothing, large);
	struct pack_writer writer;
	struct pack_item item;
	struct text bytes = {0};
	struct pack *pack;

	begin(world, &writer);
	for (int i = 0; i < 66; i++) {
		snprintf(name, sizeof(name), WITHIN "/%02d.pdf", i);
		pack_add(&writer, name, nothing, large, crc);
	}
	free(nothing);
	add(&writer, WITHIN "/last.pdf", "past 4 GiB");
	end(&writer);
	pack = open_pack(world);
	assert_non_null(pack);
	assert_true(pack_find(pack, WITHIN "/last.pdf", &item));
	assert_true(item.offset > (int64_t)UINT32_MAX);
	assert_true(pack_read(pack, &item, &bytes, &world->report));
	assert_string_equal(bytes.data, "past 4 GiB");
	text_clear(&bytes);
	pack_close(pack);
	assert_python_says(world, "assert len(n) == 67 and "
		"z.read(n[-1]) == b'past 4 GiB'\n"
		"assert z.infolist()[63].file_size == 64 << 20");
}

/* ---- what others made ---- */

static void assert_refused(struct world *world, const char *words)
{
	struct pack *pack = open_pack(world);

	assert_null(pack);
	assert_int_equal(world->report.count, 1);
	if (strstr(world->report.problems[0].message, words) == NULL)
		fail_msg("'%s' is not in: %s", words,
			world->report.problems[0].message);
	report_clear(&world->report);
}

static void names_of_others(void **state)
{
	static const struct {
		const char *names[2], *words;
	} cases[] = {
		{{"/etc/passwd"}, "no letter of that folder"},
		{{"letters/a4/../../x.pdf"}, "no letter of that folder"},
		{{"letters/a4/.x.pdf"}, "no letter of that folder"},
		{{"letters/a4/b/x.pdf"}, "no letter of that folder"},
		{{"letters/a4/"}, "no letter of that folder"},
		{{"letters/a5/x.pdf"}, "no letter of that folder"},
		{{WITHIN "/x.pdf", WITHIN "/x.pdf"}, "twice"},
		{{WITHIN "/y.pdf", WITHIN "/x.pdf"}, "not in order"},
		{{""}, "none of a letter"},
	};
	struct world *world = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct pack_writer writer;

		begin(world, &writer);
		for (int j = 0; j < 2 && cases[i].names[j] != NULL; j++)
			add(&writer, cases[i].names[j], "bytes");
		end(&writer);
		assert_refused(world, cases[i].words);
	}
}

static void shapes_of_others(void **state)
{
	static const struct {
		const char *program, *words;
	} cases[] = {
		{"z = zipfile.ZipFile(p, 'w', zipfile.ZIP_DEFLATED)\n"
			"z.writestr(n, b'a' * 10000)", "compressed"},
		{"z = zipfile.ZipFile(p, 'w')\nz.comment = b'words'",
			"no ZIP archive"},
		{"z = zipfile.ZipFile(p, 'w')\ni = zipfile.ZipInfo(n)\n"
			"i.comment = b'words'\nz.writestr(i, b'x')",
			"another shape"},
		{"z = zipfile.ZipFile(p, 'w')\ni = zipfile.ZipInfo(n)\n"
			"i.extra = b'\\1\\2\\4\\0abcd'\nz.writestr(i, b'x')",
			"another shape"},
		{"z = open(p, 'wb')\nz.write(b'%PDF-1.7 ' * 20)",
			"no ZIP archive"},
		{"z = open(p, 'wb')", "no ZIP archive"},
		/* Two entries, one letter: a bomb is made of such. */
		{"z = zipfile.ZipFile(p, 'w')\nz.writestr(n, b'x')\n"
			"i = z.infolist()[0]\nj = zipfile.ZipInfo(n + 'x')\n"
			"for a in ('CRC', 'compress_size', 'file_size', "
			"'header_offset', 'external_attr'):\n"
			"    setattr(j, a, getattr(i, a))\n"
			"z.filelist.append(j)", "one behind the other"},
		{"open(p, 'wb').write(b'before it')\n"
			"z = zipfile.ZipFile(p, 'a')\nz.writestr(n, b'x')",
			"one behind the other"},
	};
	struct world *world = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct text program = {0};

		text_printf(&program, "n = '" WITHIN "/x.pdf'\n%s\nz.close()",
			cases[i].program);
		remove(world->path);
		run_python(world, program.data);
		assert_refused(world, cases[i].words);
		text_clear(&program);
	}
}

/* Cut anywhere, or with any byte another: read as it says, or refused. */
static void damage(void **state)
{
	struct world *world = *state;
	struct text whole = {0};
	size_t refused = 0;

	write_three(world);
	assert_true(file_read(world->path, 1 << 20, &whole, &world->report));
	for (size_t i = 0; i < 2 * whole.length; i++) {
		size_t length = i < whole.length ? i : whole.length;
		size_t at = i - (i < whole.length ? 0 : whole.length);
		struct pack *pack;

		whole.data[at] ^= i < whole.length ? 0 : 0x41;
		written = open(world->path, O_WRONLY | O_TRUNC);
		write_bytes(NULL, whole.data, length);
		close(written);
		whole.data[at] ^= i < whole.length ? 0 : 0x41;
		pack = open_pack(world);
		refused += pack == NULL;
		assert_true(pack == NULL || i >= whole.length);
		if (pack != NULL) {
			struct pack_item item;
			struct text bytes = {0};

			if (pack_find(pack, WITHIN "/oak.pdf", &item) &&
				pack_read(pack, &item, &bytes, &world->report))
				assert_int_equal(bytes.length, 17);
			text_clear(&bytes);
		}
		pack_close(pack);
		report_clear(&world->report);
	}
	assert_true(refused > whole.length);
	text_clear(&whole);
}

static void parked(void **state)
{
	struct world *world = *state;
	struct pack_item item;
	struct text bytes = {0};
	struct pack *pack;

	write_three(world);
	pack = open_pack(world);
	pack_park(pack);
	assert_false(pack_find(pack, WITHIN "/oak.pdf", &item));
	pack_resume(pack, open(world->path, O_RDONLY));
	assert_true(pack_find(pack, WITHIN "/oak.pdf", &item));
	assert_true(pack_read(pack, &item, &bytes, &world->report));
	assert_string_equal(bytes.data, "the letter of oak");
	pack_close(pack);
	text_clear(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(comes_back),
		TEST(of_none),
		TEST(of_many),
		TEST(of_great_length),
		TEST(names_of_others),
		TEST(shapes_of_others),
		TEST(damage),
		TEST(parked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
