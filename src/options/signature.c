/* [signature], and S/MIME of [email]; see options.h. */
#include "options/options.h"

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

/* The names of a key's settings in a section. */
struct key_names {
	const char *key, *password_file, *password_variable, *certificates;
};

static void fill_key(const struct section *section,
	const struct key_names *names, struct signer_options *out)
{
	out->key = section_text(section, names->key);
	out->key_place = section_key_place(section, names->key);
	out->password_file = section_text(section, names->password_file);
	out->password_variable =
		section_text(section, names->password_variable);
	out->password_place = section_key_place(section,
		section_is_set(section, names->password_file)
			? names->password_file : names->password_variable);
	out->chain = section_list(section, names->certificates,
		&out->chain_count);
	out->chain_place = section_key_place(section, names->certificates);
}

struct signer_options options_for_signer(const struct settings *settings)
{
	static const struct key_names names = {"key", "password_file",
		"password_variable", "certificates"};
	const struct section *section = settings_section(settings, "signature");
	struct signer_options options = {
		/* the range lists the levels in the order of the enum */
		.level = (enum signature_level)section_choice(section, "level"),
		.date = section_date(settings_section(settings, "job"), "date"),
		.later = is_signed_later(settings),
		.roots = section_text(section, "roots"),
		.roots_place = section_key_place(section, "roots"),
		.timestamp_url = section_text(section, "timestamp"),
		.timestamp_place = section_key_place(section, "timestamp"),
		.timestamp_timeout =
			(int)section_integer(section, "timestamp_timeout"),
	};

	fill_key(section, &names, &options);
	return options;
}

/* With a key of its own, or else the letters'. */
struct signer_options options_for_smime(const struct settings *settings)
{
	static const struct key_names names = {"smime_key",
		"smime_password_file", "smime_password_variable",
		"smime_certificates"};
	const struct section *section = settings_section(settings, "email");
	struct signer_options options = {
		.date = section_date(settings_section(settings, "job"), "date"),
	};

	if (section_text(section, names.key) != NULL) {
		fill_key(section, &names, &options);
	} else {
		options = options_for_signer(settings);
		options.later = false;
		options.level = SIGNATURE_B_B;
	}
	if (section_is_set(section, "date"))
		options.date = section_date(section, "date");
	return options;
}
