/*
 * Walks through all letters of a record and of those that are read along with
 * it; see record.h. By key, several records are merged: each has a cursor, and
 * a heap has the cursor whose next letter comes first on top.
 *
 * All is read in portions, so that no lock is held while a caller works.
 */
#include <stdlib.h>
#include <string.h>

#include "output/store.h"

#define PORTION	    64	 /* entries read at once */
#define ALL_READ    4096 /* and by all cursors together, about */
#define FILES	    1024 /* files read at once */

/* ---- by key ---- */

struct cursor {
	struct record *record;
	struct record *whole; /* NULL: what this one stands for or not */
	struct arena arena; /* of the entries */
	size_t at, count;
	bool at_end; /* there are no more behind these */
	size_t portion;
	struct entry entries[]; /* so many, at most */
};

#define ENTRY_BYTES 512 /* of what most entries point to, rather more */

static struct cursor *cursor_new(struct record *record, size_t portion)
{
	struct cursor *cursor = memory_new(sizeof(*cursor) +
		portion * sizeof(*cursor->entries));

	cursor->record = record;
	cursor->portion = portion;
	cursor->arena.first = portion * ENTRY_BYTES;
	return cursor;
}

/* Up to a portion of the entries that come after this key. */
static void read_portion(struct cursor *cursor, const char *after)
{
	struct record *record = cursor->record;
	sqlite3_stmt *list = store_statement(record, QUERY_AFTER);
	size_t read = 0;

	cursor->at = cursor->count = 0;
	store_bind(list, 1, after);
	sqlite3_bind_int64(list, 2, (int64_t)cursor->portion);
	while (read < cursor->portion && sqlite3_step(list) == SQLITE_ROW) {
		cursor->entries[read++] = store_entry(record, list,
			&cursor->arena);
		cursor->count = read;
	}
	store_end_reading(record, list);
	cursor->at_end = read < cursor->portion;
}

/* The next entry that this record stands for; false at its end. */
static bool find_next(struct cursor *cursor)
{
	for (;;) {
		char *last;

		for (; cursor->at < cursor->count; cursor->at++)
			if (cursor->whole == NULL ||
				store_holder(cursor->whole, cursor->entries[
					cursor->at].key) == cursor->record)
				return true;
		if (cursor->at_end)
			return false;
		last = memory_strdup(cursor->count > 0
				? cursor->entries[cursor->count - 1].key : "");
		arena_reset(&cursor->arena);
		read_portion(cursor, last);
		free(last);
	}
}

static bool comes_before(const struct cursor *a, const struct cursor *b)
{
	return strcmp(a->entries[a->at].key, b->entries[b->at].key) < 0;
}

/* Lets the one at `top` sink to its place. */
static void sink(struct cursor **heap, size_t count, size_t top)
{
	for (size_t child; (child = 2 * top + 1) < count; top = child) {
		struct cursor *moved = heap[top];

		if (child + 1 < count &&
			comes_before(heap[child + 1], heap[child]))
			child++;
		if (!comes_before(heap[child], moved))
			return;
		heap[top] = heap[child];
		heap[child] = moved;
	}
}

static void cursor_free(struct cursor *cursor)
{
	arena_clear(&cursor->arena);
	free(cursor);
}

/* The cursors that have something, in a heap. */
static struct cursor **start_all(struct record *record, size_t *count)
{
	size_t members = (size_t)record->shard_count + 1;
	struct cursor **heap = memory_new(members * sizeof(*heap));
	size_t portion = ALL_READ / members;

	*count = 0;
	if (portion > PORTION)
		portion = PORTION;
	for (unsigned i = 0; i < members; i++) {
		struct cursor *cursor;

		if (store_member(record, i) == NULL)
			continue;
		cursor = cursor_new(store_member(record, i), portion);
		cursor->whole = record;
		if (find_next(cursor))
			heap[(*count)++] = cursor;
		else
			cursor_free(cursor);
	}
	for (size_t i = *count; i-- > 0;)
		sink(heap, *count, i);
	return heap;
}

bool record_each(struct record *record, record_handler *handler,
	void *context, struct report *report)
{
	size_t count;
	struct cursor **heap = start_all(record, &count);
	bool wanted = true;

	while (wanted && count > 0) {
		struct cursor *first = heap[0];

		wanted = handler(context, &first->entries[first->at++]);
		if (wanted && !find_next(first)) {
			cursor_free(first);
			heap[0] = heap[--count];
		}
		sink(heap, count, 0);
	}
	for (size_t i = 0; i < count; i++)
		cursor_free(heap[i]);
	free(heap);
	if (record->fault != SQLITE_OK)
		return store_fail(record, report);
	return wanted;
}

/* ---- of one file ---- */

bool store_each(struct record *record, record_handler *handler, void *context,
	struct report *report)
{
	struct cursor *cursor = cursor_new(record, PORTION);
	bool wanted = true;

	while (wanted && find_next(cursor))
		wanted = handler(context, &cursor->entries[cursor->at++]);
	cursor_free(cursor);
	if (record->fault != SQLITE_OK)
		return store_fail(record, report);
	return wanted;
}

/* Up to PORTION issues that come after this one. */
static size_t read_earlier(struct record *record, const char *key, int issue,
	struct arena *arena, struct entry entries[PORTION])
{
	sqlite3_stmt *list = store_statement(record, QUERY_EARLIER);
	size_t count = 0;

	store_bind(list, 1, key);
	sqlite3_bind_int(list, 2, PORTION);
	sqlite3_bind_int(list, 3, issue);
	while (count < PORTION && sqlite3_step(list) == SQLITE_ROW)
		entries[count++] = store_entry(record, list, arena);
	store_end_reading(record, list);
	return count;
}

bool store_each_earlier(struct record *record, record_handler *handler,
	void *context, struct report *report)
{
	struct entry entries[PORTION];
	struct arena arenas[2] = {{0}}; /* of these and of those before */
	const char *last = "";
	size_t count = PORTION;
	bool wanted = true;
	int issue = 0;

	for (int turn = 0; wanted && count == PORTION; turn = !turn) {
		arena_reset(&arenas[turn]);
		count = read_earlier(record, last, issue, &arenas[turn],
			entries);
		for (size_t i = 0; wanted && i < count; i++) {
			wanted = handler(context, &entries[i]);
			last = entries[i].key;
			issue = entries[i].issue;
		}
	}
	arena_clear(&arenas[0]);
	arena_clear(&arenas[1]);
	if (record->fault != SQLITE_OK)
		return store_fail(record, report);
	return wanted;
}

/* ---- as they lie on disk ---- */

struct file {
	enum letter_state state;
	const char *name, *key;
	int64_t bytes;
};

/* Up to FILES files, in the order in which they lie on disk. */
static size_t read_files(struct record *record, int64_t *last,
	struct arena *arena, struct file files[FILES])
{
	sqlite3_stmt *list = store_statement(record, QUERY_FILES);
	size_t count = 0;

	sqlite3_bind_int64(list, 1, *last);
	sqlite3_bind_int(list, 2, FILES);
	while (count < FILES && sqlite3_step(list) == SQLITE_ROW) {
		const char *key = store_column(list, 2, arena);

		*last = sqlite3_column_int64(list, 0);
		files[count++] = (struct file){
			.state = store_state(list, 1),
			.name = store_file(list, 3, key, arena),
			.bytes = sqlite3_column_int64(list, 5),
			.key = key};
	}
	store_end_reading(record, list);
	return count;
}

static bool each_file_of(struct record *whole, struct record *member,
	record_file_handler *handler, void *context)
{
	struct file files[FILES];
	struct arena arena = {0};
	size_t count = FILES;
	int64_t last = 0;
	bool wanted = true;

	while (wanted && count == FILES) {
		arena_reset(&arena);
		count = read_files(member, &last, &arena, files);
		for (size_t i = 0; wanted && i < count; i++)
			if (store_holder(whole, files[i].key) == member)
				wanted = letter_stands(files[i].state) &&
					handler(context, files[i].key,
						files[i].name, files[i].bytes);
	}
	arena_clear(&arena);
	return wanted;
}

bool record_each_file(struct record *record, record_file_handler *handler,
	void *context, struct report *report)
{
	bool wanted = true;

	for (unsigned i = 0; wanted && i <= record->shard_count; i++) {
		struct record *member = store_member(record, i);

		if (member != NULL)
			wanted = each_file_of(record, member, handler,
				context);
	}
	if (record->fault != SQLITE_OK)
		return store_fail(record, report);
	return wanted;
}
