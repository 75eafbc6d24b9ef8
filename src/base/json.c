/* JSON, written; see json.h. */
#include "base/json.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>

static void quote(struct text *out, const char *string)
{
	text_add_char(out, '"');
	for (; *string != '\0'; string++) {
		unsigned char c = (unsigned char)*string;

		if (c == '"' || c == '\\')
			text_printf(out, "\\%c", c);
		else if (c < 0x20)
			text_printf(out, "\\u%04x", c);
		else
			text_add_char(out, (char)c);
	}
	text_add_char(out, '"');
}

/* The next member stands on a line of its own, or behind a blank. */
static void part(struct json *json)
{
	if (!json->in_a_line)
		text_printf(json->out, "\n%*s", json->depth, "");
}

/* A comma where one is due, a new line, the name. */
static void begin_member(struct json *json, const char *name)
{
	if (json->depth > 0) {
		if (json->more[json->depth - 1])
			text_add(json->out, json->in_a_line ? ", " : ",");
		json->more[json->depth - 1] = true;
		part(json);
	}
	if (name != NULL) {
		quote(json->out, name);
		text_add(json->out, ": ");
	}
}

void json_begin(struct json *json, const char *name, char bracket)
{
	assert(json->depth < JSON_DEPTH);
	begin_member(json, name);
	text_add_char(json->out, bracket);
	json->close[json->depth] = bracket == '{' ? '}' : ']';
	json->more[json->depth++] = false;
}

void json_end(struct json *json)
{
	assert(json->depth > 0);
	json->depth--;
	if (json->more[json->depth])
		part(json);
	text_add_char(json->out, json->close[json->depth]);
	if (json->depth == 0)
		text_add_char(json->out, '\n');
}

void json_string(struct json *json, const char *name, const char *value)
{
	begin_member(json, name);
	if (value == NULL)
		text_add(json->out, "null");
	else
		quote(json->out, value);
}

void json_integer(struct json *json, const char *name, int64_t value)
{
	begin_member(json, name);
	text_printf(json->out, "%" PRId64, value);
}

void json_number(struct json *json, const char *name, double value)
{
	begin_member(json, name);
	if (isfinite(value))
		text_printf(json->out, "%.10g", value);
	else
		text_add(json->out, "null");
}

void json_bool(struct json *json, const char *name, bool value)
{
	begin_member(json, name);
	text_add(json->out, value ? "true" : "false");
}
