/* Fonts, pictures, sizes, colours; see options.h. */
#include "options/options.h"

#include "base/units.h"
#include "options/sections.h"

struct font_options options_for_fonts(const struct settings *settings)
{
	static const char *const keys[FACE_COUNT] = {"regular", "bold",
		"italic", "bold_italic"};
	const struct section *fonts = settings_section(settings, "fonts");
	const struct section *letter = settings_section(settings, "letter");
	struct font_options options = {
		.fallback_place = section_key_place(fonts, "fallback"),
		.lang = section_text(letter, "language"),
	};

	for (int i = 0; i < FACE_COUNT; i++) {
		options.files[i] = section_text(fonts, keys[i]);
		options.places[i] = section_key_place(fonts, keys[i]);
	}
	options.fallbacks =
		section_list(fonts, "fallback", &options.fallback_count);
	return options;
}

struct layout_options options_for_layout(const struct settings *settings)
{
	static const double sizes[][2] = {
		{210 * POINTS_PER_MM, 297 * POINTS_PER_MM}, /* A4 */
		{612, 792},				    /* Letter */
	};
	const struct section *page = settings_section(settings, "page");
	const struct section *type = settings_section(settings, "type");
	const struct section *colours = settings_section(settings, "colours");
	const struct section *head = settings_section(settings, "letterhead");
	const double *size = sizes[section_choice(page, "size")];
	/* in the order of the option's range */
	static const double grids[] = {0.5, 1, 0};

	return (struct layout_options){
		.page_width = size[0],
		.page_height = size[1],
		.margin_top = section_length(page, "margin_top"),
		.margin_right = section_length(page, "margin_right"),
		.margin_bottom = section_length(page, "margin_bottom"),
		.margin_left = section_length(page, "margin_left"),
		.body_size = section_length(type, "body_size"),
		.body_leading = section_length(type, "leading"),
		.title_size = section_length(type, "title_size"),
		.heading_size = section_length(type, "heading_size"),
		.note_size = section_length(type, "note_size"),
		.figure_size = section_length(type, "figure_size"),
		.paragraph_gap = section_length(type, "paragraph_gap"),
		/* the range lists them in the order of the enum */
		.figures = (enum figures)section_choice(type, "figures"),
		.tighten = section_number(type, "tighten") / 100,
		.loosen = section_number(type, "loosen") / 100,
		.grid = grids[section_choice(type, "grid")] *
			section_length(type, "leading"),
		.text = section_colour(colours, "text"),
		.accent = section_colour(colours, "accent"),
		.muted = section_colour(colours, "muted"),
		.banner = section_colour(colours, "banner"),
		.graphic = section_colour(colours, "graphic"),
		.mark = {.width = section_length(head, "image_width")},
		/* the range lists them in the order of the enum */
		.window = (enum window_kind)section_choice(head, "window"),
		.has_fold_marks = section_flag(head, "fold_marks"),
	};
}

unsigned options_for_figures(const struct settings *settings)
{
	const struct section *type = settings_section(settings, "type");
	unsigned figures = 1u << section_choice(type, "figures");

	if (settings_count(settings, "table") > 0 ||
		settings_count(settings, "chart") > 0)
		figures |= 1u << FIGURES_TABULAR;
	return figures;
}

size_t options_for_pictures(const struct settings *settings,
	struct picture_options **out, struct arena *arena)
{
	size_t count = settings_count(settings, "signatory") + 2;

	*out = arena_new(arena, count * sizeof(**out));
	for (size_t i = 0; i < count; i++) {
		const struct section *section = i == 0 ?
			settings_section(settings, "letterhead") :
			signatory_section(settings, i - 1);

		(*out)[i] = (struct picture_options){
			.path = section_text(section, "image"),
			.place = section_key_place(section, "image"),
			.width = section_length(section, "image_width"),
		};
	}
	return count;
}
