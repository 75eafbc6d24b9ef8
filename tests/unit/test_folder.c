/* The job's folder: whole files or none, one run at a time, nothing outside. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "output/folder.h"
#include "output/shelf.h"
#include "output/safe_name.h"
#include "folder_world.h"

static int set_up(void **state)
{
	*state = world_new("out/job");
	return 0;
}

static int tear_down(void **state)
{
	world_free(*state);
	return 0;
}

static struct folder *open_folder(struct world *world)
{
	struct folder *folder = NULL;

	if (!folder_open(world->path, false, &folder, &world->report))
		fail_msg("%s", world->report.problems[0].message);
	return folder;
}

static bool put(struct world *world, struct folder *folder, const char *name,
	const char *string)
{
	return folder_write(folder, name, string, strlen(string),
		&world->report);
}

static void assert_file(struct world *world, const char *name,
	const char *content)
{
	struct text bytes = scratch_get(world->path, name);

	assert_non_null(bytes.data);
	assert_string_equal(bytes.data, content);
	text_clear(&bytes);
}

static void assert_reported(struct world *world, const char *words)
{
	const struct problem *last;

	assert_true(world->report.count > 0);
	last = &world->report.problems[world->report.count - 1];
	assert_int_equal(last->severity, SEVERITY_ERROR);
	assert_non_null(last->place.file);
	if (strstr(last->message, words) == NULL)
		fail_msg("'%s' is not in: %s", words, last->message);
}

/* Files of ours that begin with a dot, the lock aside. */
static int count_hidden(struct world *world)
{
	DIR *list = opendir(world->path);
	struct dirent *item;
	int count = 0;

	assert_non_null(list);
	while ((item = readdir(list)) != NULL)
		count += strncmp(item->d_name, ".lettermill", 11) == 0;
	closedir(list);
	return count;
}

static int exit_status(pid_t child)
{
	int status;

	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void writes_and_replaces(void **state)
{
	struct world *world = *state;
	struct folder *folder = open_folder(world);
	struct stat status;
	char *path = scratch_path(world->path, "letters/a/x.pdf");
	mode_t mask = umask(027);

	assert_int_equal(folder_size(folder, "letters/a/x.pdf"), -1);
	assert_true(put(world, folder, "letters/a/x.pdf", "first"));
	assert_file(world, "letters/a/x.pdf", "first");
	assert_true(put(world, folder, "letters/a/x.pdf", "2nd"));
	assert_file(world, "letters/a/x.pdf", "2nd");
	assert_int_equal(folder_size(folder, "letters/a/x.pdf"), 3);
	assert_int_equal(folder_size(folder, "letters"), -1);
	assert_true(folder_write(folder, "empty", NULL, 0, &world->report));
	assert_int_equal(folder_size(folder, "empty"), 0);
	umask(mask);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0640);
	assert_true(folder_sync(folder, &world->report));
	assert_int_equal(count_hidden(world), 0);
	assert_int_equal(world->report.count, 0);
	folder_close(folder);
	free(path);
}

static mode_t mode_of(struct world *world, const char *name)
{
	char *path = scratch_path(world->path, name);
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	free(path);
	return status.st_mode & 0777;
}

static void keeps_private_files_from_others(void **state)
{
	struct world *world = *state;
	struct folder *folder = open_folder(world);
	mode_t mask = umask(0);

	assert_true(put(world, folder, "open/x", "for all"));
	assert_int_equal(mode_of(world, "open"), 0755);
	assert_true(folder_write_private(folder, "open/y", "mine", 4,
		&world->report));
	assert_int_equal(mode_of(world, "open"), 0700);
	assert_int_equal(mode_of(world, "open/y"), 0600);
	assert_true(folder_write_private(folder, "mail/z", "mine", 4,
		&world->report));
	umask(mask);
	assert_int_equal(mode_of(world, "mail"), 0700);
	assert_int_equal(mode_of(world, "mail/z"), 0600);
	assert_file(world, "mail/z", "mine");
	folder_close(folder);
}

static bool gather(void *context, const char *name)
{
	text_printf(context, "%s ", name);
	return strstr(name, "stop") == NULL;
}

static void lists_files(void **state)
{
	struct world *world = *state;
	struct folder *folder = open_folder(world);
	char *link = scratch_path(world->path, "mail/link");
	struct text list = {0};

	assert_true(folder_walk(folder, "mail", gather, &list,
		&world->report));
	assert_true(put(world, folder, "mail/b", "") &&
		put(world, folder, "mail/a", "") &&
		put(world, folder, "mail/folder/c", ""));
	assert_int_equal(symlink("a", link), 0);
	assert_true(folder_walk(folder, "mail", gather, &list,
		&world->report));
	assert_int_equal(list.length, strlen("mail/a mail/b mail/folder/c "));
	assert_non_null(strstr(list.data, "mail/a "));
	assert_non_null(strstr(list.data, "mail/b "));
	assert_non_null(strstr(list.data, "mail/folder/c "));
	assert_true(put(world, folder, "mail/a-stop", ""));
	text_reset(&list);
	assert_false(folder_walk(folder, "mail", gather, &list,
		&world->report));
	assert_string_equal(strstr(list.data, "mail/a-stop "), "mail/a-stop ");
	assert_int_equal(world->report.count, 0);
	assert_false(folder_walk(folder, "mail/a", gather, &list,
		&world->report));
	assert_reported(world, "cannot be listed");
	text_clear(&list);
	free(link);
	folder_close(folder);
}

static void refuses_names_that_lead_out(void **state)
{
	static const char *const names[] = {"", "/", "/etc/x", "..", "../x",
		"letters/../../x", "letters/..", ".", "./x", "letters//x",
		"letters/", "/letters/x", ".lock", "letters/.hidden", "...",
		".lettermill-1.tmp"};
	struct world *world = *state;
	struct folder *folder = open_folder(world);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t before = world->report.count;

		assert_false(put(world, folder, names[i], "bad"));
		assert_int_equal(world->report.count, before + 1);
		assert_reported(world, "is relative");
		assert_int_equal(folder_size(folder, names[i]), -1);
		assert_false(folder_supersede(folder, names[i],
			&world->report));
	}
	folder_close(folder);
}

static void follows_no_links(void **state)
{
	struct world *world = *state;
	struct folder *folder = open_folder(world);
	char *inner = scratch_path(world->path, "letters");
	char *leaf = scratch_path(world->path, "leaf");
	struct text outside;

	scratch_put(world->scratch, "outside", "mine", 4);
	assert_int_equal(symlink(world->scratch, inner), 0);
	assert_int_equal(symlink("../../outside", leaf), 0);
	assert_false(put(world, folder, "letters/outside", "bad"));
	assert_reported(world, "a link or a file stands where");
	assert_int_equal(folder_size(folder, "letters/outside"), -1);
	assert_int_equal(folder_size(folder, "leaf"), -1);
	/* A link at the file's own place is replaced, not written through. */
	assert_true(put(world, folder, "leaf", "good"));
	assert_file(world, "leaf", "good");
	outside = scratch_get(world->scratch, "outside");
	assert_string_equal(outside.data, "mine");
	text_clear(&outside);
	folder_close(folder);
	free(inner);
	free(leaf);
}

static void refuses_a_linked_lock(void **state)
{
	struct world *world = *state;
	struct folder *folder = NULL;
	char *lock = scratch_path(world->path, ".lock");

	folder_close(open_folder(world));
	scratch_put(world->scratch, "outside", "mine", 4);
	assert_int_equal(remove(lock), 0);
	assert_int_equal(symlink("../../outside", lock), 0);
	assert_false(folder_open(world->path, false, &folder,
		&world->report));
	assert_null(folder);
	assert_reported(world, "link");
	free(lock);
}

static void reports_what_stands_in_the_way(void **state)
{
	struct world *world = *state;
	struct folder *folder = open_folder(world);
	char *path = scratch_path(world->path, "taken");
	char name[400];

	assert_true(put(world, folder, "dir/x", "x"));
	assert_false(put(world, folder, "dir", "x"));
	assert_reported(world, "directory");
	assert_true(put(world, folder, "taken", "x"));
	assert_false(put(world, folder, "taken/x", "x"));
	assert_reported(world, "move it away");
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_false(put(world, folder, name, "x"));
	assert_reported(world, "too long");
	memcpy(name + 300, "/x", 3);
	assert_false(put(world, folder, name, "x"));
	assert_reported(world, "too long");
	assert_int_equal(count_hidden(world), 0);
	folder_close(folder);
	assert_false(folder_open(path, false, &folder, &world->report));
	assert_reported(world, "--out");
	free(path);
}

/* Tries to take the lock in another process; 0: it was free. */
static int try_elsewhere(struct world *world)
{
	pid_t other = fork();

	if (other == 0) {
		struct folder *folder = NULL;

		_exit(folder_open(world->path, false, &folder,
			&world->report) ? 0 : 3);
	}
	return exit_status(other);
}

static void lets_one_run_in(void **state)
{
	struct world *world = *state;
	struct folder *folder = open_folder(world), *second = NULL;
	char words[64];

	snprintf(words, sizeof(words), "another run (process %ld) holds the "
		"job", (long)getpid());
	assert_false(folder_open(world->path, false, &second,
		&world->report));
	assert_null(second);
	assert_reported(world, words);
	assert_reported(world, "--wait");
	assert_int_equal(try_elsewhere(world), 3);
	/* Killed before it wrote its id. */
	scratch_put(world->path, ".lock", "", 0);
	assert_false(folder_open(world->path, false, &second,
		&world->report));
	assert_reported(world, "another run holds the job");
	folder_close(folder);
	assert_int_equal(try_elsewhere(world), 0);
}

static struct folder *open_shard(struct world *world, unsigned number,
	const char *refused)
{
	struct shard shard = {number, 8};
	struct folder *folder = NULL;
	bool opened = folder_open_shard(world->path, &shard, false, &folder,
		&world->report);

	assert_int_equal(opened, refused == NULL);
	if (refused != NULL) {
		assert_null(folder);
		assert_reported(world, refused);
	}
	return folder;
}

static void expect_empty(struct world *world, bool expected)
{
	struct folder *folder = open_folder(world);

	assert_int_equal(folder_was_empty(folder), expected);
	folder_close(folder);
}

static void knows_that_there_is_no_letter(void **state)
{
	static const char *const names[] = {"letters/a4/x.pdf", "letters.zip",
		"superseded/x.pdf", "shards/1-of-2/letters.zip"};
	struct world *world = *state;
	struct folder *folder = open_folder(world);

	assert_true(put(world, folder, "manifest.csv", "key"));
	assert_true(put(world, folder, "letters/x.pdf", "letter"));
	assert_true(folder_was_empty(folder)); /* as it was opened */
	folder_expect_letters(folder);
	assert_false(folder_was_empty(folder));
	folder_close(folder);
	expect_empty(world, false);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		free(world->path);
		world->path = scratch_path(world->scratch, names[i]);
		expect_empty(world, true);
		folder = open_folder(world);
		assert_true(put(world, folder, names[i], "letter"));
		folder_close(folder);
		expect_empty(world, false);
	}
}

static void lets_shards_run_side_by_side(void **state)
{
	struct world *world = *state;
	struct shard third = {3, 8}, fifth = {5, 8};
	struct folder *folder = open_shard(world, 3, NULL), *beside, *look;
	char words[64];

	beside = open_shard(world, 5, NULL);
	snprintf(words, sizeof(words), "(process %ld) holds shard 3/8: wait",
		(long)getpid());
	open_shard(world, 3, words);
	assert_false(folder_open(world->path, false, &look, &world->report));
	assert_reported(world, "shards of the job are being made: wait");
	assert_int_equal(try_elsewhere(world), 3);

	assert_true(folder_peek(world->path, &look, &world->report));
	assert_true(folder_shard_is_held(look, &third));
	assert_true(folder_shard_is_held(look, &fifth));
	folder_close(beside);
	assert_false(folder_shard_is_held(look, &fifth));
	assert_false(folder_shard_is_held(look, &(struct shard){6, 8}));
	folder_close(look);

	assert_true(put(world, folder, "letters/x", "of a shard"));
	assert_file(world, "letters/x", "of a shard");
	assert_true(folder_sync(folder, &world->report));
	folder_close(folder);
	folder = open_folder(world);
	open_shard(world, 3, "holds the job");
	folder_close(folder);
	folder_close(open_shard(world, 3, NULL));
}

static void a_shard_has_files_of_its_own(void **state)
{
	struct world *world = *state;
	struct folder *folder = open_shard(world, 3, NULL);
	struct text name = {0};

	folder_own(folder, "manifest.csv", &name);
	assert_string_equal(name.data, "shards/3-of-8/manifest.csv");
	assert_true(put(world, folder, name.data, "of a shard"));
	folder_close(folder);
	folder_close(open_shard(world, 4, NULL));
	scratch_put(world->path, "shards/notes", "a person's", 10);

	folder = open_folder(world);
	text_reset(&name);
	folder_own(folder, "manifest.csv", &name);
	assert_string_equal(name.data, "manifest.csv");
	assert_true(folder_remove_shards(folder, &world->report));
	assert_int_equal(folder_size(folder, "shards/3-of-8/manifest.csv"), -1);
	assert_file(world, "shards/notes", "a person's");
	assert_true(folder_remove(folder, "shards/notes", &world->report));
	assert_true(folder_remove_shards(folder, &world->report));
	assert_true(folder_remove_shards(folder, &world->report));
	folder_close(folder);
	text_clear(&name);
	text_reset(&name);
	text_printf(&name, "%s/shards", world->path);
	assert_int_not_equal(access(name.data, F_OK), 0);
	text_clear(&name);
}

/* Another machine's process may have the same id. */
static void shards_leave_others_temporary_files(void **state)
{
	struct world *world = *state;
	struct folder *folder = open_shard(world, 3, NULL);

	scratch_put(world->path, ".lettermill-1.tmp", "a visitor's", 11);
	scratch_put(world->path, "shards/3-of-8/.lettermill-1.tmp", "x", 1);
	folder_close(open_shard(world, 4, NULL));
	assert_file(world, ".lettermill-1.tmp", "a visitor's");
	assert_file(world, "shards/3-of-8/.lettermill-1.tmp", "x");
	folder_close(folder);
	folder_close(open_shard(world, 3, NULL));
	assert_null(scratch_get(world->path,
		"shards/3-of-8/.lettermill-1.tmp").data);
	assert_file(world, ".lettermill-1.tmp", "a visitor's");
}

/* Runs that begin take what a visitor is writing for a left-over. */
static void visitors_write_beside_runs(void **state)
{
	struct world *world = *state;
	struct folder *folder, *run = open_folder(world);
	pid_t child;

	assert_true(folder_visit(world->path, &folder, &world->report));
	assert_true(put(world, folder, "preview.pdf", "beside a run"));
	assert_file(world, "preview.pdf", "beside a run");
	folder_close(run);
	child = fork();
	if (child == 0) {
		for (;;) {
			run = open_folder(world);
			folder_close(run);
		}
	}
	for (int i = 0; i < 500; i++)
		assert_true(put(world, folder, "preview.pdf", "again"));
	kill(child, SIGKILL);
	exit_status(child);
	assert_file(world, "preview.pdf", "again");
	assert_int_equal(world->report.count, 0);
	folder_close(folder);
}

static void waits_for_the_holder(void **state)
{
	struct world *world = *state;
	struct folder *folder = NULL;
	int ready[2];
	char byte;
	pid_t holder;

	assert_int_equal(pipe(ready), 0);
	holder = fork();
	if (holder == 0) {
		folder = open_folder(world);
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		usleep(50000);
		_exit(put(world, folder, "last", "of the holder") ? 0 : 1);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_true(folder_open(world->path, true, &folder, &world->report));
	assert_file(world, "last", "of the holder");
	assert_int_equal(exit_status(holder), 0);
	folder_close(folder);
	close(ready[0]);
	close(ready[1]);
}

static void workers_do_not_end_the_lock(void **state)
{
	struct world *world = *state;
	struct folder *folder = open_folder(world);
	pid_t worker = fork();

	if (worker == 0) {
		folder_close(folder);
		_exit(0);
	}
	assert_int_equal(exit_status(worker), 0);
	assert_int_equal(try_elsewhere(world), 3);
	worker = fork();
	if (worker == 0)
		for (;;)
			pause();
	kill(worker, SIGKILL);
	assert_int_equal(exit_status(worker), -1);
	assert_int_equal(try_elsewhere(world), 3);
	folder_close(folder);
	assert_int_equal(try_elsewhere(world), 0);
}

/* Its parent is gone, but it may still write: nobody else may. */
static void a_left_worker_keeps_the_lock(void **state)
{
	struct world *world = *state;
	int end[2];
	pid_t run;
	char byte;

	assert_int_equal(pipe(end), 0);
	run = fork();
	if (run == 0) {
		open_folder(world);
		if (fork() == 0) {
			close(end[1]);
			if (read(end[0], &byte, 1) == 0)
				_exit(0);
		}
		_exit(0);
	}
	assert_int_equal(exit_status(run), 0);
	assert_int_equal(try_elsewhere(world), 3);
	close(end[1]);
	for (int i = 0; i < 500 && try_elsewhere(world) != 0; i++)
		usleep(10000);
	assert_int_equal(try_elsewhere(world), 0);
	close(end[0]);
}

/* Files of many sizes; each is one letter of the alphabet again and again. */
static size_t fill(int number, char *bytes, size_t room)
{
	size_t length = (size_t)number * 7919 % room;

	memset(bytes, 'a' + number % 26, length);
	return length;
}

static void assert_whole(struct world *world, const char *name, int number,
	char *bytes, size_t room)
{
	struct text got = scratch_get(world->path, name);
	size_t length = fill(number, bytes, room);

	if (got.length != length || memcmp(got.data, bytes, length) != 0)
		fail_msg("%s is not whole: %zu bytes, not %zu", name,
			got.length, length);
	text_clear(&got);
}

#define ROOM 300000

static void write_forever(struct world *world, struct folder *folder,
	int first, char *bytes, int ready)
{
	for (int i = first;; i++) {
		char name[32];
		size_t length = fill(i % 40, bytes, ROOM);

		snprintf(name, sizeof(name), "letters/%d.pdf", i % 40);
		if (!folder_write(folder, name, bytes, length,
			    &world->report) ||
			(i == first && write(ready, "x", 1) != 1))
			_exit(1);
	}
}

static void workers_write_side_by_side(void **state)
{
	struct world *world = *state;
	struct folder *folder = open_folder(world);
	char *bytes = memory_new(ROOM);
	pid_t workers[4];

	for (int w = 0; w < 4; w++) {
		workers[w] = fork();
		if (workers[w] != 0)
			continue;
		for (int i = w; i < 80; i += 4) {
			char name[32];
			size_t length = fill(i, bytes, ROOM);

			snprintf(name, sizeof(name), "l%d/%d", i % 3, i);
			if (!folder_write(folder, name, bytes, length,
				    &world->report))
				_exit(1);
		}
		_exit(0);
	}
	for (int w = 0; w < 4; w++)
		assert_int_equal(exit_status(workers[w]), 0);
	assert_true(folder_sync(folder, &world->report));
	for (int i = 0; i < 80; i++) {
		char name[32];

		snprintf(name, sizeof(name), "l%d/%d", i % 3, i);
		assert_whole(world, name, i, bytes, ROOM);
	}
	assert_int_equal(count_hidden(world), 0);
	folder_close(folder);
	free(bytes);
}

/* Two workers overwrite the same names; both are killed in the middle. */
static void killed_writers_leave_whole_files(void **state)
{
	struct world *world = *state;
	char *bytes = memory_new(ROOM), told;
	int ready[2], met = 0;

	assert_int_equal(pipe(ready), 0);
	for (int round = 0; round < 12; round++) {
		struct folder *folder = open_folder(world);
		pid_t workers[2];

		assert_int_equal(count_hidden(world), 0);
		for (int w = 0; w < 2; w++) {
			workers[w] = fork();
			if (workers[w] == 0)
				write_forever(world, folder, 17 * w, bytes,
					ready[1]);
			assert_int_equal(read(ready[0], &told, 1), 1);
		}
		usleep((useconds_t)round * 701);
		for (int w = 0; w < 2; w++) {
			kill(workers[w], SIGKILL);
			assert_int_equal(exit_status(workers[w]), -1);
		}
		for (int i = 0; i < 40; i++) {
			char name[32];

			snprintf(name, sizeof(name), "letters/%d.pdf", i);
			if (folder_size(folder, name) < 0)
				continue;
			assert_whole(world, name, i, bytes, ROOM);
			met++;
		}
		folder_close(folder);
	}
	assert_true(met >= 12);
	close(ready[0]);
	close(ready[1]);
	free(bytes);
}

static void removes_only_its_left_overs(void **state)
{
	static const struct {
		const char *name;
		bool stays;
	} files[] = {{".lettermill-999.tmp", false},
		{".lettermill-1.tmp", false}, {".lettermill-.tmp", true},
		{".lettermill-x9.tmp", true}, {".lettermill-9.tmp.txt", true},
		{"x.lettermill-9.tmp", true}, {".other-9.tmp", true}};
	struct world *world = *state;
	struct folder *folder;

	folder_close(open_folder(world));
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		scratch_put(world->path, files[i].name, "x", 1);
	folder = open_folder(world);
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct text got = scratch_get(world->path, files[i].name);

		assert_int_equal(got.length == 1, files[i].stays);
		text_clear(&got);
	}
	folder_close(folder);
}

/* A worker died here, and another one got its process id. */
static void takes_the_place_of_a_dead_namesake(void **state)
{
	struct world *world = *state;
	struct folder *folder = open_folder(world);
	char name[64];

	snprintf(name, sizeof(name), ".lettermill-%ld.tmp", (long)getpid());
	scratch_put(world->path, name, "half", 4);
	assert_true(put(world, folder, "x", "whole"));
	assert_file(world, "x", "whole");
	assert_int_equal(count_hidden(world), 0);
	folder_close(folder);
}

static void assert_full(struct world *world, struct folder *folder,
	size_t length)
{
	char *bytes = memory_new(length);
	char words[64];

	snprintf(words, sizeof(words), "%zu bytes were needed", length);
	assert_false(folder_write(folder, "letters/x.pdf", bytes, length,
		&world->report));
	assert_reported(world, words);
	assert_reported(world, "nothing was left half-written");
	assert_file(world, "letters/x.pdf", "earlier");
	assert_int_equal(count_hidden(world), 0);
	free(bytes);
}

static void survives_a_limit_on_size(void **state)
{
	struct world *world = *state;
	struct folder *folder = open_folder(world);
	struct rlimit limit, small;

	assert_true(put(world, folder, "letters/x.pdf", "earlier"));
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	small = limit;
	small.rlim_cur = 10000; /* the first write is a short one */
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_full(world, folder, 70000);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_true(put(world, folder, "letters/x.pdf", "later"));
	assert_file(world, "letters/x.pdf", "later");
	folder_close(folder);
}

static void add(struct folder_file *file, const char *string)
{
	folder_file_add(file, string, strlen(string));
}

static void writes_bit_by_bit(void **state)
{
	struct world *world = *state;
	struct folder *folder = open_folder(world);
	struct folder_file *a, *b, *c;
	char *path = scratch_path(world->path, "a.csv");
	struct stat status;
	pid_t child;

	assert_true(put(world, folder, "a.csv", "earlier"));
	assert_true(put(world, folder, "c.csv", "earlier"));
	a = folder_file_open(folder, "a.csv", true);
	b = folder_file_open(folder, "b.csv", true);
	c = folder_file_open(folder, "c.csv", true);
	add(a, "one");
	add(b, "two");
	add(c, "three");
	add(a, ", two");
	assert_file(world, "a.csv", "earlier");
	assert_int_equal(folder_size(folder, "b.csv"), -1);
	assert_int_equal(count_hidden(world), 3);
	assert_true(folder_file_close(a, true, &world->report));
	assert_true(folder_file_close(b, true, &world->report));
	assert_true(folder_file_close(c, false, &world->report));
	assert_file(world, "a.csv", "one, two");
	assert_file(world, "b.csv", "two");
	assert_file(world, "c.csv", "earlier");
	assert_int_equal(count_hidden(world), 0);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	/* What a killed run leaves is removed by the next one. */
	child = fork();
	if (child == 0) {
		add(folder_file_open(folder, "a.csv", true), "half");
		_exit(0);
	}
	assert_int_equal(exit_status(child), 0);
	assert_int_equal(count_hidden(world), 1);
	folder_close(folder);
	folder = open_folder(world);
	assert_int_equal(count_hidden(world), 0);
	assert_int_equal(world->report.count, 0);
	folder_close(folder);
	free(path);
}

static void tells_at_the_end_what_went_wrong(void **state)
{
	struct world *world = *state;
	struct folder *folder = open_folder(world);
	struct rlimit limit, small;
	struct folder_file *file;

	assert_true(put(world, folder, "a.csv", "earlier"));
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	small = limit;
	small.rlim_cur = 10;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	file = folder_file_open(folder, "a.csv", true);
	for (int i = 0; i < 4; i++)
		add(file, "12345678");
	assert_false(folder_file_close(file, true, &world->report));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_reported(world, "32 bytes were needed");
	assert_file(world, "a.csv", "earlier");
	assert_int_equal(count_hidden(world), 0);
	report_clear(&world->report);
	file = folder_file_open(folder, "../a.csv", true);
	assert_false(folder_file_close(file, true, &world->report));
	assert_int_equal(count_hidden(world), 0);
	folder_close(folder);
}

#define NO_MOUNT 77

/* In a process of its own, whose mounts nobody else sees. */
static int fill_a_small_disk(struct world *world)
{
	struct folder *folder;

	if (unshare(CLONE_NEWNS) != 0 ||
		mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
		mount("none", world->scratch, "tmpfs", 0, "size=64k") != 0)
		return NO_MOUNT;
	folder = open_folder(world);
	assert_true(put(world, folder, "letters/x.pdf", "earlier"));
	assert_full(world, folder, 200000);
	assert_reported(world, "No space left");
	assert_true(put(world, folder, "letters/x.pdf", "later"));
	folder_close(folder);
	return 0;
}

static void survives_a_full_disk(void **state)
{
	struct world *world = *state;
	pid_t child = fork();
	int status;

	if (child == 0)
		_exit(fill_a_small_disk(world));
	status = exit_status(child);
	if (status == NO_MOUNT) {
		print_message("skipped: no right to mount a small disk\n");
		skip();
	}
	assert_int_equal(status, 0);
}

static void moves_over_nothing(void **state)
{
	struct world *world = *state;
	struct folder *folder = open_folder(world);

	assert_true(put(world, folder, "letters/x.pdf", "one") &&
		put(world, folder, "letters/y.pdf", "two"));
	assert_true(folder_move(folder, "letters/x.pdf", "letters/a4/x.pdf",
		&world->report));
	assert_file(world, "letters/a4/x.pdf", "one");
	assert_int_equal(folder_size(folder, "letters/x.pdf"), -1);
	assert_int_equal(world->report.count, 0);
	assert_false(folder_move(folder, "letters/y.pdf", "letters/a4/x.pdf",
		&world->report));
	assert_reported(world, "File exists");
	assert_file(world, "letters/a4/x.pdf", "one");
	assert_file(world, "letters/y.pdf", "two");
	assert_false(folder_move(folder, "letters/y.pdf", "../y.pdf",
		&world->report));
	assert_false(folder_move(folder, "none/y.pdf", "letters/z.pdf",
		&world->report));
	assert_file(world, "letters/y.pdf", "two");
	folder_close(folder);
}

/* As sha256sum says: a410... is x.pdf's, 3e79... that of y.pdf. */
static void shelves_by_name(void **state)
{
	static const struct {
		const char *name;
		enum shelves shelves;
		const char *file;
	} cases[] = {
		{"x.pdf", SHELVES_FLAT, "letters/x.pdf"},
		{"x.pdf", SHELVES_256, "letters/a4/x.pdf"},
		{"x.pdf", SHELVES_65536, "letters/a4/10/x.pdf"},
		{"y.pdf", SHELVES_65536, "letters/3e/79/y.pdf"},
	};
	struct text file = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		text_reset(&file);
		shelf_add(cases[i].name, cases[i].shelves, &file);
		assert_string_equal(file.data, cases[i].file);
		assert_string_equal(shelf_name(file.data), cases[i].name);
	}
	assert_string_equal(shelf_name(""), "");
	text_clear(&file);
}

static void supersedes_without_loss(void **state)
{
	struct world *world = *state;
	struct folder *folder = open_folder(world);
	static const char *const issues[] = {"one", "two", "three"};
	struct text path = {0};

	for (int i = 0; i < 3; i++) {
		assert_true(put(world, folder, "letters/x.pdf", issues[i]));
		assert_true(folder_supersede(folder, "letters/x.pdf",
			&world->report));
		assert_int_equal(folder_size(folder, "letters/x.pdf"), -1);
	}
	assert_file(world, "superseded/x.pdf", "one");
	assert_file(world, "superseded/x-2.pdf", "two");
	assert_true(folder_superseded(folder, "letters/x.pdf", 2, &path));
	assert_string_equal(path.data, "superseded/x-2.pdf");
	assert_false(folder_superseded(folder, "letters/x.pdf", 4, &path));
	text_clear(&path);
	assert_file(world, "superseded/x-3.pdf", "three");
	for (int i = 0; i < 2; i++) {
		assert_true(put(world, folder, "letters/a.b/plain", issues[i]));
		assert_true(folder_supersede(folder, "letters/a.b/plain",
			&world->report));
		assert_true(put(world, folder, "top.tar.gz", issues[i]));
		assert_true(folder_supersede(folder, "top.tar.gz",
			&world->report));
	}
	assert_file(world, "superseded/a.b/plain", "one");
	assert_file(world, "superseded/a.b/plain-2", "two");
	assert_file(world, "superseded/top.tar.gz", "one");
	assert_file(world, "superseded/top.tar-2.gz", "two");
	assert_int_equal(world->report.count, 0);
	assert_false(folder_supersede(folder, "letters/none.pdf",
		&world->report));
	assert_reported(world, "No such file");
	assert_false(folder_supersede(folder, "nowhere/none.pdf",
		&world->report));
	folder_close(folder);
}

static bool is_kept(void *context, const char *name)
{
	size_t *asked = context;

	++*asked;
	return strncmp(name, "keep", 4) == 0;
}

static void prunes_what_is_not_wanted(void **state)
{
	struct world *world = *state;
	struct folder *folder = open_folder(world);
	size_t asked = 0;

	assert_true(folder_prune(folder, "none", is_kept, &asked,
		&world->report));
	assert_true(put(world, folder, "some/keep", "1"));
	assert_true(put(world, folder, "some/drop", "2"));
	assert_true(put(world, folder, "some/sub/drop", "3"));
	assert_true(put(world, folder, "drop", "4"));
	assert_true(folder_prune(folder, "some", is_kept, &asked,
		&world->report));
	assert_int_equal(asked, 2);
	assert_file(world, "some/keep", "1");
	assert_int_equal(folder_size(folder, "some/drop"), -1);
	assert_file(world, "some/sub/drop", "3");
	assert_file(world, "drop", "4");
	assert_false(folder_prune(folder, "some/../some", is_kept, &asked,
		&world->report));
	assert_reported(world, "cannot be listed");
	folder_close(folder);
}

static void makes_safe_names(void **state)
{
	static const char *const cases[][2] = {
		{"Stockton-on-Tees Borough Council",
			"stockton-on-tees-borough-council"},
		{"  King's Lynn & West Norfolk ", "king-s-lynn-west-norfolk"},
		{"Brighton/Hove", "brighton-hove"},
		{"../../etc/passwd", "etc-passwd"},
		{"C:\\x", "c-x"},
		{"R\xC3\xA9" "gion \xC3\x8Ele-de-France",
			"region-ile-de-france"},
		{"Re\xCC\x81gion", "region"}, /* accent of its own */
		{"\xC3\x86r\xC3\xB8 \xC3\x9E\xC3\x9F \xC5\x92uvre \xC4\xB2",
			"aero-thss-oeuvre-ij"},
		{"\xC5\x81\xC3\xB3" "d\xC5\xBA \xC5\xBB", "lodz-z"},
		{"Wa\xC5\x82\xC4\x99sa \xC5\x91\xC5\x99\xC5\xA1\xC5\xB5"
		 "\xC5\xB8\xC5\xBE", "walesa-orswyz"},
		{"\xC8\x98tef\xC4\x83nesti \xC7\x8E\xC8\xB3",
			"stefanesti-ay"},
		{"\xE1\xBA\x84rexham \xE1\xBB\xB2n Vi\xE1\xBB\x87t",
			"wrexham-yn-viet"},
		{"2 \xC3\x97 3 \xC3\xB7 4", "2-3-4"},
		{"\xE6\x9D\xB1\xE4\xBA\xAC", "unnamed"},
		{"", "unnamed"}, {"---", "unnamed"}, {".", "unnamed"},
		{"con", "con-file"}, {"NUL", "nul-file"}, {"Aux.", "aux-file"},
		{"Com1", "com1-file"}, {"LPT9", "lpt9-file"},
		{"com", "com"}, {"com10", "com10"}, {"comx", "comx"},
		{"console", "console"}, {"\xFF\xFEx\xC3", "x"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct text out = {0};

		text_add(&out, "-");
		safe_name_add(cases[i][0], "", &out);
		assert_string_equal(text_string(&out) + 1, cases[i][1]);
		text_clear(&out);
	}
}

static void names_after_the_key_what_has_no_name(void **state)
{
	struct text out = {0};

	(void)state;
	safe_name_add("\xE6\x9D\xB1\xE4\xBA\xAC", "School 12", &out);
	assert_string_equal(text_string(&out), "school-12");
	text_clear(&out);
}

static void assert_safe(const char *name)
{
	size_t length = strlen(name);

	assert_in_range(length, 1, SAFE_NAME_MAX);
	assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-"),
		length);
	assert_true(name[0] != '-' && name[length - 1] != '-');
	assert_null(strstr(name, "--"));
}

static void makes_safe_names_of_anything(void **state)
{
	struct text out = {0}, again = {0};
	uint32_t random = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char wanted[301] = "";
		uint32_t length = (uint32_t)i % sizeof(wanted);

		for (uint32_t j = 0; j < length; j++) {
			random = random * 1664525 + 1013904223;
			wanted[j] = (char)(random >> 24);
			/* More of what is close to Latin text. */
			if (random & 0x10000)
				wanted[j] = "\xC3\xC5\xA9 a-/.Z\x80"
					[random >> 17 & 7];
		}
		text_reset(&out);
		text_reset(&again);
		safe_name_add(wanted, "", &out);
		assert_safe(text_string(&out));
		safe_name_add(text_string(&out), "", &again);
		assert_string_equal(text_string(&out), text_string(&again));
	}
	text_clear(&out);
	text_clear(&again);
}

#define FOLDER_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FOLDER_TEST(writes_and_replaces),
		FOLDER_TEST(writes_bit_by_bit),
		FOLDER_TEST(tells_at_the_end_what_went_wrong),
		FOLDER_TEST(prunes_what_is_not_wanted),
		FOLDER_TEST(keeps_private_files_from_others),
		FOLDER_TEST(lists_files),
		FOLDER_TEST(refuses_names_that_lead_out),
		FOLDER_TEST(follows_no_links),
		FOLDER_TEST(refuses_a_linked_lock),
		FOLDER_TEST(reports_what_stands_in_the_way),
		FOLDER_TEST(lets_one_run_in),
		FOLDER_TEST(visitors_write_beside_runs),
		FOLDER_TEST(waits_for_the_holder),
		FOLDER_TEST(knows_that_there_is_no_letter),
		FOLDER_TEST(lets_shards_run_side_by_side),
		FOLDER_TEST(a_shard_has_files_of_its_own),
		FOLDER_TEST(shards_leave_others_temporary_files),
		FOLDER_TEST(workers_do_not_end_the_lock),
		FOLDER_TEST(a_left_worker_keeps_the_lock),
		FOLDER_TEST(workers_write_side_by_side),
		FOLDER_TEST(killed_writers_leave_whole_files),
		FOLDER_TEST(removes_only_its_left_overs),
		FOLDER_TEST(takes_the_place_of_a_dead_namesake),
		FOLDER_TEST(survives_a_limit_on_size),
		FOLDER_TEST(survives_a_full_disk),
		FOLDER_TEST(supersedes_without_loss),
		FOLDER_TEST(moves_over_nothing),
		cmocka_unit_test(shelves_by_name),
		cmocka_unit_test(makes_safe_names),
		cmocka_unit_test(names_after_the_key_what_has_no_name),
		cmocka_unit_test(makes_safe_names_of_anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
