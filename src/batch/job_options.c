/* From settings to option structs; see job_options.h. */
#include "batch/job_options.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "batch/table_options.h"
#include "template/words.h"

/* ---- what the table of options cannot say ---- */

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

static const char *given_name(const struct setting *setting)
{
	return strchr(setting->key, '.') + 1;
}

static bool add_name(struct names *names, const struct setting *setting,
	struct report *report)
{
	const char *name = given_name(setting);
	const struct setting *known = NULL;

	for (size_t i = 0; i < names->count && known == NULL; i++)
		if (strcmp(given_name(names->settings[i]), name) == 0)
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
	const char *name = given_name(setting);

	return directive_lookup(name) == NULL || report_error(report,
		setting->place, "nothing can be called '%s', as {{%s}} is a "
		"word of the letter's text: choose another name", name, name);
}

static bool is_aggregate(const struct setting *setting)
{
	return strncmp(setting->key, "aggregate.", 10) == 0;
}

/* Of [data NAME] with rows = many? */
static bool has_many(const struct section *section)
{
	return section_choice(section, "rows") == 1;
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
		if (many && !is_aggregate(setting)) {
			good &= add_name(&own, setting, report);
			continue;
		}
		good &= add_name(names, setting, report);
		good &= check_word(setting, report);
	}
	free(own.settings);
	return good;
}

/* "month" or "month desc" */
static bool read_order(const char *text, struct arena *arena,
	const char **column, bool *descending)
{
	size_t length = strcspn(text, " \t");
	const char *rest = text + length + strspn(text + length, " \t");

	*column = arena_strndup(arena, text, length);
	*descending = strcasecmp(rest, "desc") == 0;
	return *rest == '\0' || *descending;
}

/* What only makes sense where there may be many rows. */
static bool check_many(const struct section *section, struct report *report)
{
	const char *order = section_text(section, "order"), *column;
	struct arena arena = {0};
	bool good = true, descending;

	for (size_t i = 0; i < section_setting_count(section); i++) {
		const struct setting *setting = section_setting(section, i);

		if (!has_many(section) && (is_aggregate(setting) ||
			strcmp(setting->key, "order") == 0))
			good = report_error(report, setting->place,
				"%s is for many rows: say rows = many",
				setting->key);
	}
	if (order != NULL && !read_order(order, &arena, &column, &descending))
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

		good &= check_names(data, has_many(data), &names, report);
		good &= check_many(data, report);
	}
	free(names.settings);
	return table_options_check(settings, report) && good;
}

/* ---- languages ---- */

/* Of a section's own language, else of the letter's; it is open. */
static const struct language *language_of(const struct settings *settings,
	const struct languages *languages, const struct section *section)
{
	const struct section *letter = settings_section(settings, "letter");
	const char *tag = section != NULL ?
		section_text(section, "language") : NULL;
	const struct language *language = languages_lookup(languages,
		tag != NULL ? tag : section_text(letter, "language"));

	assert(language != NULL);
	return language;
}

static bool read_phrases(const struct section *section,
	struct own_phrases *out, struct report *report)
{
	bool good = true;

	out->tag = section_name(section);
	for (int i = 0; i < PHRASE_COUNT; i++) {
		const char *key = phrase_kinds[i].key;
		const char *const *holds = phrase_kinds[i].holds;
		const char *text = section_text(section, key);

		out->phrases[i] = text;
		for (int j = 0; j < 2 && text != NULL; j++)
			if (holds[j] != NULL && strstr(text, holds[j]) == NULL)
				good = report_error(report,
					section_key_place(section, key),
					"'%s' has no %s: write it where that "
					"is to stand", text, holds[j]);
	}
	return good;
}

/* A letter has to have all words, and numbers and dates. */
static bool check_letters(const struct language *language, struct place place,
	struct report *report)
{
	const char *tag = language_tag(language);
	struct text missing = {0};
	bool good;

	if (!language_has_rules(language))
		return report_error(report, place, "how numbers and dates read "
			"in '%s' (%s) is not known here: choose another "
			"language for the letter, and mark this one with "
			"{{lang %s}}", tag, language_name(language), tag);
	for (int i = 0; i < PHRASE_COUNT; i++)
		if (language_phrase(language, (enum phrase)i) == NULL &&
			!phrase_kinds[i].may_lack)
			text_printf(&missing, "%s%s", missing.length ? ", " :
				"", phrase_kinds[i].key);
	good = missing.length == 0;
	if (!good)
		report_error(report, place, "the mill's own words are not "
			"known in '%s' (%s): add a section [words %s] with "
			"%s; 'lettermill words %s' prints one to start from",
			tag, language_name(language), tag, missing.data, tag);
	text_clear(&missing);
	return good;
}

static bool open_language(struct languages *languages,
	const struct section *section, struct report *report)
{
	struct place place = section_key_place(section, "language");
	const struct language *language = languages_open(languages,
		section_text(section, "language"), place, report);

	return language != NULL && check_letters(language, place, report);
}

bool options_open_languages(const struct settings *settings,
	struct arena *arena, struct languages **out, struct report *report)
{
	size_t count = settings_count(settings, "words");
	struct own_phrases *own = arena_new(arena, count * sizeof(*own));
	bool good = true;

	for (size_t i = 0; i < count; i++)
		good &= read_phrases(settings_named(settings, "words", i),
			&own[i], report);
	*out = languages_new(own, count);
	for (size_t i = 0; i < count; i++)
		good &= languages_open(*out, own[i].tag, section_place(
			settings_named(settings, "words", i)), report) != NULL;
	good &= open_language(*out, settings_section(settings, "letter"),
		report);
	for (size_t i = 0; i < settings_count(settings, "indicator"); i++) {
		const struct section *section =
			settings_named(settings, "indicator", i);

		if (section_is_set(section, "language"))
			good &= open_language(*out, section, report);
	}
	return good;
}

/* ---- data ---- */

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

	out->many = has_many(section);
	out->order_place = section_key_place(section, "order");
	if (section_is_set(section, "order"))
		(void)read_order(section_text(section, "order"), arena,
			&out->order, &out->descending);
	for (size_t i = 0; i < section_setting_count(section); i++) {
		const struct setting *setting = section_setting(section, i);

		if (!is_aggregate(setting))
			continue;
		ARENA_RESERVE(arena, aggregates, out->aggregate_count, room);
		aggregates[out->aggregate_count++] =
			(struct aggregate_options){given_name(setting),
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
		language_of(settings, languages, NULL);
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

/* ---- indicators ---- */

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
		.language = language_of(settings, languages, NULL),
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
			language_of(settings, languages, section));
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

/* ---- text ---- */

static struct template_line line(const struct section *section, const char *key)
{
	return (struct template_line){section_text(section, key),
		section_key_place(section, key)};
}

static struct panel_options panel(const struct section *section,
	const struct language *language)
{
	return (struct panel_options){
		.indicator = section_name(section),
		.counted = line(section, "counted"),
		.stated = line(section, "stated"),
		.undefined = line(section, "undefined"),
		.suppressed = line(section, "suppressed"),
		.average = line(section, "average_text"),
		.no_average = line(section, "no_average_text"),
		.base = line(section, "base_text"),
		.value_label = line(section, "chart_label"),
		.average_label = line(section, "chart_average_label"),
		.alt = line(section, "alt"),
		.has_chart = section_choice(section, "graphic") < 2,
		/* the range lists them in the order of the enum, then none */
		.chart = (enum chart_kind)section_choice(section, "graphic"),
		.has_peers = section_flag(section, "peers"),
		.language = language,
		.place = section_place(section),
	};
}

static struct chart_column chart_column(const struct section *section,
	const char *key)
{
	return (struct chart_column){section_text(section, key),
		section_key_place(section, key)};
}

static struct chart_options chart(const struct section *section)
{
	return (struct chart_options){
		.name = section_name(section),
		/* the range lists the kinds in the order of the enum */
		.kind = (enum chart_kind)section_choice(section, "kind"),
		.indicator = section_text(section, "indicator"),
		.indicator_place = section_key_place(section, "indicator"),
		.source = chart_column(section, "rows"),
		.x = chart_column(section, "x"),
		.y = chart_column(section, "y"),
		.average = chart_column(section, "average"),
		.format = line(section, "format"),
		.from = section_number(section, "from"),
		.from_text = line(section, "from_text"),
		.label = line(section, "label"),
		.caption = line(section, "caption"),
		.own_label = line(section, "y_label"),
		.average_label = line(section, "average_label"),
		.alt = line(section, "alt"),
		.place = section_place(section),
	};
}

/* One template line for each of the '|'-parted texts of a setting. */
static struct template_lines lines(const struct section *section,
	const char *key, struct arena *arena)
{
	struct template_lines out = {.place = section_key_place(section, key)};
	const char *const *texts = section_list(section, key, &out.count);
	struct template_line *items = arena_new(arena,
		out.count * sizeof(*items));

	for (size_t i = 0; i < out.count; i++)
		items[i] = (struct template_line){texts[i], out.place};
	out.items = items;
	return out;
}

static struct signatory_options signatory(const struct section *section,
	struct arena *arena)
{
	struct template_lines roles = lines(section, "roles", arena);

	return (struct signatory_options){.section = section_name(section),
		.name = line(section, "name"), .roles = roles.items,
		.role_count = roles.count};
}

/* [signatory], then each [signatory NAME]. */
static const struct section *signatory_section(
	const struct settings *settings, size_t number)
{
	return number == 0 ? settings_section(settings, "signatory") :
		settings_named(settings, "signatory", number - 1);
}

static void fill_signatories(const struct settings *settings,
	struct template_options *out, struct arena *arena)
{
	size_t count = settings_count(settings, "signatory") + 1;
	struct signatory_options *signatories =
		arena_new(arena, count * sizeof(*signatories));

	for (size_t i = 0; i < count; i++)
		signatories[i] = signatory(signatory_section(settings, i),
			arena);
	out->signatories = signatories;
	out->signatory_count = count;
}

static struct letterhead_options letterhead(const struct settings *settings,
	struct arena *arena)
{
	const struct section *head = settings_section(settings, "letterhead");
	const struct section *letter = settings_section(settings, "letter");

	return (struct letterhead_options){
		.image_alt = line(head, "image_alt"),
		.return_address = lines(head, "return_address", arena),
		.address = lines(head, "address", arena),
		.reference = lines(head, "reference", arena),
		.enclosures = lines(letter, "enclosures", arena),
		.copies = lines(letter, "copies", arena),
	};
}

/* What the job says, else the letter's language. */
static const char *own_or_phrase(const struct section *section,
	const char *key, const struct language *language, enum phrase phrase)
{
	const char *own = section_text(section, key);

	return own != NULL ? own : language_phrase(language, phrase);
}

struct template_options options_for_template(const struct settings *settings,
	struct languages *languages, struct arena *arena)
{
	const struct section *job = settings_section(settings, "job");
	const struct section *letter = settings_section(settings, "letter");
	const struct section *signature =
		settings_section(settings, "signature");
	const struct language *language =
		language_of(settings, languages, NULL);
	bool is_specimen = section_choice(job, "status") == 0;
	struct template_options options = {
		.path = section_text(letter, "text"),
		.panel_count = settings_count(settings, "indicator"),
		.chart_count = settings_count(settings, "chart"),
		.title = line(job, "title"),
		.footer = line(letter, "footer"),
		.languages = languages,
		.language = language,
		.wordmark = section_text(letter, "wordmark"),
		.banner = is_specimen ? own_or_phrase(job, "banner", language,
			PHRASE_SPECIMEN) : NULL,
		.page_label = own_or_phrase(letter, "page_label", language,
			PHRASE_PAGE),
		.letterhead = letterhead(settings, arena),
	};
	struct panel_options *panels =
		arena_new(arena, options.panel_count * sizeof(*panels));

	for (size_t i = 0; i < options.panel_count; i++) {
		const struct section *section =
			settings_named(settings, "indicator", i);

		panels[i] = panel(section,
			language_of(settings, languages, section));
	}
	options.panels = panels;
	options.charts = arena_new(arena,
		options.chart_count * sizeof(*options.charts));
	for (size_t i = 0; i < options.chart_count; i++)
		options.charts[i] = chart(settings_named(settings, "chart", i));
	options.tables =
		options_for_tables(settings, arena, &options.table_count);
	if (options_are_signed(settings))
		options.signature_mark = (struct template_line){
			own_or_phrase(signature, "mark", language,
				PHRASE_SIGNED),
			section_key_place(signature, "mark")};
	fill_signatories(settings, &options, arena);
	return options;
}

/* As the letter's, but for what a message does not have. */
struct template_options options_for_message(const struct settings *settings,
	struct languages *languages, struct arena *arena)
{
	struct template_options letter = options_for_template(settings,
		languages, arena);

	return (struct template_options){
		.path = section_text(settings_section(settings, "email"),
			"text"),
		.is_message = true,
		.languages = languages,
		.language = letter.language,
		.banner = letter.banner,
		.signatories = letter.signatories,
		.signatory_count = letter.signatory_count,
	};
}

/* ---- type and page ---- */

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

/* ---- signature ---- */

static bool is_signed_later(const struct settings *settings)
{
	return section_choice(settings_section(settings, "signature"),
			"sign") == 1;
}

bool options_are_signed(const struct settings *settings)
{
	return is_signed_later(settings) || section_is_set(
			settings_section(settings, "signature"), "key");
}

size_t options_sessions(const struct settings *settings)
{
	const struct section *section = settings_section(settings, "signature");

	return section_is_set(section, "sessions")
		? (size_t)section_integer(section, "sessions") : 0;
}

struct signer_options options_for_signer(const struct settings *settings)
{
	const struct section *section = settings_section(settings, "signature");
	struct signer_options options = {
		/* the range lists the levels in the order of the enum */
		.level = (enum signature_level)section_choice(section, "level"),
		.date = section_date(settings_section(settings, "job"), "date"),
		.later = is_signed_later(settings),
		.key = section_text(section, "key"),
		.key_place = section_key_place(section, "key"),
		.password_file = section_text(section, "password_file"),
		.password_variable =
			section_text(section, "password_variable"),
		.password_place = section_key_place(section,
			section_is_set(section, "password_file")
				? "password_file" : "password_variable"),
		.chain_place = section_key_place(section, "certificates"),
		.roots = section_text(section, "roots"),
		.roots_place = section_key_place(section, "roots"),
		.timestamp_url = section_text(section, "timestamp"),
		.timestamp_place = section_key_place(section, "timestamp"),
		.timestamp_timeout =
			(int)section_integer(section, "timestamp_timeout"),
	};

	options.chain =
		section_list(section, "certificates", &options.chain_count);
	return options;
}

struct signer_options options_for_smime(const struct settings *settings)
{
	const struct section *section = settings_section(settings, "email");
	struct signer_options options = {
		.date = section_date(settings_section(settings, "job"), "date"),
		.key = section_text(section, "smime_key"),
		.key_place = section_key_place(section, "smime_key"),
		.password_file = section_text(section, "smime_password_file"),
		.password_variable =
			section_text(section, "smime_password_variable"),
		.password_place = section_key_place(section,
			section_is_set(section, "smime_password_file")
				? "smime_password_file"
				: "smime_password_variable"),
		.chain_place = section_key_place(section,
			"smime_certificates"),
	};

	if (options.key == NULL) {
		options = options_for_signer(settings);
		options.later = false;
		options.level = SIGNATURE_B_B;
	} else {
		options.chain = section_list(section, "smime_certificates",
			&options.chain_count);
	}
	if (section_is_set(section, "date"))
		options.date = section_date(section, "date");
	return options;
}
