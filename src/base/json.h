/*
 * JSON (RFC 8259) written onto a text, commas and quoting done here.
 *
 *	struct json json = {.out = &text};
 *	json_begin(&json, NULL, '{');
 *	json_string(&json, "key", "SOT");
 *	json_end(&json);
 *
 * `name` is NULL inside an array. A string that is NULL is written as null.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

#define JSON_DEPTH 16

struct json {
	struct text *out;
	bool in_a_line; /* not a line a member, for logs */
	int depth;
	char close[JSON_DEPTH];	 /* what ends each open bracket */
	bool more[JSON_DEPTH];	 /* something stands in it already */
};

void json_begin(struct json *json, const char *name, char bracket);
void json_end(struct json *json);
void json_string(struct json *json, const char *name, const char *value);
void json_integer(struct json *json, const char *name, int64_t value);
/* To ten digits; what is no finite number is written as null. */
void json_number(struct json *json, const char *name, double value);
void json_bool(struct json *json, const char *name, bool value);

#endif
