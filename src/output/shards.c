/*
 * The records of a job's shards; see shards.h.
 *
 * A record that a shard was killed in before it had taken its letters over has
 * no row in the table `shard`, and does not count. Events keep their numbers
 * when they are taken into the job's record: shard 3 of 8 gives numbers above
 * all that the job's record had by then, and only such as leave 3 when divided
 * by 8. So whatever is done twice, as after a power cut, changes nothing.
 */
#include "output/shards.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output/store.h"

#define FILES_BESIDE 512 /* open files that are not a shard's record */
#define PAGES_KB     16384 /* of the records of all shards in memory, about */
#define LEAST_KB     32	   /* and of each */

/* What stands for a shard's letters, from when it has all of them. */
#define SHARD_TABLE                                                            \
	"CREATE TABLE shard(number INTEGER NOT NULL, count INTEGER NOT NULL, " \
	"first INTEGER NOT NULL, ended INTEGER NOT NULL)"

/* ---- where they are ---- */

/* The job's folder, of the path of its record. */
static void add_folder(const char *path, struct text *out)
{
	const char *slash = strrchr(path, '/');

	if (slash != NULL)
		text_append(out, path, (size_t)(slash - path));
	else
		text_add(out, ".");
}

static void add_path(const char *path, const struct shard *shard,
	struct text *out)
{
	add_folder(path, out);
	text_add_char(out, '/');
	shard_folder(shard, out);
	text_add(out, "/job.db");
}

struct found {
	struct shard *list; /* that have a file with something in it */
	size_t count, room;
};

static bool is_something(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && status.st_size > 0;
}

/* No such folder is no error: there are none. */
static bool find(const char *path, struct found *found, struct report *report)
{
	struct text folder = {0};
	struct dirent *item;
	bool done;
	DIR *list;

	add_folder(path, &folder);
	text_add(&folder, "/" SHARDS_FOLDER);
	list = opendir(folder.data);
	done = list != NULL || errno == ENOENT;
	if (!done)
		report_error(report, (struct place){.file = folder.data},
			"cannot be listed: %s", strerror(errno));
	while (list != NULL && (item = readdir(list)) != NULL) {
		struct text name = {0};
		struct shard shard;

		if (!shard_of_folder(item->d_name, &shard))
			continue;
		add_path(path, &shard, &name);
		if (is_something(name.data)) {
			ARRAY_RESERVE(found->list, found->count, found->room);
			found->list[found->count++] = shard;
		}
		text_clear(&name);
	}
	if (list != NULL)
		closedir(list);
	text_clear(&folder);
	return done;
}

/* One of another number of shards than that; NULL: there is none. */
static const struct shard *other_count(const struct found *found,
	unsigned count)
{
	for (size_t i = 0; i < found->count; i++)
		if (found->list[i].count != count)
			return &found->list[i];
	return NULL;
}

bool record_is_there(const char *path)
{
	struct report ignored = {0}; /* who opens it will say it */
	struct found found = {0};
	bool is_there = access(path, F_OK) == 0 ||
		(find(path, &found, &ignored) && found.count > 0);

	free(found.list);
	report_clear(&ignored);
	return is_there;
}

/* ---- one of them ---- */

/* Sets *stands when it has its letters, and then what it knows of itself. */
static bool read_state(struct record *record, bool *stands,
	struct report *report)
{
	int64_t count, rows = 0, ended;

	*stands = false;
	if (!store_integer(record, "SELECT count(*) FROM sqlite_master WHERE "
			"name = 'shard'", &count, report))
		return false;
	if (count == 0)
		return true;
	if (!store_integer(record, "SELECT count(*) FROM shard", &rows,
		    report))
		return false;
	if (rows == 0)
		return true;
	*stands = store_integer(record, "SELECT first FROM shard",
			  &record->first, report) &&
		store_integer(record, "SELECT count FROM shard",
			&record->stride, report) &&
		store_integer(record, "SELECT ended FROM shard", &ended,
			report);
	record->has_ended = *stands && ended != 0;
	return *stands;
}

/* From one record to another: of one shard's letters, or of all. */
struct copy {
	struct record *to;
	struct shard shard;
	struct report *report;
};

static bool copy_letter(void *context, const struct entry *entry)
{
	struct copy *copy = context;

	return !shard_has(&copy->shard, entry->key) ||
		store_put(copy->to, entry, copy->report);
}

static bool copy_earlier(void *context, const struct entry *entry)
{
	struct copy *copy = context;

	return !shard_has(&copy->shard, entry->key) ||
		store_put_earlier(copy->to, entry, copy->report);
}

static bool copy_event(void *context, const struct event *event)
{
	struct copy *copy = context;

	return store_put_event(copy->to, event, copy->report);
}

static bool copy_letters(struct record *from, struct copy *copy)
{
	return store_each(from, copy_letter, copy, copy->report) &&
		store_each_earlier(from, copy_earlier, copy, copy->report);
}

/* Ends what was begun with record_begin_many(). */
static bool end_copying(struct record *record, bool done,
	struct report *report)
{
	if (done)
		done = record_commit(record, report);
	else
		sqlite3_exec(record->database, "ROLLBACK", NULL, NULL, NULL);
	return store_run(record, "PRAGMA cache_spill = OFF", report) && done;
}

/* ---- a shard's own ---- */

static bool take_from(struct record *base, struct record *record,
	const struct shard *shard, int64_t *last, struct report *report)
{
	struct copy copy = {record, *shard, report};
	struct arena arena = {0};
	bool done = copy_letters(base, &copy) &&
		record_put_parts(record, record_parts(base, &arena), report) &&
		store_integer(base, "SELECT coalesce(max(number), 0) "
			"FROM event", last, report);

	arena_clear(&arena);
	return done;
}

/* The first of the shard's numbers behind that one. */
static int64_t first_number(const struct shard *shard, int64_t last)
{
	int64_t first = last - last % shard->count + shard->number;

	return first > last ? first : first + shard->count;
}

static bool take_over(struct record *record, const char *path,
	const struct shard *shard, struct report *report)
{
	struct record *base = NULL;
	struct text row = {0};
	int64_t last = 0;
	bool done;

	if (access(path, F_OK) == 0 &&
		!store_open(path, true, &base, report))
		return false;
	done = record_begin_many(record, report) &&
		(base == NULL ||
			take_from(base, record, shard, &last, report));
	record->first = first_number(shard, last);
	record->stride = shard->count;
	record->has_ended = base != NULL;
	text_printf(&row, SHARD_TABLE "; INSERT INTO shard VALUES (%u, %u, "
		"%lld, 0)", shard->number, shard->count,
		(long long)record->first);
	done = done && store_run(record, row.data, report);
	done = end_copying(record, done, report);
	text_clear(&row);
	record_close(base);
	return done;
}

/* Two numbers of shards would have two records stand for one letter. */
static bool refuse_others(const char *path, const struct shard *shard,
	struct report *report)
{
	struct found found = {0};
	const struct shard *other = NULL;
	bool done = find(path, &found, report);
	struct text folder = {0};

	if (done)
		other = other_count(&found, shard->count);
	add_folder(path, &folder);
	if (other != NULL)
		done = report_error(report,
			(struct place){.file = folder.data},
			"the job stands in %u shards, not in %u: go on with "
			"--shard I/%u, or have one 'lettermill render' make "
			"it whole again", other->count, shard->count,
			other->count);
	text_clear(&folder);
	free(found.list);
	return done;
}

/* Always false. */
static bool withdraw(const struct record *record)
{
	unlink(record->path);
	return false;
}

/* Where it stands already, it only goes on. */
static bool begin(struct record *record, const char *path,
	const struct shard *shard, struct report *report)
{
	bool stands;

	if (!read_state(record, &stands, report))
		return false;
	if (!stands)
		return take_over(record, path, shard, report) &&
			/* Others may have begun meanwhile, as this one did. */
			(refuse_others(path, shard, report) ||
				withdraw(record));
	return !record->has_ended ||
		store_run(record, "UPDATE shard SET ended = 0", report);
}

bool shards_open(const char *path, const struct shard *shard,
	struct record **out, struct report *report)
{
	struct text own = {0};
	bool done;

	*out = NULL;
	add_path(path, shard, &own);
	done = refuse_others(path, shard, report) &&
		store_keep_to_owner(own.data, report) &&
		store_open(own.data, false, out, report) &&
		begin(*out, path, shard, report);
	if (!done) {
		record_close(*out);
		*out = NULL;
	}
	text_clear(&own);
	return done;
}

bool shards_open_made(const char *path, const struct shard *shard,
	struct record **out, struct report *report)
{
	struct text own = {0};
	bool is_made;

	*out = NULL;
	add_path(path, shard, &own);
	is_made = is_something(own.data) || access(path, F_OK) == 0;
	text_clear(&own);
	return is_made ? shards_open(path, shard, out, report)
		       : refuse_others(path, shard, report);
}

bool shards_were_whole(const struct record *record)
{
	return record->has_ended;
}

bool shards_end(struct record *record, struct report *report)
{
	return record_begin(record, report) &&
		store_run(record, "UPDATE shard SET ended = 1", report) &&
		record_commit(record, report);
}

/* ---- all of them, read along ---- */

struct record *store_member(struct record *record, unsigned number)
{
	return number == 0 ? record : record->shards[number - 1];
}

struct record *store_holder(struct record *record, const char *key)
{
	struct record *holder = NULL;

	if (record->shard_count > 0)
		holder = record->shards[shard_of(key, record->shard_count)];
	return holder != NULL ? holder : record;
}

void store_close_shards(struct record *record)
{
	for (unsigned i = 0; i < record->shard_count; i++)
		record_close(record->shards[i]);
	free(record->shards);
	record->shards = NULL;
	record->shard_count = 0;
	record->parts_from = NULL;
}

/* Each is an open file, and many systems begin with 1024. */
static void allow_files(size_t count)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 ||
		limit.rlim_cur >= count + FILES_BESIDE)
		return;
	limit.rlim_cur = count + FILES_BESIDE;
	if (limit.rlim_cur > limit.rlim_max)
		limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit); /* else SQLite tells */
}

/* There may be a thousand. What is there goes: SQLite begins with more. */
static bool keep_small(struct record *record, unsigned count,
	struct report *report)
{
	struct text sql = {0};
	unsigned most = PAGES_KB / count;
	bool done;

	text_printf(&sql, "PRAGMA cache_size = -%u", most < LEAST_KB ? LEAST_KB
								      : most);
	done = store_run(record, sql.data, report);
	text_clear(&sql);
	sqlite3_db_release_memory(record->database);
	return done;
}

/* One that another run has just taken into the job's record is none. */
static bool open_to_read(struct record *whole, const char *path,
	struct record **out, struct report *report)
{
	struct report mine = {0};
	bool stands = false;
	bool done = store_open(path, true, out, &mine) && (*out == NULL ||
		(read_state(*out, &stands, &mine) &&
			keep_small(*out, whole->shard_count, &mine)));

	if (!done && access(path, F_OK) == 0)
		report_copy_all(report, &mine);
	else
		done = true;
	report_clear(&mine);
	if (!stands) {
		record_close(*out);
		*out = NULL;
	} else {
		(*out)->whole = whole;
	}
	return done;
}

/* What the job's parts are, where all shards stand and say the same. */
static void find_parts(struct record *record)
{
	struct arena arena = {0};
	const char *all = NULL;

	for (unsigned i = 0; i < record->shard_count; i++) {
		const char *parts = record->shards[i] == NULL ? NULL
			: record_parts(record->shards[i], &arena);

		if (parts == NULL || (i > 0 && strcmp(parts, all) != 0))
			goto out;
		all = parts;
	}
	record->parts_from = record->shards[0];
out:
	arena_clear(&arena);
}

static bool gather(struct record *record, const char *path,
	const struct found *found, struct report *report)
{
	struct place place = {.file = path};
	unsigned count = found->list[0].count;
	bool done = true;

	if (other_count(found, count) != NULL)
		return report_error(report, place, "beside it are shards of "
			"%u and of %u: move those away from " SHARDS_FOLDER
			"/ that are not of this job", count,
			other_count(found, count)->count);
	allow_files(found->count);
	record->shards = memory_new(count * sizeof(*record->shards));
	record->shard_count = count;
	for (size_t i = 0; done && i < found->count; i++) {
		struct text name = {0};

		add_path(path, &found->list[i], &name);
		done = open_to_read(record, name.data,
			&record->shards[found->list[i].number], report);
		text_clear(&name);
	}
	if (done)
		find_parts(record);
	return done;
}

bool store_gather(const char *path, struct record **record,
	struct report *report)
{
	struct found found = {0};
	bool done = find(path, &found, report);

	if (done && found.count > 0)
		done = (*record != NULL || store_open(":memory:", false,
				record, report)) &&
			gather(*record, path, &found, report);
	free(found.list);
	return done;
}

unsigned shards_count(const struct record *record)
{
	return record->shard_count;
}

enum shard_state shards_state(const struct record *record, unsigned number)
{
	const struct record *shard = record->shards[number];

	return shard == NULL ? SHARD_NONE
		: shard->has_ended ? SHARD_ENDED : SHARD_BEGUN;
}

/* ---- and taken into the job's record again ---- */

/* What its shard has withdrawn. */
static bool remove_gone(void *context, const struct entry *entry)
{
	struct copy *copy = context;
	struct arena arena = {0};
	struct entry now;
	bool stays = store_holder(copy->to, entry->key) == copy->to ||
		record_get(copy->to, entry->key, &arena, &now);

	arena_clear(&arena);
	return stays || store_remove(copy->to, entry->key, copy->report);
}

static bool take_all(struct record *record, struct report *report)
{
	struct copy copy = {.to = record, .report = report};
	struct arena arena = {0};
	const char *parts = record_parts(record, &arena);
	bool done = store_drop_premises(record, report) &&
		record_put_parts(record, parts, report) &&
		store_each(record, remove_gone, &copy, report);

	for (unsigned i = 0; done && i < record->shard_count; i++) {
		struct record *shard = record->shards[i];

		done = shard == NULL || (copy_letters(shard, &copy) &&
			store_each_event(shard, copy_event, &copy, report));
	}
	arena_clear(&arena);
	return done;
}

static bool remove_records(const char *path, const struct found *found,
	struct report *report)
{
	struct text folder = {0};
	bool done = true;
	int fd;

	for (size_t i = 0; done && i < found->count; i++) {
		struct text name = {0};

		add_path(path, &found->list[i], &name);
		if (unlink(name.data) != 0)
			done = report_error(report,
				(struct place){.file = name.data},
				"cannot be removed: %s", strerror(errno));
		text_clear(&name);
	}
	/* Back after a power cut, they would undo what comes next. */
	add_folder(path, &folder);
	text_add(&folder, "/" SHARDS_FOLDER);
	fd = open(folder.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (done && (fd < 0 || syncfs(fd) != 0))
		done = report_error(report,
			(struct place){.file = folder.data},
			"cannot be made safe on disk: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	text_clear(&folder);
	return done;
}

bool store_join(struct record *record, struct report *report)
{
	struct found found = {0};
	bool done = find(record->path, &found, report);

	if (!done || found.count == 0)
		goto out;
	done = gather(record, record->path, &found, report) &&
		record_begin_many(record, report);
	if (done)
		done = end_copying(record, take_all(record, report), report);
	store_close_shards(record);
	done = done && remove_records(record->path, &found, report);
out:
	free(found.list);
	return done;
}
