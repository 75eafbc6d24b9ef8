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
	const char *second, const char *database, const char *trigger)
{
	(void)context, (void)first, (void)database, (void)trigger;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
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

bool tables_guard(struct sqlite3 *database)
{
	return sqlite3_set_authorizer(database, authorize, NULL) == SQLITE_OK;
}

bool tables_unguard(struct sqlite3 *database)
{
	return sqlite3_set_authorizer(database, NULL, NULL) == SQLITE_OK;
}
