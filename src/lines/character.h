/*
 * What setting text asks of each character, worked out once and remembered for
 * those in use.
 *
 *	const struct character *character = character_of(code);
 *	if (character->fault != NULL)
 *		...
 *
 * Lent until the next call. Nothing can fail.
 */
#ifndef LINES_CHARACTER_H
#define LINES_CHARACTER_H

#include <hb.h>
#include <stdbool.h>
#include <stdint.h>

struct character {
	uint32_t code;
	hb_script_t script; /* COMMON also for what belongs to no script */
	bool is_mark;	    /* it belongs to the character before it */
	bool is_invisible;  /* it steers text and is never seen: no font need
			       have it */
	const char *fault;  /* why text with it would be set wrong; or NULL */
};

const struct character *character_of(uint32_t code);
bool character_is_control(uint32_t code);

/* A letter or digit of ASCII, among which no line ends (UAX #14). */
static inline bool character_is_plain(char c)
{
	char lower = (char)(c | 0x20);

	return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9');
}

/* Signs of ASCII that stay with what is before them, and close it. */
static inline bool character_is_closing(char c)
{
	return c == ',' || c == '.' || c == ';' || c == ':' || c == '!' ||
		c == '?' || c == ')' || c == '%';
}

#endif
