/*
 * Reading an object. Brackets are kept on a stack of our own, whose depth is
 * bounded; so is the number of objects, which take more room than the bytes
 * that stand for them.
 */
#include "reading/object.h"

#include <string.h>

struct level {
	bool is_array;
	struct object *items;
	size_t count, room;
};

struct reader {
	struct scanner *scanner;
	struct budget *budget;
	struct level levels[OBJECT_DEPTH]; /* [0]: what is wanted, alone */
	size_t depth;			   /* of the innermost one open */
};

static bool add(struct reader *reader, struct object object)
{
	struct level *level = &reader->levels[reader->depth];

	if (reader->budget->objects == 0)
		return false;
	reader->budget->objects--;
	ARENA_RESERVE(reader->scanner->arena, level->items, level->count,
		level->room);
	level->items[level->count++] = object;
	return true;
}

static bool open_level(struct reader *reader, bool is_array)
{
	if (reader->depth + 1 == OBJECT_DEPTH)
		return false;
	reader->levels[++reader->depth] = (struct level){.is_array = is_array};
	return true;
}

static bool close_level(struct reader *reader, bool is_array)
{
	struct level *level = &reader->levels[reader->depth];
	struct object object = {.items = level->items, .count = level->count,
		.kind = is_array ? OBJECT_ARRAY : OBJECT_DICTIONARY};

	if (reader->depth == 0 || level->is_array != is_array)
		return false;
	if (!is_array && level->count % 2 != 0)
		return false;
	for (size_t i = 0; !is_array && i < level->count; i += 2)
		if (level->items[i].kind != OBJECT_NAME)
			return false;
	reader->depth--;
	return add(reader, object);
}

static bool add_bytes(struct reader *reader, enum object_kind kind,
	const struct token *token)
{
	return add(reader, (struct object){.kind = kind,
		.bytes = arena_strndup(reader->scanner->arena, token->bytes,
			token->length),
		.length = token->length});
}

/* "12", or "12 0 R" when that is what follows. */
static bool add_integer(struct reader *reader, int64_t number)
{
	struct scanner ahead = *reader->scanner;
	struct token token;

	token_next(&ahead, &token);
	if (number >= 0 && token.kind == TOKEN_INTEGER && token.integer >= 0) {
		token_next(&ahead, &token);
		if (token_is(&token, TOKEN_WORD, "R")) {
			*reader->scanner = ahead;
			return add(reader, (struct object){
				.kind = OBJECT_REFERENCE, .integer = number});
		}
	}
	return add(reader, (struct object){.kind = OBJECT_INTEGER,
		.integer = number});
}

static bool add_word(struct reader *reader, const struct token *token)
{
	struct object object = {.kind = OBJECT_BOOL};

	if (token_is(token, TOKEN_WORD, "null"))
		object.kind = OBJECT_NULL;
	else if (token_is(token, TOKEN_WORD, "true"))
		object.integer = 1;
	else if (!token_is(token, TOKEN_WORD, "false"))
		return false;
	return add(reader, object);
}

static bool add_token(struct reader *reader, const struct token *token)
{
	switch (token->kind) {
	case TOKEN_INTEGER:
		return add_integer(reader, token->integer);
	case TOKEN_REAL:
		return add_bytes(reader, OBJECT_REAL, token);
	case TOKEN_NAME:
		return add_bytes(reader, OBJECT_NAME, token);
	case TOKEN_STRING:
		return add_bytes(reader, OBJECT_STRING, token);
	case TOKEN_OPEN:
	case TOKEN_BEGIN:
		return open_level(reader, token->kind == TOKEN_OPEN);
	case TOKEN_CLOSE:
	case TOKEN_FINISH:
		return close_level(reader, token->kind == TOKEN_CLOSE);
	case TOKEN_WORD:
		return add_word(reader, token);
	default:
		return false;
	}
}

struct object *object_read(struct scanner *scanner, struct budget *budget)
{
	struct reader reader; /* levels are made as they open */
	struct token token;

	reader.scanner = scanner;
	reader.budget = budget;
	reader.depth = 0;
	reader.levels[0] = (struct level){.is_array = true};
	do {
		token_next(scanner, &token);
		if (!add_token(&reader, &token))
			return NULL;
	} while (reader.depth > 0);
	return reader.levels[0].items;
}

const struct object *object_get(const struct object *dictionary,
	const char *key)
{
	if (dictionary == NULL || dictionary->kind != OBJECT_DICTIONARY)
		return NULL;
	for (size_t i = 0; i < dictionary->count; i += 2)
		if (object_is_name(&dictionary->items[i], key))
			return &dictionary->items[i + 1];
	return NULL;
}

bool object_is_name(const struct object *object, const char *name)
{
	return object != NULL && object->kind == OBJECT_NAME &&
		object->length == strlen(name) &&
		memcmp(object->bytes, name, object->length) == 0;
}
