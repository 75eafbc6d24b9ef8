/*
 * A connection to a mail server; see relay.h.
 *
 * libcurl connects, encrypts and logs in, and hands over the connection
 * (CURLOPT_CONNECT_ONLY). It could also hand over messages, but not as a letter
 * that must go once and be accounted for needs it: it ends the connection at
 * the first recipient that is refused, does not ask the others, and does not
 * tell at which step a connection was lost.
 */
#include "mail/relay.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <curl/curl.h>

#define REPLY_MAX   65536 /* bytes; past it, it is no reply */
#define WORDS_MAX   2000  /* bytes of a reply that are kept */
#define OFFERS_MAX  8192
#define CONNECT_MAX 60L	  /* seconds to reach it */
#define GOODBYE_MAX 5	  /* seconds */

struct relay {
	CURL *curl;
	int timer;
	int timeout;
	bool is_over;
	char input[4096]; /* heard, and not yet read */
	size_t input_length;
	/* What was said before it was handed over. */
	struct text offers; /* "250-SIZE 1000\n" and so on, of the last EHLO */
	struct text last;   /* reply */
	bool logged_in;
	char fault[CURL_ERROR_SIZE];
};

/* ---- opening ---- */

static void take_line(struct relay *server, const char *line, size_t length)
{
	struct text whole = {0};

	while (length > 0 && (line[length - 1] == '\n' ||
			line[length - 1] == '\r'))
		length--;
	if (length > 3 && memcmp(line, "250", 3) == 0 &&
		server->offers.length + length < OFFERS_MAX) {
		text_append(&server->offers, line, length);
		text_add_char(&server->offers, '\n');
	}
	if (length >= 3 && memcmp(line, "235", 3) == 0)
		server->logged_in = true;
	text_append(&whole, line, length);
	text_reset(&server->last);
	text_add_plain(&server->last, text_string(&whole), WORDS_MAX);
	text_clear(&whole);
}

/* What we say is looked at for its verb alone: it may be a password. */
static int listen_in(CURL *curl, curl_infotype type, char *data, size_t size,
	void *context)
{
	struct relay *server = context;

	(void)curl;
	if (type == CURLINFO_HEADER_IN)
		take_line(server, data, size);
	else if (type == CURLINFO_HEADER_OUT && size >= 4 &&
		memcmp(data, "EHLO", 4) == 0)
		text_reset(&server->offers);
	return 0;
}

static char *make_url(const struct relay_options *options)
{
	CURLU *url = curl_url();
	struct text part = {0};
	char *out = NULL;
	bool done;

	if (url == NULL)
		return NULL;
	text_printf(&part, "%d", options->port);
	done = curl_url_set(url, CURLUPART_SCHEME,
			options->security == RELAY_TLS ? "smtps" : "smtp",
			0) == CURLUE_OK &&
		curl_url_set(url, CURLUPART_PORT, part.data, 0) == CURLUE_OK;
	text_reset(&part);
	text_printf(&part, strchr(options->host, ':') != NULL ? "[%s]" : "%s",
		options->host);
	done = done && curl_url_set(url, CURLUPART_HOST, part.data, 0) ==
		CURLUE_OK;
	if (done && options->hello != NULL) {
		text_reset(&part);
		text_printf(&part, "/%s", options->hello);
		done = curl_url_set(url, CURLUPART_PATH, part.data, 0) ==
			CURLUE_OK;
	}
	text_clear(&part);
	if (!done || curl_url_get(url, CURLUPART_URL, &out, 0) != CURLUE_OK)
		out = NULL;
	curl_url_cleanup(url);
	return out;
}

static void set_options(struct relay *server, const char *url,
	const struct relay_options *options)
{
	CURL *curl = server->curl;
	long timeout = options->timeout;

	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* nor the environment's */
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, server->fault);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, listen_in);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, server);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT,
		timeout < CONNECT_MAX ? timeout : CONNECT_MAX);
	curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, timeout);
	curl_easy_setopt(curl, CURLOPT_USE_SSL,
		(long)(options->security == RELAY_PLAIN ? CURLUSESSL_NONE
							 : CURLUSESSL_ALL));
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION,
		(long)CURL_SSLVERSION_TLSv1_2);
	if (options->roots != NULL) {
		curl_easy_setopt(curl, CURLOPT_CAINFO, options->roots);
		curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
	if (options->user != NULL) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, options->user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, options->password);
	}
}

static const char *last_words(const struct relay *server)
{
	return server->last.length > 0 ? text_string(&server->last)
				       : "no word";
}

static enum relay_state explain(const struct relay *server, CURLcode code,
	struct text *why)
{
	const char *fault = server->fault[0] != '\0' ? server->fault
						     : curl_easy_strerror(code);
	bool said_no = server->last.length > 0 && server->last.data[0] == '5';

	switch (code) {
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
		text_printf(why, "is not trusted: %s", fault);
		return RELAY_WRONG;
	case CURLE_USE_SSL_FAILED:
		text_printf(why, "does not encrypt: %s", fault);
		return RELAY_WRONG;
	case CURLE_LOGIN_DENIED:
		text_printf(why, "does not let us in: %s", last_words(server));
		return said_no ? RELAY_WRONG : RELAY_AWAY;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_COULDNT_CONNECT:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_OPERATION_TIMEDOUT:
		text_printf(why, "cannot be reached: %s", fault);
		return RELAY_AWAY;
	default:
		text_printf(why, "ended the connection (%s): %s", fault,
			last_words(server));
		return said_no ? RELAY_WRONG : RELAY_AWAY;
	}
}

enum relay_state relay_open(const struct relay_options *options,
	struct relay **out, struct text *why)
{
	struct relay *server = memory_new(sizeof(*server));
	enum relay_state state = RELAY_WRONG;
	char *url;
	CURLcode code;

	*out = NULL;
	server->timeout = options->timeout;
	server->is_over = true;
	server->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	server->curl = curl_global_init(CURL_GLOBAL_DEFAULT) == 0
		? curl_easy_init() : NULL;
	url = make_url(options);
	if (server->curl == NULL || server->timer < 0 || url == NULL) {
		text_printf(why, "cannot be asked: its name, port or hello "
			"make no address");
		goto out;
	}
	set_options(server, url, options);
	code = curl_easy_perform(server->curl);
	if (code != CURLE_OK)
		state = explain(server, code, why);
	else if (options->user != NULL && !server->logged_in)
		text_add(why, "lets nobody log in here: take user away, or "
			"choose another port or security");
	else
		state = RELAY_READY;
out:
	curl_free(url);
	server->is_over = state != RELAY_READY;
	if (state == RELAY_READY)
		*out = server;
	else
		relay_close(server);
	return state;
}

bool relay_offers(const struct relay *server, const char *word)
{
	const char *line = text_string(&server->offers);
	size_t length = strlen(word);

	for (; *line != '\0'; line += strcspn(line, "\n") + 1)
		if (strncasecmp(line + 4, word, length) == 0 &&
			strchr(" \n", line[4 + length]) != NULL)
			return true;
	return false;
}

/* ---- talking ---- */

void relay_give_up(struct relay *server)
{
	server->is_over = true;
}

bool relay_is_over(const struct relay *server)
{
	return server->is_over;
}

static void start_timer(const struct relay *server)
{
	struct itimerspec span = {.it_value.tv_sec = server->timeout};

	timerfd_settime(server->timer, 0, &span, NULL);
}

/* False: the time is up. */
static bool wait_for(const struct relay *server, short what)
{
	curl_socket_t handle = CURL_SOCKET_BAD;
	struct pollfd files[2] = {{.events = what},
		{.fd = server->timer, .events = POLLIN}};

	if (curl_easy_getinfo(server->curl, CURLINFO_ACTIVESOCKET, &handle) !=
			CURLE_OK || handle == CURL_SOCKET_BAD)
		return false;
	files[0].fd = handle;
	while (poll(files, 2, -1) < 0)
		if (errno != EINTR)
			return false;
	return files[1].revents == 0;
}

bool relay_say(struct relay *server, const char *bytes, size_t length)
{
	start_timer(server);
	while (length > 0 && !server->is_over) {
		size_t sent = 0;
		CURLcode code = curl_easy_send(server->curl, bytes, length,
			&sent);

		bytes += sent;
		length -= sent;
		if (code == CURLE_AGAIN)
			server->is_over = !wait_for(server, POLLOUT);
		else if (code != CURLE_OK)
			server->is_over = true;
		if (sent > 0)
			start_timer(server);
	}
	return !server->is_over;
}

/* Up to and with the line feed. */
static bool hear_line(struct relay *server, struct text *line)
{
	for (;;) {
		char *end = memchr(server->input, '\n', server->input_length);
		size_t length = end != NULL ? (size_t)(end - server->input) + 1
					    : server->input_length;
		CURLcode code;
		size_t got = 0;

		text_append(line, server->input, length);
		server->input_length -= length;
		memmove(server->input, server->input + length,
			server->input_length);
		if (end != NULL)
			return true;
		if (line->length > REPLY_MAX)
			return false;
		code = curl_easy_recv(server->curl, server->input,
			sizeof(server->input), &got);
		server->input_length = got;
		if ((code == CURLE_OK && got == 0) ||
			(code == CURLE_AGAIN && !wait_for(server, POLLIN)) ||
			(code != CURLE_OK && code != CURLE_AGAIN))
			return false;
	}
}

static bool is_reply(const struct text *line)
{
	const char *at = text_string(line);

	return at[0] >= '2' && at[0] <= '5' && isdigit((unsigned char)at[1]) &&
		isdigit((unsigned char)at[2]) &&
		strchr(" -\r\n", at[3]) != NULL;
}

bool relay_hear(struct relay *server, struct reply *out)
{
	struct text line = {0}, words = {0};
	size_t heard = 0;
	bool done = !server->is_over, last = false;

	start_timer(server);
	out->code = 0;
	text_reset(&out->words);
	while (done && !last) {
		text_reset(&line);
		done = hear_line(server, &line) && is_reply(&line);
		heard += line.length;
		done = done && heard <= REPLY_MAX;
		if (!done)
			break;
		last = line.data[3] != '-';
		/* The code is told once. */
		text_add(&words, line.data + (out->code == 0 ? 0 : 4));
		out->code = (line.data[0] - '0') * 100 +
			(line.data[1] - '0') * 10 + (line.data[2] - '0');
	}
	text_add_plain(&out->words, text_string(&words), WORDS_MAX);
	text_clear(&words);
	text_clear(&line);
	if (!done || out->code == 421)
		server->is_over = true;
	return done;
}

void relay_close(struct relay *server)
{
	struct reply reply = {0};

	if (server == NULL)
		return;
	/* An answer to this is no matter, and not waited for long. */
	if (server->timeout > GOODBYE_MAX)
		server->timeout = GOODBYE_MAX;
	if (!server->is_over && relay_say(server, "QUIT\r\n", 6))
		(void)!relay_hear(server, &reply);
	text_clear(&reply.words);
	curl_easy_cleanup(server->curl);
	if (server->timer >= 0)
		close(server->timer);
	text_clear(&server->offers);
	text_clear(&server->last);
	free(server);
}
