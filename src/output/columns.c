/*
 * How letters stand in their columns; see store.h.
 *
 * folder	of the file, with its slash: within LETTERS, or behind another
 *		slash; NULL: LETTERS itself
 * stem		the rest of its name, without SUFFIX; NULL: the key. With a
 *		slash at its end where there is no suffix; "": there is no file
 * state	as enum letter_state; less: it is no letter now
 * sha256, fingerprint	bytes; text where it is no hexadecimal number
 * form, dictionary, inputs	its name, `printed` and `inputs` (lexicon.h)
 */
#include <string.h>

#include "base/hex.h"
#include "output/lexicon.h"
#include "sign/digest.h"

#define LETTERS "letters/" /* the usual folder */
#define SUFFIX	".pdf"

void store_bind(sqlite3_stmt *statement, int number, const char *text)
{
	sqlite3_bind_text(statement, number, text ? text : "", -1,
		SQLITE_STATIC);
}

char *store_column(sqlite3_stmt *statement, int number, struct arena *arena)
{
	const char *text = (const char *)sqlite3_column_text(statement, number);

	return arena_strdup(arena, text ? text : "");
}

/* ---- digests ---- */

void store_bind_hex(sqlite3_stmt *statement, int number, const char *hex,
	size_t most)
{
	unsigned char bytes[DIGEST_SIZE];
	size_t length = hex == NULL ? 0 : strlen(hex);

	if (length == 0 || length % 2 != 0 || length > 2 * sizeof(bytes) ||
		!hex_read(hex, bytes, length / 2)) {
		store_bind(statement, number, hex);
		return;
	}
	if (length > most)
		length = most;
	sqlite3_bind_blob(statement, number, bytes, (int)length / 2,
		SQLITE_TRANSIENT);
}

const char *store_column_hex(sqlite3_stmt *statement, int number,
	struct arena *arena)
{
	const unsigned char *bytes;
	size_t count;
	char *hex;

	if (sqlite3_column_type(statement, number) != SQLITE_BLOB)
		return store_column(statement, number, arena);
	bytes = sqlite3_column_blob(statement, number);
	count = (size_t)sqlite3_column_bytes(statement, number);
	hex = arena_new(arena, 2 * count + 1);
	hex_print(bytes, count, hex);
	return hex;
}

/* ---- where the file is ---- */

/* Within LETTERS, or behind a slash. */
const char *store_folder(const char *file, struct arena *arena)
{
	const char *slash = strrchr(file, '/');
	size_t length = slash == NULL ? 0 : (size_t)(slash - file) + 1;

	if (*file == '\0' || (length == strlen(LETTERS) &&
		strncmp(file, LETTERS, length) == 0))
		return NULL;
	if (strncmp(file, LETTERS, strlen(LETTERS)) == 0)
		return arena_strndup(arena, file + strlen(LETTERS),
			length - strlen(LETTERS));
	return arena_printf(arena, "/%.*s", (int)length, file);
}

const char *store_stem(const char *file, struct arena *arena)
{
	const char *slash = strrchr(file, '/');
	const char *name = slash == NULL ? file : slash + 1;
	size_t length = strlen(name), suffix = strlen(SUFFIX);

	if (*file == '\0')
		return "";
	if (length > suffix && strcmp(name + length - suffix, SUFFIX) == 0)
		return arena_strndup(arena, name, length - suffix);
	return arena_printf(arena, "%s/", name);
}

const char *store_file(sqlite3_stmt *s, int column, const char *key,
	struct arena *arena)
{
	const char *folder = (const char *)sqlite3_column_text(s, column);
	const char *stem = (const char *)sqlite3_column_text(s, column + 1);
	const char *root = folder != NULL && *folder == '/' ? "" : LETTERS;
	size_t length;

	if (folder == NULL)
		folder = "";
	if (stem == NULL)
		stem = key;
	folder += *folder == '/';
	length = strlen(stem);
	if (length == 0)
		return "";
	if (stem[length - 1] == '/')
		return arena_printf(arena, "%s%s%.*s", root, folder,
			(int)length - 1, stem);
	return arena_printf(arena, "%s%s%s" SUFFIX, root, folder, stem);
}

void store_bind_text(sqlite3_stmt *statement, int number, const char *text)
{
	if (text == NULL)
		sqlite3_bind_null(statement, number);
	else
		store_bind(statement, number, text);
}

static void bind_file(sqlite3_stmt *put, int number,
	const struct entry *entry, struct arena *arena)
{
	const char *file = entry->file ? entry->file : "";
	const char *stem = store_stem(file, arena);

	store_bind_text(put, number, store_folder(file, arena));
	store_bind_text(put, number + 1,
		strcmp(stem, entry->key) == 0 ? NULL : stem);
}

/* ---- entries ---- */

/* What is not known here is not relied on. */
enum letter_state store_state(sqlite3_stmt *s, int column)
{
	int state = sqlite3_column_int(s, column);

	return state >= LETTER_MADE && state <= LETTER_DISCARDED
		? (enum letter_state)state : LETTER_FAILED;
}

static void read_packed(struct record *record, sqlite3_stmt *s, int column,
	struct arena *arena, struct packed *out)
{
	size_t length = (size_t)sqlite3_column_bytes(s, column + 2);

	*out = (struct packed){
		.record = record,
		.form = sqlite3_column_int64(s, column),
		.dictionary = sqlite3_column_int64(s, column + 1),
		.length = length,
		.bytes = length == 0 ? "" : arena_strndup(arena,
			sqlite3_column_blob(s, column + 2), length)};
}

struct entry store_entry(struct record *record, sqlite3_stmt *s,
	struct arena *arena)
{
	struct entry entry = {
		.key = store_column(s, 11, arena),
		.state = store_state(s, 10),
		.issue = sqlite3_column_int(s, 0),
		.pages = (size_t)sqlite3_column_int64(s, 3),
		.bytes = sqlite3_column_int64(s, 4),
		.sha256 = store_column_hex(s, 5, arena),
		.fingerprint = store_column_hex(s, 6, arena),
		.reason = store_column(s, 12, arena),
	};

	entry.file = store_file(s, 1, entry.key, arena);
	read_packed(record, s, 7, arena, &entry.packed);
	lexicon_unpack(&entry, arena);
	return entry;
}

const char *record_inputs(const struct entry *entry, struct arena *arena)
{
	return arena_strdup(arena, lexicon_inputs(&entry->packed));
}

/* Of another record, perhaps, or not packed as yet. */
static struct packed pack(struct record *record, const struct entry *entry,
	struct arena *arena)
{
	struct entry plain = *entry;
	struct text bytes = {0};
	struct packed packed;

	if (plain.inputs == NULL)
		plain.inputs = record_inputs(entry, arena);
	lexicon_pack(record, &plain, &bytes, &packed);
	packed.bytes = arena_strndup(arena, packed.bytes, packed.length);
	text_clear(&bytes);
	return packed;
}

static void bind_packed(struct record *record, sqlite3_stmt *put, int number,
	const struct entry *entry, struct arena *arena)
{
	struct packed packed = entry->packed;

	if (entry->inputs != NULL || packed.record != record)
		packed = pack(record, entry, arena);
	sqlite3_bind_int64(put, number, packed.form);
	sqlite3_bind_int64(put, number + 1, packed.dictionary);
	sqlite3_bind_blob(put, number + 2, packed.bytes, (int)packed.length,
		SQLITE_STATIC);
}

void store_bind_entry(struct record *record, sqlite3_stmt *put,
	const struct entry *entry, struct arena *arena)
{
	sqlite3_bind_int(put, 1, entry->issue);
	bind_file(put, 2, entry, arena);
	sqlite3_bind_int64(put, 4, (int64_t)entry->pages);
	sqlite3_bind_int64(put, 5, entry->bytes);
	store_bind_hex(put, 6, entry->sha256, 2 * DIGEST_SIZE);
	store_bind_hex(put, 7, entry->fingerprint, RECORD_DIGEST);
	bind_packed(record, put, 8, entry, arena);
	sqlite3_bind_int(put, 11, (int)entry->state);
}
