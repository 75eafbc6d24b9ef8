/*
 * Secrets; see secret.h.
 *
 * A growing buffer leaves copies behind in freed memory, so a file is read into
 * one of its size. The file is judged by the descriptor it is read from, not by
 * a name that may mean another file a moment later.
 */
#include "sign/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <openssl/crypto.h>
#include <openssl/ui.h>

#include "base/text.h"

#define PRIVATE_LIMIT  (1 << 20) /* bytes of a key file */
#define PASSWORD_LIMIT 1024	 /* bytes, with the NUL */

static bool read_all(int fd, char *data, size_t length)
{
	while (length > 0) {
		ssize_t got = read(fd, data, length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		data += got;
		length -= (size_t)got;
	}
	return true;
}

bool private_read(const char *path, const char *what, struct place place,
	struct private_bytes *out, struct report *report)
{
	/* Not to wait for whoever might write to a pipe. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	bool done = false;

	*out = (struct private_bytes){0};
	if (fd < 0)
		return report_error(report, place, "%s '%s' cannot be opened: "
			"%s", what, path, strerror(errno));
	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
		report_error(report, place, "%s '%s' is not a file", what,
			path);
		goto out;
	}
	if (status.st_mode & (S_IRWXG | S_IRWXO)) {
		report_error(report, place, "%s '%s' is open to others (mode "
			"%04o): take that away with chmod 600", what, path,
			(unsigned)status.st_mode & 07777);
		goto out;
	}
	if (status.st_size > PRIVATE_LIMIT) {
		report_error(report, place, "%s '%s' is larger than %d bytes",
			what, path, PRIVATE_LIMIT);
		goto out;
	}
	out->length = (size_t)status.st_size;
	out->data = memory_new(out->length + 1);
	done = read_all(fd, out->data, out->length);
	if (!done) {
		report_error(report, place, "%s '%s' cannot be read: %s", what,
			path, strerror(errno));
		private_wipe(out);
	}
out:
	close(fd);
	return done;
}

void private_wipe(struct private_bytes *bytes)
{
	if (bytes->data != NULL)
		OPENSSL_cleanse(bytes->data, bytes->length);
	free(bytes->data);
	*bytes = (struct private_bytes){0};
}

static bool read_file(struct secret *secret, const char *what,
	struct report *report)
{
	struct private_bytes bytes;
	struct text name = {0};
	bool done;

	text_printf(&name, "the file of %s", what);
	done = private_read(secret->file, text_string(&name), secret->place,
		&bytes, report);
	text_clear(&name);
	if (done)
		secret->value = memory_strndup(bytes.data,
			strcspn(bytes.data, "\r\n"));
	private_wipe(&bytes);
	return done;
}

/* Asks at the terminal that controls the process, whatever stdin may be. */
static bool ask(struct secret *secret, const char *what, struct report *report)
{
	char typed[PASSWORD_LIMIT] = "";
	struct text prompt = {0};
	int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	bool done;

	if (terminal < 0)
		return report_error(report, secret->place, "%s is needed, and "
			"there is no terminal to ask at: name a file or an "
			"environment variable that holds it", what);
	close(terminal);
	text_printf(&prompt, "lettermill needs %s: ", what);
	done = UI_UTIL_read_pw_string(typed, sizeof(typed) - 1,
		text_string(&prompt), 0) == 0;
	if (done)
		secret->value = memory_strdup(typed);
	else
		report_error(report, secret->place, "%s was not given", what);
	OPENSSL_cleanse(typed, sizeof(typed));
	text_clear(&prompt);
	return done;
}

bool secret_get(struct secret *secret, const char *what, const char **value,
	struct report *report)
{
	const char *set;

	if (secret->value != NULL) {
		*value = secret->value;
		return true;
	}
	if (secret->file != NULL) {
		if (!read_file(secret, what, report))
			return false;
	} else if (secret->variable != NULL) {
		set = getenv(secret->variable);
		if (set == NULL)
			return report_error(report, secret->place, "%s is "
				"needed, and the environment has no variable "
				"'%s'", what, secret->variable);
		secret->value = memory_strdup(set);
	} else if (!ask(secret, what, report)) {
		return false;
	}
	*value = secret->value;
	return true;
}

void secret_wipe(struct secret *secret)
{
	if (secret->value != NULL)
		OPENSSL_cleanse(secret->value, strlen(secret->value));
	free(secret->value);
	secret->value = NULL;
}
