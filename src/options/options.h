/*
 * From settings to the small option structs of the stages. Strings are lent by
 * the settings; arrays live in the arena.
 */
#ifndef OPTIONS_OPTIONS_H
#define OPTIONS_OPTIONS_H

#include "base/arena.h"
#include "config/settings.h"
#include "data/tables.h"
#include "indicators/formulas.h"
#include "layout/layout.h"
#include "sign/signer.h"
#include "template/template.h"

/* What no single option can be wrong about; all of it is reported. */
bool options_check(const struct settings *settings, struct report *report)
	MUST_CHECK;
/*
 * Opens the languages of the letter and of its indicators, with the job's own
 * words for them. *out is to be freed whatever is returned.
 */
bool options_open_languages(const struct settings *settings,
	struct arena *arena, struct languages **out, struct report *report)
	MUST_CHECK;
/* The recipients first, then each [data NAME]. */
struct source_options *options_for_sources(const struct settings *settings,
	const struct languages *languages, struct arena *arena, size_t *count);
struct formula_options options_for_formulas(const struct settings *settings,
	const struct languages *languages, struct arena *arena);
struct template_options options_for_template(const struct settings *settings,
	struct languages *languages, struct arena *arena);
struct font_options options_for_fonts(const struct settings *settings);
/* Whether letters are signed, now or later. */
bool options_are_signed(const struct settings *settings);
/* Signatures asked for at once; 0: it is not said. */
size_t options_sessions(const struct settings *settings);
struct signer_options options_for_signer(const struct settings *settings);
/* The same for messages; text and title are the message's. */
struct signer_options options_for_smime(const struct settings *settings);
struct template_options options_for_message(const struct settings *settings,
	struct languages *languages, struct arena *arena);
struct layout_options options_for_layout(const struct settings *settings);
/* The forms of digits that letters print, as fonts_prepare() takes them. */
unsigned options_for_figures(const struct settings *settings);
/* Its width is in the layout's options, once it is loaded. */
struct picture_options {
	const char *path; /* NULL: there is none */
	struct place place;
	double width; /* points */
};
/* The letterhead's, then each signatory's; how many. */
size_t options_for_pictures(const struct settings *settings,
	struct picture_options **out, struct arena *arena);

#endif
