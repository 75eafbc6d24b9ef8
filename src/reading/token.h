/*
 * The words of PDF (ISO 32000-1, 7.2 and 7.3), one after the other: of objects,
 * of content streams and of character maps alike.
 *
 *	struct scanner scanner = {.at = bytes, .end = bytes + length,
 *		.arena = &arena};
 *	struct token token;
 *	do
 *		token_next(&scanner, &token);
 *	while (token.kind != TOKEN_END && token.kind != TOKEN_WRONG);
 *
 * The bytes may be hostile: each is read once, nothing is read past the end.
 * Strings and names are decoded into the arena, all else is lent.
 */
#ifndef READING_TOKEN_H
#define READING_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

enum token_kind {
	TOKEN_END,
	TOKEN_WRONG,   /* what can be no word: a string without an end */
	TOKEN_INTEGER,
	TOKEN_REAL,    /* its digits are in `bytes` */
	TOKEN_NAME,    /* without its slash */
	TOKEN_STRING,
	TOKEN_OPEN,    /* [ */
	TOKEN_CLOSE,   /* ] */
	TOKEN_BEGIN,   /* << */
	TOKEN_FINISH,  /* >> */
	TOKEN_WORD     /* obj, R, Tj ... */
};

struct scanner {
	const char *at, *end;
	struct arena *arena;
};

struct token {
	enum token_kind kind;
	int64_t integer;
	const char *bytes;
	size_t length;
};

void token_next(struct scanner *scanner, struct token *out);
/* Is it this word, with nothing more? */
bool token_is(const struct token *token, enum token_kind kind,
	const char *string);

#endif
