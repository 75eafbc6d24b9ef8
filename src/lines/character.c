/* A table that each character has one place in; see character.h. */
#include "lines/character.h"

#include <stddef.h>

#include "base/utf8.h"

#define PLACES 1024 /* a power of two */

static hb_unicode_general_category_t category_of(uint32_t code)
{
	return hb_unicode_general_category(hb_unicode_funcs_get_default(),
		code);
}

bool character_is_control(uint32_t code)
{
	return category_of(code) == HB_UNICODE_GENERAL_CATEGORY_CONTROL;
}

static bool is_mark(uint32_t code)
{
	switch (category_of(code)) {
	case HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK:
	case HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK:
	case HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK:
		return true;
	default:
		return false;
	}
}

static bool is_invisible(uint32_t code)
{
	return category_of(code) == HB_UNICODE_GENERAL_CATEGORY_FORMAT ||
		(code >= 0xFE00 && code <= 0xFE0F) || code == 0x34F;
}

static const char *fault_of(uint32_t code, hb_script_t script)
{
	/* of the class SA of UAX #14: without a dictionary, where words end
	   is not known */
	static const hb_script_t unparted[] = {HB_SCRIPT_THAI, HB_SCRIPT_LAO,
		HB_SCRIPT_KHMER, HB_SCRIPT_MYANMAR, HB_SCRIPT_TAI_LE,
		HB_SCRIPT_NEW_TAI_LUE, HB_SCRIPT_TAI_THAM, HB_SCRIPT_TAI_VIET,
		HB_SCRIPT_AHOM};

	if (utf8_is_turn(code) ||
		hb_script_get_horizontal_direction(script) ==
			HB_DIRECTION_RTL)
		return "of a script that runs from right to left, which cannot "
		       "be set yet: write it in Latin letters";
	for (size_t i = 0; i < sizeof(unparted) / sizeof(unparted[0]); i++)
		if (script == unparted[i])
			return "of a script without blanks between words, "
			       "whose lines cannot be broken yet: write it in "
			       "Latin letters";
	return NULL;
}

static struct character work_out(uint32_t code)
{
	hb_script_t script = hb_unicode_script(hb_unicode_funcs_get_default(),
		code);

	return (struct character){.code = code, .is_mark = is_mark(code),
		.is_invisible = is_invisible(code),
		.fault = fault_of(code, script),
		.script = script == HB_SCRIPT_INHERITED ||
			script == HB_SCRIPT_UNKNOWN ? HB_SCRIPT_COMMON :
						      script};
}

const struct character *character_of(uint32_t code)
{
	static struct character places[PLACES];
	struct character *place = &places[code % PLACES];

	if (place->code != code || place->script == 0)
		*place = work_out(code);
	return place;
}
