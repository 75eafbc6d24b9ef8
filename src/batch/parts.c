/*
 * Files count by their bytes, so that a job moved elsewhere stays as it is.
 * Sections that only say where data comes from or letters go do not count at
 * all: what a letter takes from them is among its own inputs.
 */
#include "batch/parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "batch/inputs.h"
#include "config/option.h"

static const char *const left_out[] = {"data", "data *", "output",
	"approval", "email", "smtp"};

/* Settings that tell how to come by a signature, and change none. */
static const char *const means[] = {"sign", "sessions", "roots",
	"password_variable", "timestamp", "timestamp_timeout"};

static bool counts(const char *kind)
{
	for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++)
		if (strcmp(kind, left_out[i]) == 0)
			return false;
	return true;
}

static bool is_means(const struct option *option)
{
	for (size_t i = 0; i < sizeof(means) / sizeof(means[0]); i++)
		if (strcmp(option->section, "signature") == 0 &&
			strcmp(option->key, means[i]) == 0)
			return true;
	return option->type == OPTION_KEY;
}

struct collection {
	struct file_digests *digests;
	struct text *out;
	struct report *report;
};

static bool add_file(const struct collection *all, const char *name,
	const char *path)
{
	char hex[DIGEST_HEX];
	int64_t length;
	bool done = file_digests_find(all->digests, path, hex, &length,
		all->report);

	if (done)
		inputs_add(all->out, name, "", hex);
	return done;
}

static bool add_files(const struct collection *all, const char *name,
	const struct section *section, const char *key)
{
	bool done = true;
	size_t count;
	const char *const *files = section_list(section, key, &count);

	for (size_t i = 0; i < count; i++)
		done = add_file(all, name, files[i]) && done;
	return done;
}

static bool add_section(const struct collection *all,
	const struct option_section *kind, const struct section *section)
{
	size_t stem = strcspn(kind->name, " ");
	struct text name = {0};
	bool done = true;

	for (size_t i = 0; i < section_setting_count(section); i++) {
		const struct setting *setting = section_setting(section, i);
		const struct option *option =
			option_lookup(kind->name, setting->key);

		text_reset(&name);
		text_append(&name, kind->name, stem);
		if (section_name(section) != NULL)
			text_printf(&name, " %s", section_name(section));
		text_printf(&name, ".%s", setting->key);
		if (is_means(option))
			continue;
		if (option->type == OPTION_FILE)
			done = add_file(all, name.data, section_text(section,
				setting->key)) && done;
		else if (option->type == OPTION_FILES)
			done = add_files(all, name.data, section,
				setting->key) && done;
		else
			inputs_add(all->out, name.data, setting->text, NULL);
	}
	text_clear(&name);
	return done;
}

bool parts_collect(const struct settings *settings,
	struct file_digests *digests, struct text *out, struct report *report)
{
	const struct collection all = {digests, out, report};
	bool done = true;

	inputs_add(out, "lettermill", LETTERMILL_VERSION, NULL);
	for (size_t k = 0; k < option_section_count; k++) {
		const struct option_section *kind = &option_sections[k];
		char *stem = memory_strndup(kind->name,
			strcspn(kind->name, " "));

		if (!counts(kind->name)) {
			free(stem);
			continue;
		}
		if (strchr(kind->name, ' ') == NULL)
			done = add_section(&all, kind,
				settings_section(settings, stem)) && done;
		else
			for (size_t i = 0; i < settings_count(settings, stem);
				i++)
				done = add_section(&all, kind,
					settings_named(settings, stem, i)) &&
					done;
		free(stem);
	}
	return done;
}
