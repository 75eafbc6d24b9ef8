/*
 * The file as ini.h reads it, with --set laid over it, becomes sections of
 * typed settings. Each section's settings stand in the table's order; those
 * of a wildcard key stand together, in the file's order. Nothing stops at the
 * first fault: a section or setting that is wrong is left out and the next is
 * looked at.
 */
#include "config/settings.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/nearest.h"
#include "base/text.h"
#include "base/utf8.h"
#include "config/ini.h"
#include "config/option.h"
#include "config/value.h"

/* A setting in effect. */
struct item {
	struct setting setting;
	const struct option *option;
	struct value value;
};

struct section {
	const struct option_section *kind;
	const char *name; /* NULL for [kind] */
	struct place place;
	struct item *items;
	size_t count, room;
};

struct settings {
	struct arena arena; /* of all that is reached from here */
	const char *path;
	struct section *sections; /* each [kind], then each [kind NAME] */
	size_t count;
};

/* ---- names ---- */

static bool takes_name(const struct option_section *kind)
{
	return strchr(kind->name, ' ') != NULL;
}

/* "data decisions" is of the kind "data *", "data" of the kind "data". */
static bool is_of_kind(const struct option_section *kind, const char *name)
{
	size_t stem = strcspn(kind->name, " ");

	return strncmp(kind->name, name, stem) == 0 &&
		name[stem] == kind->name[stem];
}

static const struct option_section *find_kind(const char *name)
{
	for (size_t i = 0; i < option_section_count; i++)
		if (is_of_kind(&option_sections[i], name))
			return &option_sections[i];
	return NULL;
}

/* As formulas and placeholders can write it. */
static bool is_name(const char *name)
{
	return name[0] >= 'a' && name[0] <= 'z' &&
		name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")] ==
			'\0';
}

static bool report_name(struct report *report, struct place place,
	const char *name)
{
	return report_error(report, place,
		"'%s' cannot be a name in formulas and placeholders: use the "
		"letters a to z, digits and _, a letter first", name);
}

/* "number.*" as people write it: "number.NAME", between the two marks. */
static void add_shape(struct text *out, const char *name, const char *marks)
{
	size_t length = strcspn(name, "*");

	text_printf(out, "%c%.*s%s%c", marks[0], (int)length, name,
		name[length] == '*' ? "NAME" : "", marks[1]);
}

/*
 * "; did you mean 'x'?" where one of the known names is near, else all of
 * them. A typed "numbr.upheld" is compared as "numbr.*" where '.' is the
 * joint, and so is "indicatr uphold" where a blank is.
 */
static void suggest(struct text *out, const char *typed, char joint,
	const char *const *known, size_t count, const char *marks)
{
	const char *rest = strchr(typed, joint);
	struct text shape = {0};
	struct nearest nearest;

	text_add(&shape, typed);
	if (rest != NULL) {
		text_reset(&shape);
		text_append(&shape, typed, (size_t)(rest - typed) + 1);
		text_add_char(&shape, '*');
	}
	nearest = nearest_to(text_string(&shape));
	for (size_t i = 0; i < count; i++)
		nearest_offer(&nearest, known[i]);
	if (nearest.name != NULL) {
		text_add(out, "; did you mean ");
		add_shape(out, nearest.name, marks);
		text_add_char(out, '?');
	} else {
		for (size_t i = 0; i < count; i++) {
			text_add(out, i == 0 ? "; there are " : ", ");
			add_shape(out, known[i], marks);
		}
	}
	text_clear(&shape);
}

static void report_kind(const struct ini_section *raw, struct report *report)
{
	const char **known =
		memory_resize(NULL, option_section_count, sizeof(*known));
	struct text hint = {0};

	for (size_t i = 0; i < option_section_count; i++)
		known[i] = option_sections[i].name;
	suggest(&hint, raw->name, ' ', known, option_section_count, "[]");
	report_error(report, raw->place, "there is no section [%s]%s",
		raw->name, text_string(&hint));
	text_clear(&hint);
	free(known);
}

static void report_key(const struct ini_section *raw,
	const struct option_section *kind, const struct ini_entry *entry,
	struct report *report)
{
	const char **known = memory_resize(NULL, option_count, sizeof(*known));
	size_t count = 0;
	struct text hint = {0};

	for (size_t i = 0; i < option_count; i++)
		if (strcmp(option_table[i].section, kind->name) == 0)
			known[count++] = option_table[i].key;
	suggest(&hint, entry->key, '.', known, count, "''");
	report_error(report, entry->place, "[%s] has no key '%s'%s", raw->name,
		entry->key, text_string(&hint));
	text_clear(&hint);
	free(known);
}

/* ---- --set ---- */

/* Lays "section.key=value" over what the file says. */
static bool apply_set(const char *set, struct ini *ini, struct arena *arena,
	struct report *report)
{
	struct place place = {.file = "--set"};
	char *name = arena_strdup(arena, set);
	char *key = strchr(name, '.');
	char *value = key ? strchr(key, '=') : NULL;
	struct ini_section *section;
	struct ini_entry *entry;
	size_t bad;

	if (!utf8_is_valid(set, strlen(set), &bad))
		return report_error(report, place, "it is not text in UTF-8");
	if (set[ini_control(set)] != '\0')
		return report_error(report, place,
			"'%.*s' is followed by a control character: take it "
			"out", (int)ini_control(set), set);
	if (value == NULL || memchr(name, '=', (size_t)(key - name)) != NULL)
		return report_error(report, place, "'%s' is not of the form "
			"section.key=value, as page.size=A4", set);
	*key++ = '\0';
	*value++ = '\0';
	ini_fold(name);
	ini_fold(key);
	section = ini_section_lookup(ini, name);
	if (section == NULL)
		section = ini_section_add(ini, name, place, arena);
	entry = ini_entry_lookup(section, key);
	if (entry == NULL)
		entry = ini_entry_add(section, key, arena);
	entry->value = ini_trim(value);
	entry->place = place;
	return true;
}

/* ---- from text to settings ---- */

static void add_item(struct settings *settings, struct section *section,
	const struct option *option, struct setting setting,
	struct report *report)
{
	struct item item = {.setting = setting, .option = option};

	if (!value_parse(option, setting.key, setting.text, settings->path,
		    setting.place, &settings->arena, &item.value, report))
		return;
	ARENA_RESERVE(&settings->arena, section->items, section->count,
		section->room);
	section->items[section->count++] = item;
}

/* The given settings of one option, or its preset; `options` by entry. */
static void take_option(struct settings *settings, struct section *section,
	const struct option *option, const struct ini_section *raw,
	const struct option *const *options, struct report *report)
{
	bool is_given = false;

	for (size_t i = 0; i < raw->count; i++) {
		const struct ini_entry *entry = &raw->entries[i];

		if (options[i] != option)
			continue;
		is_given = true;
		if (option_is_wildcard(option) &&
			!is_name(strchr(entry->key, '.') + 1))
			report_name(report, entry->place, entry->key);
		else
			add_item(settings, section, option,
				(struct setting){entry->key, entry->value,
					entry->place, true}, report);
	}
	if (!is_given && option->preset != NULL)
		add_item(settings, section, option,
			(struct setting){option->key, option->preset,
				section->place, false}, report);
	if (!is_given && option->required)
		report_error(report, section->place,
			"[%s] has no '%s': add a line '%s = ...'; %s",
			raw->name, option->key, option->key,
			option_type_form(option->type));
}

static void take_section(struct settings *settings, struct section *section,
	const struct ini_section *raw, struct report *report)
{
	const struct option **options =
		memory_new(raw->count * sizeof(*options));

	for (size_t i = 0; i < raw->count; i++)
		options[i] = option_lookup(section->kind->name,
			raw->entries[i].key);
	for (size_t i = 0; i < option_count; i++)
		if (strcmp(option_table[i].section, section->kind->name) == 0)
			take_option(settings, section, &option_table[i], raw,
				options, report);
	for (size_t i = 0; i < raw->count; i++)
		if (options[i] == NULL)
			report_key(raw, section->kind, &raw->entries[i],
				report);
	free(options);
}

/* A [kind] that is not given: its presets, where nothing is required. */
static void take_absent(struct settings *settings, struct section *section,
	struct report *report)
{
	const struct ini_section raw = {.name = section->kind->name};
	struct text keys = {0};

	for (size_t i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];

		if (strcmp(option->section, raw.name) == 0 && option->required)
			text_printf(&keys, "%s'%s'", keys.length ? ", " : "",
				option->key);
	}
	if (keys.length == 0)
		take_section(settings, section, &raw, report);
	else
		report_error(report, section->place,
			"there is no section [%s]: add it, with %s", raw.name,
			keys.data);
	text_clear(&keys);
}

static void add_section(struct settings *settings,
	const struct option_section *kind, const struct ini_section *raw,
	struct report *report)
{
	struct section *section = &settings->sections[settings->count++];

	*section = (struct section){.kind = kind,
		.place = {.file = settings->path}};
	if (raw == NULL) {
		take_absent(settings, section, report);
		return;
	}
	section->place = raw->place;
	if (takes_name(kind)) {
		section->name = strchr(raw->name, ' ') + 1;
		if (!kind->any_name && !is_name(section->name))
			report_name(report, section->place, section->name);
	}
	take_section(settings, section, raw, report);
}

static void take_all(struct settings *settings, const struct ini *ini,
	struct report *report)
{
	settings->sections = arena_new(&settings->arena,
		(ini->count + option_section_count) *
			sizeof(*settings->sections));
	for (size_t i = 0; i < option_section_count; i++)
		if (!takes_name(&option_sections[i]))
			add_section(settings, &option_sections[i],
				ini_section_lookup(ini,
					option_sections[i].name),
				report);
	for (size_t i = 0; i < ini->count; i++) {
		const struct option_section *kind =
			find_kind(ini->sections[i]->name);

		if (kind == NULL)
			report_kind(ini->sections[i], report);
		else if (takes_name(kind))
			add_section(settings, kind, ini->sections[i], report);
	}
}

bool settings_load(const char *path, const char *const *sets, size_t set_count,
	struct settings **out, struct report *report)
{
	struct settings *settings = memory_new(sizeof(*settings));
	size_t errors = report->errors;
	struct ini ini = {0};
	bool done = false;

	*out = NULL;
	settings->path = arena_strdup(&settings->arena, path);
	if (!ini_read(settings->path, &settings->arena, &ini, report))
		goto out;
	for (size_t i = 0; i < set_count; i++)
		(void)apply_set(sets[i], &ini, &settings->arena, report);
	take_all(settings, &ini, report);
	if (report->errors != errors)
		goto out;
	*out = settings;
	done = true;
out:
	if (!done)
		settings_free(settings);
	return done;
}

void settings_free(struct settings *settings)
{
	if (settings == NULL)
		return;
	arena_clear(&settings->arena);
	free(settings);
}

/* ---- what others ask ---- */

/* Is it a [kind NAME], or [kind] itself? */
static bool is_of(const struct section *section, const char *kind,
	bool is_named)
{
	size_t stem = strcspn(section->kind->name, " ");

	return (section->name != NULL) == is_named && strlen(kind) == stem &&
		strncmp(section->kind->name, kind, stem) == 0;
}

/* Number `number` of those. */
static const struct section *find_section(const struct settings *settings,
	const char *kind, bool is_named, size_t number)
{
	for (size_t i = 0; i < settings->count; i++)
		if (is_of(&settings->sections[i], kind, is_named) &&
			number-- == 0)
			return &settings->sections[i];
	return NULL;
}

const struct section *settings_section(const struct settings *settings,
	const char *kind)
{
	const struct section *section = find_section(settings, kind, false, 0);

	assert(section != NULL);
	return section;
}

size_t settings_count(const struct settings *settings, const char *kind)
{
	size_t count = 0;

	for (size_t i = 0; i < settings->count; i++)
		count += is_of(&settings->sections[i], kind, true);
	return count;
}

const struct section *settings_named(const struct settings *settings,
	const char *kind, size_t number)
{
	const struct section *section =
		find_section(settings, kind, true, number);

	assert(section != NULL);
	return section;
}

const char *section_name(const struct section *section)
{
	return section->name;
}

struct place section_place(const struct section *section)
{
	return section->place;
}

/* NULL when it is neither given nor preset. */
static const struct item *find_item(const struct section *section,
	const char *key)
{
	assert(option_lookup(section->kind->name, key) != NULL);
	for (size_t i = 0; i < section->count; i++)
		if (strcmp(section->items[i].setting.key, key) == 0)
			return &section->items[i];
	return NULL;
}

/* Of a key that is always there, and of this type. */
static const struct value *find_value(const struct section *section,
	const char *key, enum option_type type)
{
	const struct item *item = find_item(section, key);

	assert(item != NULL && item->option->type == type);
	return &item->value;
}

struct place section_key_place(const struct section *section, const char *key)
{
	const struct item *item = find_item(section, key);

	return item ? item->setting.place : section->place;
}

const char *section_text(const struct section *section, const char *key)
{
	const struct item *item = find_item(section, key);

	return item ? item->value.text : NULL;
}

bool section_is_set(const struct section *section, const char *key)
{
	return find_item(section, key) != NULL;
}

long section_integer(const struct section *section, const char *key)
{
	return (long)find_value(section, key, OPTION_INTEGER)->number;
}

double section_number(const struct section *section, const char *key)
{
	return find_value(section, key, OPTION_NUMBER)->number;
}

double section_length(const struct section *section, const char *key)
{
	return find_value(section, key, OPTION_LENGTH)->number;
}

struct colour section_colour(const struct section *section, const char *key)
{
	return find_value(section, key, OPTION_COLOUR)->colour;
}

struct date section_date(const struct section *section, const char *key)
{
	return find_value(section, key, OPTION_DATE)->date;
}

bool section_flag(const struct section *section, const char *key)
{
	return find_value(section, key, OPTION_FLAG)->word == 1;
}

char section_character(const struct section *section, const char *key)
{
	return find_value(section, key, OPTION_CHARACTER)->character;
}

int section_choice(const struct section *section, const char *key)
{
	return find_value(section, key, OPTION_CHOICE)->word;
}

const char *const *section_list(const struct section *section, const char *key,
	size_t *count)
{
	const struct item *item = find_item(section, key);

	assert(item == NULL || item->option->type == OPTION_LIST ||
		item->option->type == OPTION_FILES ||
		item->option->type == OPTION_LINES);
	*count = item ? item->value.item_count : 0;
	return item ? item->value.items : NULL;
}

size_t section_setting_count(const struct section *section)
{
	return section->count;
}

const struct setting *section_setting(const struct section *section,
	size_t number)
{
	assert(number < section->count);
	return &section->items[number].setting;
}

/* The value is parsed once more, as if its file lay here: as it is written. */
static void tell_files(const struct section *section, const struct item *item,
	settings_take_file *take, void *context)
{
	const struct option *option = item->option;
	struct arena arena = {0};
	struct report report = {0};
	struct text name = {0};
	struct value written;
	struct settings_file file = {
		.is_secret = option->type == OPTION_KEY};

	text_append(&name, option->section, strcspn(option->section, " "));
	if (section->name != NULL)
		text_printf(&name, " %s", section->name);
	text_printf(&name, ".%s", item->setting.key);
	file.setting = text_string(&name);
	if (value_parse(option, item->setting.key, item->setting.text, "",
		    item->setting.place, &arena, &written, &report)) {
		file.path = item->value.text;
		file.written = written.text;
		if (option->type != OPTION_FILES)
			take(context, &file);
		for (size_t i = 0; option->type == OPTION_FILES &&
			i < item->value.item_count; i++) {
			file.path = item->value.items[i];
			file.written = written.items[i];
			take(context, &file);
		}
	}
	text_clear(&name);
	report_clear(&report);
	arena_clear(&arena);
}

static bool names_files(const struct item *item)
{
	return item->value.text != NULL &&
		(item->option->type == OPTION_FILE ||
			item->option->type == OPTION_FILES ||
			(item->option->type == OPTION_KEY &&
				strncmp(item->value.text, "pkcs11:", 7) != 0));
}

void settings_files(const struct settings *settings, settings_take_file *take,
	void *context)
{
	for (size_t s = 0; s < settings->count; s++) {
		const struct section *section = &settings->sections[s];

		for (size_t i = 0; i < section->count; i++)
			if (names_files(&section->items[i]))
				tell_files(section, &section->items[i], take,
					context);
	}
}
