/* What letters and messages say, and with what in them; see options.h. */
#include "options/options.h"

#include "options/sections.h"
#include "options/tables.h"

static struct panel_options panel(const struct section *section,
	const struct language *language)
{
	return (struct panel_options){
		.indicator = section_name(section),
		.counted = section_line(section, "counted"),
		.stated = section_line(section, "stated"),
		.undefined = section_line(section, "undefined"),
		.suppressed = section_line(section, "suppressed"),
		.average = section_line(section, "average_text"),
		.no_average = section_line(section, "no_average_text"),
		.base = section_line(section, "base_text"),
		.value_label = section_line(section, "chart_label"),
		.average_label = section_line(section, "chart_average_label"),
		.alt = section_line(section, "alt"),
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
		.format = section_line(section, "format"),
		.from = section_number(section, "from"),
		.from_text = section_line(section, "from_text"),
		.label = section_line(section, "label"),
		.caption = section_line(section, "caption"),
		.own_label = section_line(section, "y_label"),
		.average_label = section_line(section, "average_label"),
		.alt = section_line(section, "alt"),
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
		.name = section_line(section, "name"), .roles = roles.items,
		.role_count = roles.count};
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
		.image_alt = section_line(head, "image_alt"),
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
		section_language(settings, languages, NULL);
	bool is_specimen = section_choice(job, "status") == 0;
	struct template_options options = {
		.path = section_text(letter, "text"),
		.panel_count = settings_count(settings, "indicator"),
		.chart_count = settings_count(settings, "chart"),
		.title = section_line(job, "title"),
		.footer = section_line(letter, "footer"),
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
			section_language(settings, languages, section));
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
