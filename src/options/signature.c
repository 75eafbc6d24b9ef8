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
