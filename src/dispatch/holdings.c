/* What belongs to a job; see holdings.h. */
#include "dispatch/holdings.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"

#define DEEPEST 32 /* folders within folders */

/* Of the job's folder: what is made anew at any time. */
static const char *const made_anew[] = {"proof", "proof.html", "preview.pdf"};

/* ---- names ---- */

/* Appends it without ".", ".." and empty parts, and no slash before. */
static void fold(const char *path, struct text *out)
{
	size_t start = out->length, length;

	for (; *path != '\0'; path += length) {
		path += strspn(path, "/");
		length = strcspn(path, "/");
		if (length == 0 || (length == 1 && path[0] == '.'))
			continue;
		if (length == 2 && strncmp(path, "..", 2) == 0) {
			while (out->length > start &&
				out->data[--out->length] != '/')
				;
			if (out->data != NULL)
				out->data[out->length] = '\0';
			continue;
		}
		if (out->length > start)
			text_add_char(out, '/');
		text_append(out, path, length);
	}
}

void holdings_name(const char *config, const char *written, struct text *out)
{
	const char *slash = strrchr(config, '/');
	struct text whole = {0};

	if (written[0] == '/') {
		text_add(out, "elsewhere/");
		fold(written, out);
		return;
	}
	if (slash != NULL)
		text_append(&whole, config, (size_t)(slash - config) + 1);
	text_add(&whole, written);
	fold(text_string(&whole), out);
	text_clear(&whole);
}

/* ---- the files that settings name ---- */

struct gathering {
	struct holdings *out;
	struct text config;  /* as an absolute path, without its slash */
	size_t base;	     /* bytes of it that all relative paths share */
	const char *top;     /* the job's folder */
	struct report *report;
	bool whole; /* nothing went wrong */
};

static void fail(struct gathering *gathering, const char *path,
	const char *words)
{
	report_error(gathering->report, (struct place){.file = path},
		"cannot be put into an archive: %s", words);
	gathering->whole = false;
}

static bool absolute_config(const char *config, struct gathering *gathering)
{
	const char *slash = strrchr(config, '/');
	char *folder = slash == NULL ? memory_strdup(".")
		: memory_strndup(config, (size_t)(slash - config) + 1);
	char whole[PATH_MAX];
	bool done = realpath(folder, whole) != NULL;

	if (!done)
		fail(gathering, config, strerror(errno));
	free(folder);
	if (!done)
		return false;
	fold(whole, &gathering->config);
	if (gathering->config.length > 0)
		text_add_char(&gathering->config, '/');
	gathering->base = gathering->config.length;
	text_add(&gathering->config, slash != NULL ? slash + 1 : config);
	return true;
}

/* Takes from the base what another path has not in common with it. */
static void share_base(void *context, const struct settings_file *file)
{
	struct gathering *gathering = context;
	const char *config = text_string(&gathering->config);
	struct text name = {0};
	size_t same = 0, shared = 0;

	if (file->is_secret || file->written[0] == '/')
		return;
	holdings_name(config, file->written, &name);
	while (same < gathering->base && same < name.length &&
		config[same] == name.data[same])
		if (config[same++] == '/')
			shared = same;
	gathering->base = shared;
	text_clear(&name);
}

/* The word is the list's from here on. */
static void add_word(struct words *list, struct text *word)
{
	ARRAY_RESERVE(list->items, list->count, list->room);
	list->items[list->count++] = word->data;
}

/* What a program elsewhere would have to guess is refused. */
static bool is_plain_name(const char *name)
{
	for (; *name != '\0'; name++)
		if ((unsigned char)*name < 0x20 || *name == 0x7F ||
			*name == '\\')
			return false;
	return true;
}

static void add_item(struct gathering *gathering, const char *path,
	const char *name, mode_t mode)
{
	struct listed_file item = {.name = name, .path = path,
		.is_private = (mode & 077) == 0};

	if (!is_plain_name(name))
		fail(gathering, path, "its name holds a control character or "
			"a backslash: call it otherwise");
	else if (!inventory_add(gathering->out->inventory, &item,
			 gathering->report))
		gathering->whole = false;
}

static void add_source(struct gathering *gathering, const char *path,
	const char *name)
{
	struct text whole = {0};
	struct stat status;
	char digest[DIGEST_HEX];
	int64_t size;

	text_printf(&whole, HOLDINGS_DATA "%s", name);
	if (stat(path, &status) != 0)
		fail(gathering, path, strerror(errno));
	else if (!S_ISREG(status.st_mode))
		fail(gathering, path, "it is no plain file");
	/* Two settings may name one file. */
	else if (!inventory_find(gathering->out->inventory,
			 text_string(&whole), &size, digest))
		add_item(gathering, path, text_string(&whole), 0644);
	text_clear(&whole);
}

static void take_file(void *context, const struct settings_file *file)
{
	struct gathering *gathering = context;
	struct holdings *out = gathering->out;
	struct text name = {0}, word = {0};

	holdings_name(out->config, file->written, &name);
	if (file->is_secret) {
		text_printf(&word, "%s (%s)", file->setting,
			text_string(&name));
		add_word(&out->left_out, &word);
	} else {
		add_source(gathering, file->path, text_string(&name));
		if (file->written[0] == '/') {
			text_printf(&word, "%s %s", file->setting,
				text_string(&name));
			add_word(&out->elsewhere, &word);
		}
	}
	text_clear(&name);
}

/* ---- the job's folder ---- */

static bool is_left_out(const struct gathering *gathering, const char *folder,
	const char *name)
{
	if (name[0] == '.')
		return true;
	for (size_t i = 0; i < sizeof(made_anew) / sizeof(*made_anew); i++)
		if (folder == gathering->top && strcmp(name, made_anew[i]) == 0)
			return true;
	return false;
}

static void take_folder(struct gathering *gathering, const char *folder,
	const char *name, int depth);

static void take_entry(struct gathering *gathering, const char *path,
	const char *name, int depth)
{
	struct stat status;

	if (lstat(path, &status) != 0)
		fail(gathering, path, strerror(errno));
	else if (S_ISDIR(status.st_mode))
		take_folder(gathering, path, name, depth + 1);
	else if (S_ISREG(status.st_mode))
		add_item(gathering, path, name, status.st_mode);
	else
		fail(gathering, path, "it is a link, or no plain file: move it "
			"away");
}

/* In the order of the disk: the inventory sorts. */
static void take_folder(struct gathering *gathering, const char *folder,
	const char *name, int depth)
{
	DIR *list = depth < DEEPEST ? opendir(folder) : NULL;
	const struct dirent *entry;

	if (list == NULL) {
		fail(gathering, folder, depth < DEEPEST ? strerror(errno)
			: "there are too many folders within folders");
		return;
	}
	while ((entry = readdir(list)) != NULL) {
		char *path, *within;

		if (is_left_out(gathering, folder, entry->d_name))
			continue;
		path = path_in(folder, entry->d_name);
		within = path_in(name, entry->d_name);
		take_entry(gathering, path, within, depth);
		free(within);
		free(path);
	}
	closedir(list);
}

bool holdings_gather(const struct job_options *options,
	const struct settings *settings, const char *folder,
	struct holdings *out, struct report *report)
{
	struct gathering gathering = {.out = out, .top = folder,
		.report = report, .whole = true};
	struct text name = {0};

	*out = (struct holdings){0};
	if (!inventory_open(&out->inventory, report) ||
		!absolute_config(options->config, &gathering)) {
		gathering.whole = false;
		goto out;
	}
	settings_files(settings, share_base, &gathering);
	out->config = memory_strdup(text_string(&gathering.config) +
		gathering.base);
	add_source(&gathering, options->config, out->config);
	settings_files(settings, take_file, &gathering);
	text_printf(&name, HOLDINGS_OUT "%s", section_text(
		settings_section(settings, "job"), "name"));
	take_folder(&gathering, folder, text_string(&name), 0);
out:
	text_clear(&gathering.config);
	text_clear(&name);
	return gathering.whole;
}

static void words_clear(struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->items[i]);
	free(words->items);
}

void holdings_clear(struct holdings *holdings)
{
	inventory_close(holdings->inventory);
	free(holdings->config);
	words_clear(&holdings->left_out);
	words_clear(&holdings->elsewhere);
}
