/* What no single option can be wrong about; see options.h. */
#include "options/options.h"

#include <stdlib.h>
#include <string.h>

#include "options/sections.h"
#include "options/tables.h"
#include "template/words.h"

static bool check_undefined(const struct settings *settings,
	struct report *report)
{
	bool good = true;

	for (size_t i = 0; i < settings_count(settings, "indicator"); i++) {
		const struct section *section =
			settings_named(settings, "indicator", i);

		if (section_is_set(section, "base") &&
			!section_is_set(section, "undefined"))
			good = report_error(report, section_place(section),
				"[indicator %s] has no 'undefined': say what "
				"the letter prints where the base is 0",
				section_name(section));
	}
	return good;
}

/* Withholding needs words, and nothing beside it that tells. */
static bool check_suppressed(const struct settings *settings,
	struct report *report)
{
	static const char *const words[] = {"suppressed", "fewer", "withheld"};
	bool good = true;

	for (size_t i = 0; i < settings_count(settings, "indicator"); i++) {
		const struct section *section =
			settings_named(settings, "indicator", i);
		struct place place = section_key_place(section,
			"suppress_below");

		if (section_integer(section, "suppress_below") == 0)
			continue;
		for (size_t j = 0; j < sizeof(words) / sizeof(*words); j++)
			if (!section_is_set(section, words[j]))
				good = report_error(report, place,
					"[indicator %s] has no '%s': say what "
					"the letter prints where a small "
					"number is withheld",
					section_name(section), words[j]);
		if (section_flag(settings_section(settings, "attachments"),
			    "rows"))
			good = report_error(report, place,
				"[indicator %s] withholds small numbers, but "
				"rows = yes in [attachments] gives them away: "
				"take one of them out", section_name(section));
	}
	return good;
}

/* The settings that give something a name, each another. */
struct names {
	const struct setting **settings;
	size_t count, room;
};

static bool add_name(struct names *names, const struct setting *setting,
	struct report *report)
{
	const char *name = setting_name(setting);
	const struct setting *known = NULL;

	for (size_t i = 0; i < names->count && known == NULL; i++)
		if (strcmp(setting_name(names->settings[i]), name) == 0)
			known = names->settings[i];
	ARRAY_RESERVE(names->settings, names->count, names->room);
	names->settings[names->count++] = setting;
	return known == NULL || report_error(report, setting->place,
		"the name '%s' is taken by '%s' of %s:%d: choose another",
		name, known->key, known->place.file, known->place.line);
}

/* A value, which {{...}} would take for a word of the text. */
static bool check_word(const struct setting *setting, struct report *report)
{
	const char *name = setting_name(setting);

	return directive_lookup(name) == NULL || report_error(report,
		setting->place, "nothing can be called '%s', as {{%s}} is a "
		"word of the letter's text: choose another name", name, name);
}

/*
 * Columns and constants stand for one value each, over all files; columns of
 * many rows differ within their own.
 */
static bool check_names(const struct section *section, bool many,
	struct names *names, struct report *report)
{
	struct names own = {0};
	bool good = true;

	for (size_t i = 0; i < section_setting_count(section); i++) {
		const struct setting *setting = section_setting(section, i);

		if (strchr(setting->key, '.') == NULL)
			continue;
		if (many && !setting_is_aggregate(setting)) {
			good &= add_name(&own, setting, report);
			continue;
		}
		good &= add_name(names, setting, report);
		good &= check_word(setting, report);
	}
	free(own.settings);
	return good;
}

/* What only makes sense where there may be many rows. */
static bool check_many(const struct section *section, struct report *report)
{
	const char *order = section_text(section, "order"), *column;
	struct arena arena = {0};
	bool good = true, descending;

	for (size_t i = 0; i < section_setting_count(section); i++) {
		const struct setting *setting = section_setting(section, i);

		if (!data_has_many(section) && (setting_is_aggregate(setting) ||
			strcmp(setting->key, "order") == 0))
			good = report_error(report, setting->place,
				"%s is for many rows: say rows = many",
				setting->key);
	}
	if (order != NULL && !data_read_order(order, &arena, &column,
			&descending))
		good = report_error(report,
			section_key_place(section, "order"), "order: '%s' is "
			"not the name of a column, with or without desc",
			order);
	arena_clear(&arena);
	return good;
}

/* What the parts of a letterhead ask of each other. */
static bool check_letterhead(const struct settings *settings,
	struct report *report)
{
	const struct section *head = settings_section(settings, "letterhead");
	const struct section *letter = settings_section(settings, "letter");
	const struct section *page = settings_section(settings, "page");
	struct place image = section_key_place(head, "image");
	struct place window = section_key_place(head, "window");
	bool has_window = section_choice(head, "window") != WINDOW_NONE;
	bool good = true;

	if (section_is_set(head, "image") &&
		section_text(head, "image_alt") == NULL)
		good = report_error(report, image, "[letterhead] has no "
			"'image_alt': say what the picture says, or \"\" where "
			"it is only an ornament");
	if (section_is_set(head, "image") &&
		section_is_set(letter, "wordmark"))
		good = report_error(report, image, "there is a wordmark in "
			"[letter] as well: take one of them out");
	if (has_window && !section_is_set(head, "address"))
		good = report_error(report, window, "[letterhead] has no "
			"'address': say what the window shows");
	if (has_window && section_choice(page, "size") != 0)
		good = report_error(report, window, "this window is for paper "
			"of A4: say size = A4 in [page], or window = none");
	if (!has_window && section_flag(head, "fold_marks"))
		good = report_error(report,
			section_key_place(head, "fold_marks"), "where to fold "
			"depends on the envelope: say which window it has");
	return good;
}

bool options_check(const struct settings *settings, struct report *report)
{
	struct names names = {0};
	bool good = check_undefined(settings, report);

	good &= check_suppressed(settings, report);
	good &= check_letterhead(settings, report);
	good &= check_names(settings_section(settings, "data"), false, &names,
		report);
	good &= check_names(settings_section(settings, "constants"), false,
		&names, report);
	for (size_t i = 0; i < settings_count(settings, "data"); i++) {
		const struct section *data =
			settings_named(settings, "data", i);

		good &= check_names(data, data_has_many(data), &names, report);
		good &= check_many(data, report);
	}
	free(names.settings);
	return table_options_check(settings, report) && good;
}
