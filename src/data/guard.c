/*
 * What an expression from a configuration may do: read the tables, and call
 * functions that give the same answer every day. A list of what is refused
 * would be the wrong way round for actions, so those are a list of what is
 * allowed; of functions only a few are harmful.
 */
#include <sqlite3.h>
#include <stddef.h>

#include "data/tables.h"

/* Files, code, chance, and the clock (date functions know 'now'). */
static const char *const refused[] = {
	"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer",
	"random", "randomblob", "changes", "total_changes",
	"last_insert_rowid", "sqlite_version", "sqlite_source_id",
	"sqlite_compileoption_get", "sqlite_compileoption_used",
	"current_date", "current_time", "current_timestamp", "date", "time",
	"datetime", "julianday", "unixepoch", "strftime", "timediff",
};

static int authorize(void *context, int action, const char *first,
	const char *second, const char *database, const char *inside)
{
	const struct tables_listener *listener = context;

	(void)database;
	switch (action) {
	case SQLITE_READ:
		if (listener != NULL)
			listener->note(listener->context, first, second,
				inside);
		return SQLITE_OK;
	case SQLITE_SELECT:
		return SQLITE_OK;
	case SQLITE_FUNCTION:
		for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
			if (sqlite3_stricmp(second, refused[i]) == 0)
				return SQLITE_DENY;
		return SQLITE_OK;
	default:
		return SQLITE_DENY;
	}
}

bool tables_guard_heard(struct sqlite3 *database,
	struct tables_listener *listener)
{
	return sqlite3_set_authorizer(database, authorize, listener) ==
		SQLITE_OK;
}

bool tables_guard(struct sqlite3 *database)
{
	return tables_guard_heard(database, NULL);
}

bool tables_unguard(struct sqlite3 *database)
{
	return sqlite3_set_authorizer(database, NULL, NULL) == SQLITE_OK;
}
