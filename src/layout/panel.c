/*
 * Panels. All of a panel is one drawing; its elements follow the section's
 * own, so that an element's tag is its distance from it.
 */
#include "layout/panel.h"

#include "layout/chart.h"
#include "layout/grid.h"

#define TEXT_PART  0.43 /* of the width, where a chart stands beside it */
#define CHART_PART 0.53
#define RULE	   1.0	/* points */
/* White, in parts of the body's leading. */
#define RULE_SPACE  0.35
#define LABEL_SPACE 0.4
#define LABEL_DROP  0.25 /* within that, off the grid */
#define VALUE_SPACE 0.25
#define BASE_SPACE  0.35

struct panel_setting {
	const struct setter *setter;
	const struct panel *panel;
	struct place place;
	struct pages *pages;
	struct sketch sketch;
	size_t section;
	double y; /* of what comes next */
};

/* One paragraph as an element of its own; nothing where there is no text. */
static bool add_text(struct panel_setting *setting, const char *text,
	const char *field, const struct text_style *style, double width,
	enum role role)
{
	struct paragraph paragraph;
	size_t element;

	if (text == NULL || text[0] == '\0')
		return true;
	if (!paragraph_set_text(setting->setter, text, field, setting->place,
		    style, width, &paragraph))
		return false;
	element = paragraph_add_elements(&paragraph, role, setting->section,
		setting->pages, setting->setter->arena);
	paragraph_draw(&paragraph, 0, paragraph.count, 0, setting->y,
		(int)(element - setting->section), &setting->sketch);
	setting->y += (double)paragraph.count * style->leading;
	return true;
}

static double value_leading(const struct layout_options *options, double size)
{
	return grid_up(options, 1.1 * size);
}

/* Large, but never wider than its column. */
static bool add_value(struct panel_setting *setting, double width)
{
	const struct layout_options *options = setting->setter->options;
	struct text_style style = grid_style(options, options->figure_size,
		options->text, RUN_BOLD);
	struct paragraph whole;

	style.leading = value_leading(options, style.size);
	if (!paragraph_set_text(setting->setter, setting->panel->value,
		    "value", setting->place, &style, ONE_LINE, &whole))
		return false;
	if (whole.width > width) {
		style.size *= width / whole.width;
		if (style.size < options->heading_size)
			style.size = options->heading_size;
		style.leading = value_leading(options, style.size);
	}
	if (!add_text(setting, setting->panel->value, "value", &style, width,
		    ROLE_P))
		return false;
	setting->y = grid_near(options,
		setting->y + VALUE_SPACE * options->body_leading);
	return true;
}

static bool add_words(struct panel_setting *setting, double width)
{
	const struct layout_options *options = setting->setter->options;
	const struct panel *panel = setting->panel;
	struct text_style body = grid_style(options, options->body_size,
		options->text, 0);

	if (panel->value == NULL) {
		if (!add_text(setting, panel->note, "undefined", &body, width,
			    ROLE_P))
			return false;
	} else if (!add_value(setting, width)) {
		return false;
	}
	if (!add_text(setting, panel->count_line, "counted", &body, width,
		    ROLE_P))
		return false;
	return add_text(setting, panel->average_line, "average", &body, width,
		ROLE_P);
}

/* At the right of the words, from `top` on. */
static bool add_chart(struct panel_setting *setting, double top, double width)
{
	struct arena *arena = setting->setter->arena;
	double left = (1 - CHART_PART) * width, height;
	size_t first = setting->sketch.count;
	struct element *figure;
	size_t element = pages_add_element(setting->pages, arena, ROLE_FIGURE,
		setting->section);

	if (!chart_draw(setting->setter, setting->panel->chart, setting->place,
		    CHART_PART * width, (int)(element - setting->section),
		    &setting->sketch, &height))
		return false;
	sketch_move(&setting->sketch, first, left, top);
	figure = &setting->pages->elements[element];
	figure->alt = setting->panel->chart->alt;
	figure->has_box = true;
	figure->x = left;
	figure->x2 = width;
	figure->y = top;
	figure->y2 = top + height;
	if (setting->y < top + height)
		setting->y = top + height;
	return true;
}

bool panel_set(const struct setter *setter, const struct block *block,
	double width, size_t parent, struct pages *pages, struct part *out,
	double *height)
{
	const struct layout_options *options = setter->options;
	struct panel_setting setting = {.setter = setter,
		.panel = block->panel, .place = block->place, .pages = pages,
		.sketch = {.arena = setter->arena}};
	struct text_style label = grid_style(options, options->heading_size,
		options->accent, RUN_BOLD);
	struct text_style note = grid_style(options, options->note_size,
		options->muted, 0);
	bool has_chart = block->panel->chart != NULL;
	double text_width = has_chart ? TEXT_PART * width : width;
	double drop = LABEL_DROP * options->body_leading;
	double top;

	*out = (struct part){0};
	setting.section = pages_add_element(pages, setter->arena, ROLE_SECTION,
		parent);
	sketch_line(&setting.sketch, TAG_ARTIFACT, 0, RULE / 2, width, RULE / 2,
		RULE, options->accent);
	setting.y = drop + grid_near(options,
		RULE + RULE_SPACE * options->body_leading);
	if (!add_text(&setting, block->panel->label, "label", &label, width,
		    ROLE_H2))
		return false;
	setting.y = grid_up(options,
		setting.y - drop + LABEL_SPACE * options->body_leading);
	top = setting.y;
	if (!add_words(&setting, text_width) ||
		(has_chart && !add_chart(&setting, top, width)))
		return false;
	setting.y = grid_up(options, setting.y +
		BASE_SPACE * options->body_leading - options->grid / 2);
	if (!add_text(&setting, block->panel->base_line, "base", &note, width,
		    ROLE_P))
		return false;
	out->drawing = sketch_finish(&setting.sketch);
	out->element = setting.section;
	out->figures_end = pages->element_count;
	*height = grid_up(options, setting.y);
	return true;
}
