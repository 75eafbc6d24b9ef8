/* Contrast and sizes; see legibility.h. */
#include "batch/legibility.h"

#include <math.h>

#include "batch/contrast.h"

#define TEXT_RATIO    4.5
#define LARGE_RATIO   3.0 /* of large type, and of graphics */
#define LARGE_SIZE    18.0 /* points */
#define LARGE_BOLD    14.0

/* Each colour, and the smallest type that is set in it. */
static const struct use {
	const char *key, *size; /* of [type]; NULL: graphics */
	bool is_bold;
} uses[LEGIBLE_COLOURS] = {
	{"text", "body_size", false},
	{"accent", "body_size", false}, /* links within the text */
	{"muted", "note_size", false},
	{"banner", "note_size", true},
	{"graphic", NULL, false},
};

void legibility_measure(const struct settings *settings,
	struct legible_colour out[LEGIBLE_COLOURS])
{
	const struct section *colours = settings_section(settings, "colours");
	const struct section *type = settings_section(settings, "type");

	for (int i = 0; i < LEGIBLE_COLOURS; i++) {
		const struct use *use = &uses[i];
		double large = use->is_bold ? LARGE_BOLD : LARGE_SIZE;

		out[i] = (struct legible_colour){use->key,
			contrast_on_white(section_colour(colours, use->key)),
			use->size == NULL ||
				section_length(type, use->size) >= large
				? LARGE_RATIO : TEXT_RATIO};
	}
}

void legibility_add_ratio(struct text *out, double ratio)
{
	text_printf(out, "%.2f:1", floor(ratio * 100) / 100);
}

static unsigned byte(double part)
{
	return (unsigned)(part * 255 + 0.5);
}

static void add_colour(struct text *out, struct colour colour)
{
	text_printf(out, "%02x%02x%02x", byte(colour.red), byte(colour.green),
		byte(colour.blue));
}

static void check_colour(const struct settings *settings,
	const struct legible_colour *measured, enum severity severity,
	struct report *report)
{
	const struct section *colours = settings_section(settings, "colours");
	struct colour colour = section_colour(colours, measured->key);
	struct text words = {0};

	if (measured->ratio >= measured->needed)
		return;
	text_printf(&words, "%s: ", measured->key);
	add_colour(&words, colour);
	text_add(&words, " on white has a contrast of ");
	legibility_add_ratio(&words, measured->ratio);
	text_printf(&words, ", and %g:1 is the least that can be read: ",
		measured->needed);
	add_colour(&words, contrast_darken(colour, measured->needed));
	text_add(&words, " would do");
	report_add(report, severity, section_key_place(colours, measured->key),
		text_string(&words), NULL);
	text_clear(&words);
}

static void check_size(const struct settings *settings, const char *key,
	double least, enum severity severity, struct report *report)
{
	const struct section *type = settings_section(settings, "type");
	double size = section_length(type, key);

	/* A length given in mm may miss it by less than anyone sees. */
	if (size >= least - 0.005)
		return;
	report_say(report, severity, section_key_place(type, key), "%s: type "
		"of %g pt is too small to read: give it %g pt at least", key,
		size, least);
}

bool legibility_check(const struct settings *settings, struct report *report)
{
	const struct section *letter = settings_section(settings, "letter");
	/* the range lists `required` first */
	enum severity severity = section_choice(letter, "legibility") == 0
		? SEVERITY_ERROR : SEVERITY_WARNING;
	struct legible_colour colours[LEGIBLE_COLOURS];
	size_t errors = report->errors;

	legibility_measure(settings, colours);
	for (int i = 0; i < LEGIBLE_COLOURS; i++)
		check_colour(settings, &colours[i], severity, report);
	check_size(settings, "body_size", LEGIBLE_BODY, severity, report);
	check_size(settings, "note_size", LEGIBLE_NOTE, severity, report);
	return report->errors == errors;
}
