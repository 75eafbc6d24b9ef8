/* [data] and [data NAME]; see options.h. */
#include "options/options.h"

#include <string.h>

#include "options/sections.h"
#include "options/tables.h"

static void fill_columns(const struct section *section,
	struct source_options *out, struct arena *arena)
{
	size_t count = section_setting_count(section), room = 0;
	struct column_options *columns = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct setting *setting = section_setting(section, i);
		bool is_number = strncmp(setting->key, "number.", 7) == 0;

		if (!is_number && strncmp(setting->key, "text.", 5) != 0)
			continue;
		ARENA_RESERVE(arena, columns, out->column_count, room);
		columns[out->column_count++] = (struct column_options){
			.name = strchr(setting->key, '.') + 1,
			.header = setting->text,
			.type = is_number ? COLUMN_NUMBER : COLUMN_TEXT,
			.place = setting->place,
		};
	}
	out->columns = columns;
}

static void fill_many(const struct section *section,
	struct source_options *out, struct arena *arena)
{
	struct aggregate_options *aggregates = NULL;
	size_t room = 0;

	out->many = data_has_many(section);
	out->order_place = section_key_place(section, "order");
	if (section_is_set(section, "order"))
		(void)data_read_order(section_text(section, "order"), arena,
			&out->order, &out->descending);
	for (size_t i = 0; i < section_setting_count(section); i++) {
		const struct setting *setting = section_setting(section, i);

		if (!setting_is_aggregate(setting))
			continue;
		ARENA_RESERVE(arena, aggregates, out->aggregate_count, room);
		aggregates[out->aggregate_count++] =
			(struct aggregate_options){setting_name(setting),
				setting->text, setting->place};
	}
	out->aggregates = aggregates;
}

/* What [data] and [data NAME] have in common. */
static struct source_options source(const struct section *section,
	const struct language *language, struct arena *arena)
{
	struct source_options options = {
		.place = section_place(section),
		.delimiter = section_character(section, "delimiter"),
		.encoding = section_text(section, "encoding"),
		.decimal = strcmp(language_decimal(language), ".") == 0 ?
			DECIMAL_POINT : DECIMAL_UNKNOWN,
		.key = section_text(section, "key"),
		.where = section_text(section, "where"),
		.where_place = section_key_place(section, "where"),
	};

	if (section_is_set(section, "decimal"))
		options.decimal = section_choice(section, "decimal") == 0 ?
			DECIMAL_POINT : DECIMAL_COMMA;
	options.missing =
		section_list(section, "missing", &options.missing_count);
	fill_columns(section, &options, arena);
	return options;
}

struct source_options *options_for_sources(const struct settings *settings,
	const struct languages *languages, struct arena *arena, size_t *count)
{
	const struct section *data = settings_section(settings, "data");
	const struct language *language =
		section_language(settings, languages, NULL);
	size_t named = settings_count(settings, "data");
	struct source_options *sources =
		arena_new(arena, (named + 1) * sizeof(*sources));

	sources[0] = source(data, language, arena);
	sources[0].path = section_text(data, "recipients");
	for (size_t i = 0; i < named; i++) {
		const struct section *section =
			settings_named(settings, "data", i);
		struct source_options *out = &sources[i + 1];

		*out = source(section, language, arena);
		out->name = section_name(section);
		out->path = section_text(section, "file");
		out->match = section_text(section, "match");
		out->optional = section_flag(section, "optional");
		out->ignore_unmatched =
			section_choice(section, "unmatched") == 1;
		fill_many(section, out, arena);
		if (out->many)
			table_aggregates(settings, out->name, out, arena);
	}
	*count = named + 1;
	return sources;
}
