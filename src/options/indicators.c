/* [indicator NAME], [group NAME], [constants]; see options.h. */
#include "options/options.h"

#include "options/sections.h"

static struct expression expression(const struct section *section,
	const char *key)
{
	return (struct expression){section_text(section, key),
		section_key_place(section, key)};
}

static struct indicator_options indicator(const struct section *section,
	const struct language *language)
{
	struct indicator_options out = {
		.name = section_name(section),
		.label = section_text(section, "label"),
		.place = section_place(section),
		.count = expression(section, "count"),
		.base = expression(section, "base"),
		.value = expression(section, "value"),
		/* the range lists the methods in the order of the enum */
		.average = (enum average_method)section_choice(section,
			"average"),
		.average_value = expression(section, "average_value"),
		.rank = (enum rank_order)section_choice(section, "rank"),
		.suppress_below = section_integer(section, "suppress_below"),
		.fewer = section_text(section, "fewer"),
		.withheld = section_text(section, "withheld"),
		.scale = section_integer(section, "scale"),
		.decimals = (int)section_integer(section, "decimals"),
		.unit = section_text(section, "unit"),
		.cautious = section_flag(section, "cautious"),
		.no_average = section_text(section, "no_average"),
		.language = language,
	};

	out.says_not_applicable = out.no_average == NULL;
	if (out.says_not_applicable)
		out.no_average = language_phrase(language,
			PHRASE_NOT_APPLICABLE);
	return out;
}

static struct constant constant(const char *name, const char *text,
	bool is_date, struct place place)
{
	return (struct constant){name, text ? text : "", is_date, place};
}

/* job.title, job.date, then what [constants] defines. */
static const struct constant *constants(const struct settings *settings,
	struct arena *arena, size_t *count)
{
	const struct section *job = settings_section(settings, "job");
	const struct section *section = settings_section(settings, "constants");
	size_t settings_in = section_setting_count(section);
	struct constant *out =
		arena_new(arena, (settings_in + 2) * sizeof(*out));

	*count = 0;
	out[(*count)++] = constant("job.title", section_text(job, "title"),
		false, section_key_place(job, "title"));
	out[(*count)++] = constant("job.date", section_text(job, "date"), true,
		section_key_place(job, "date"));
	for (size_t i = 0; i < settings_in; i++) {
		const struct setting *setting = section_setting(section, i);

		out[(*count)++] = constant(strchr(setting->key, '.') + 1,
			setting->text, setting->key[0] == 'd', setting->place);
	}
	return out;
}

struct formula_options options_for_formulas(const struct settings *settings,
	const struct languages *languages, struct arena *arena)
{
	const struct section *data = settings_section(settings, "data");
	struct formula_options options = {
		.language = section_language(settings, languages, NULL),
		.name_column = section_text(data, "name"),
		.group_column = section_text(data, "group"),
		.indicator_count = settings_count(settings, "indicator"),
		.group_count = settings_count(settings, "group"),
	};
	struct indicator_options *indicators = arena_new(arena,
		options.indicator_count * sizeof(*indicators));
	struct group_options *groups =
		arena_new(arena, options.group_count * sizeof(*groups));

	for (size_t i = 0; i < options.indicator_count; i++) {
		const struct section *section =
			settings_named(settings, "indicator", i);

		indicators[i] = indicator(section,
			section_language(settings, languages, section));
	}
	for (size_t i = 0; i < options.group_count; i++) {
		const struct section *group =
			settings_named(settings, "group", i);

		groups[i] = (struct group_options){
			.name = section_name(group),
			.label = section_text(group, "label"),
			.compare = section_flag(group, "compare"),
			.place = section_place(group),
		};
	}
	options.indicators = indicators;
	options.groups = groups;
	options.constants =
		constants(settings, arena, &options.constant_count);
	return options;
}
