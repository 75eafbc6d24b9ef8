/* [smtp], as a courier needs it; see courier.h. */
#include "dispatch/courier.h"

#include <string.h>
#include <strings.h>

#include "mail/address.h"

static bool is_this_machine(const char *server)
{
	return strcasecmp(server, "localhost") == 0 ||
		strcmp(server, "127.0.0.1") == 0 || strcmp(server, "::1") == 0;
}

/* Names that could say anything else in a command or an address. */
static bool check_server(const struct section *section, struct report *report)
{
	static const char *const names[] = {"server", "hello"};
	bool good = section_is_set(section, "server") || report_error(report,
		section_place(section), "[smtp] has no 'server' to hand "
		"messages to: add a line 'server = ...'");

	for (size_t i = 0; i < 2; i++) {
		const char *name = section_text(section, names[i]);

		if (name != NULL && (*name == '\0' || strspn(name,
				"abcdefghijklmnopqrstuvwxyz"
				"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				"0123456789.-:") != strlen(name)))
			good = report_error(report, section_key_place(section,
				names[i]), "'%s' is no server's name: write "
				"just the name, as mail.example.org", name);
	}
	return good;
}

static bool check_encryption(const struct section *section,
	const struct relay_options *options, struct report *report)
{
	if (options->security != RELAY_PLAIN)
		return true;
	if (!is_this_machine(options->host))
		return report_error(report, section_key_place(section,
			"security"), "letters are not sent to '%s' for all to "
			"read: say security = starttls or tls", options->host);
	return options->user == NULL || report_error(report,
		section_key_place(section, "user"), "a password is not sent "
		"without encryption: take user away, or say security = "
		"starttls or tls");
}

static bool check_sender(const struct section *section, const char *sender,
	struct report *report)
{
	struct text wire = {0};
	const char *why = sender != NULL ? address_fault(sender, false, &wire)
					 : NULL;

	text_clear(&wire);
	return why == NULL || report_error(report, section_key_place(section,
		"sender"), "the address '%s' %s", sender, why);
}

bool options_for_courier(const struct settings *settings,
	struct courier *out, struct report *report)
{
	static const int ports[] = {587, 465, 25}; /* by security */
	const struct section *section = settings_section(settings, "smtp");
	struct relay_options *server = &out->options;
	bool has_file = section_is_set(section, "password_file");

	/* the range lists them in the order of the enum */
	server->security = (enum relay_security)section_choice(section,
		"security");
	server->host = section_text(section, "server");
	server->port = section_is_set(section, "port")
		? (int)section_integer(section, "port")
		: ports[server->security];
	server->roots = section_text(section, "roots");
	server->user = section_text(section, "user");
	if (server->user != NULL && *server->user == '\0')
		server->user = NULL;
	server->hello = section_text(section, "hello");
	server->timeout = (int)section_integer(section, "timeout");
	out->place = section_key_place(section, "server");
	out->password = (struct secret){
		.file = section_text(section, "password_file"),
		.variable = section_text(section, "password_variable"),
		.place = section_key_place(section, has_file ? "password_file"
			: section_is_set(section, "password_variable")
			? "password_variable" : "user"),
	};
	out->sender = section_text(section, "sender");
	out->partial = section_flag(section, "partial");
	out->rate = section_integer(section, "rate");
	out->tries = section_integer(section, "tries");
	out->pause = section_number(section, "pause");
	return check_server(section, report) &&
		check_encryption(section, server, report) &&
		check_sender(section, out->sender, report);
}
