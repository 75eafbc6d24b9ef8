/*
 * The server; see server.h. libmicrohttpd reads and writes HTTP, in steps that
 * never wait: one poll() waits for its sockets, for a beat and for the end.
 *
 * Its own time-out begins anew with each byte. Here a connection has so many
 * beats for a whole request and its answer, however it spreads its bytes.
 */
#include "serve/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "serve/gate.h"

#define BEAT_SECONDS 1
#define BEATS	     15	   /* that a request and its answer may take */
#define CONNECTIONS  256   /* at once; others wait */
#define HEADERS_MAX  16384 /* bytes of a request's lines */
#define NO_POLICY    "default-src 'none'; frame-ancestors 'none'"
#define FORM	     "application/x-www-form-urlencoded"

struct line {
	struct MHD_Connection *connection;
	unsigned beats; /* since its last request was done */
	struct line *next, **back;
};

struct server {
	const struct server_options *options;
	struct MHD_Daemon *daemon;
	struct line *lines;
	char token[TOKEN_DIGITS + 1];
	struct text own; /* "127.0.0.1:4711" */
	struct text address;
};

/* A request while it comes in. */
struct exchange {
	char *path; /* as the gate gives it */
	struct MHD_PostProcessor *form;
	size_t length; /* bytes of the body so far */
	bool is_bad;   /* of its form */
	struct field fields[SERVER_FIELDS];
	size_t field_count;
};

/* ---- replies ---- */

static enum MHD_Result send_reply(struct MHD_Connection *connection,
	struct reply *reply)
{
	static const char *const headers[][2] = {
		{"Cache-Control", "no-store"},
		{"X-Content-Type-Options", "nosniff"},
		{"X-Frame-Options", "DENY"},
		{"Referrer-Policy", "no-referrer"},
		{"Cross-Origin-Resource-Policy", "same-origin"},
		{"Cross-Origin-Opener-Policy", "same-origin"},
	};
	struct MHD_Response *response = MHD_create_response_from_buffer(
		reply->body.length, reply->body.data, MHD_RESPMEM_MUST_FREE);
	enum MHD_Result result = MHD_NO;

	if (response == NULL) {
		text_clear(&reply->body);
		return MHD_NO;
	}
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		MHD_add_response_header(response, headers[i][0],
			headers[i][1]);
	MHD_add_response_header(response, "Content-Type", reply->type);
	MHD_add_response_header(response, "Content-Security-Policy",
		reply->policy != NULL ? reply->policy : NO_POLICY);
	if (reply->status == MHD_HTTP_METHOD_NOT_ALLOWED)
		MHD_add_response_header(response, "Allow", "GET, HEAD, POST");
	result = MHD_queue_response(connection, reply->status, response);
	MHD_destroy_response(response);
	return result;
}

void reply_words(struct reply *reply, unsigned status, const char *words)
{
	reply->status = status;
	reply->type = "text/html; charset=utf-8";
	reply->policy = NULL;
	text_reset(&reply->body);
	text_add(&reply->body, "<!doctype html>\n<html lang=\"en\">\n"
		"<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
		"content=\"width=device-width\">\n<title>lettermill</title>\n"
		"<h1>Not this way</h1>\n<p>");
	text_add(&reply->body, words);
	text_add(&reply->body, "</p>\n</html>\n");
}

static enum MHD_Result refuse(struct MHD_Connection *connection,
	unsigned status, const char *words)
{
	struct reply reply = {0};

	reply_words(&reply, status, words);
	return send_reply(connection, &reply);
}

/* ---- a form ---- */

const char *request_field(const struct request *request, const char *name)
{
	for (size_t i = 0; i < request->field_count; i++)
		if (strcmp(text_string(&request->fields[i].name), name) == 0)
			return text_string(&request->fields[i].value);
	return "";
}

/* A value may come in parts, the next of which begins at `offset`. */
static enum MHD_Result take_field(void *context, enum MHD_ValueKind kind,
	const char *name, const char *file, const char *type,
	const char *encoding, const char *data, uint64_t offset, size_t size)
{
	struct exchange *exchange = context;
	struct field *field;

	(void)kind, (void)file, (void)type, (void)encoding;
	if (offset == 0 && exchange->field_count < SERVER_FIELDS) {
		field = &exchange->fields[exchange->field_count++];
		text_add(&field->name, name);
	} else if (offset == 0 || exchange->field_count == 0) {
		exchange->is_bad = true;
		return MHD_NO;
	}
	field = &exchange->fields[exchange->field_count - 1];
	text_append(&field->value, data, size);
	exchange->is_bad |= memchr(data, '\0', size) != NULL;
	return MHD_YES;
}

static struct exchange *begin_exchange(struct MHD_Connection *connection,
	const char *path, bool is_post)
{
	struct exchange *exchange = memory_new(sizeof(*exchange));

	exchange->path = memory_strdup(path);
	if (is_post)
		exchange->form = MHD_create_post_processor(connection, 1024,
			take_field, exchange);
	return exchange;
}

static void end_exchange(struct exchange *exchange)
{
	if (exchange->form != NULL)
		MHD_destroy_post_processor(exchange->form);
	for (size_t i = 0; i < SERVER_FIELDS; i++) {
		text_clear(&exchange->fields[i].name);
		text_clear(&exchange->fields[i].value);
	}
	free(exchange->path);
	free(exchange);
}

static const char *header(struct MHD_Connection *connection, const char *name)
{
	return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* ---- a request ---- */

static bool lets_in(struct server *server, struct MHD_Connection *connection,
	const char *target, bool is_post, const char **path,
	const char **words)
{
	struct question question = {
		.host = header(connection, "Host"),
		.origin = header(connection, "Origin"),
		.fetch_site = header(connection, "Sec-Fetch-Site"),
		.target = target,
		.changes = is_post,
	};

	return gate_lets_in(text_string(&server->own), server->token,
		&question, path, words);
}

static enum MHD_Result refuse_length(struct MHD_Connection *connection)
{
	return refuse(connection, MHD_HTTP_CONTENT_TOO_LARGE,
		"That is longer than anything that is needed here.");
}

static bool is_too_long(struct MHD_Connection *connection)
{
	const char *length = header(connection, "Content-Length");

	return length != NULL && strtoull(length, NULL, 10) > SERVER_BODY_MAX;
}

static bool is_form(struct MHD_Connection *connection)
{
	const char *type = header(connection, "Content-Type");

	return type != NULL && strncasecmp(type, FORM, strlen(FORM)) == 0;
}

/* Once, when its lines are there and its body is not: true to go on. */
static bool begin(struct server *server, struct MHD_Connection *connection,
	const char *target, const char *method, struct exchange **exchange,
	enum MHD_Result *result)
{
	bool is_post = strcmp(method, "POST") == 0;
	const char *path, *words;

	if (!lets_in(server, connection, target, is_post, &path, &words))
		*result = refuse(connection, MHD_HTTP_FORBIDDEN, words);
	else if (!is_post && strcmp(method, "GET") != 0 &&
		strcmp(method, "HEAD") != 0)
		*result = refuse(connection, MHD_HTTP_METHOD_NOT_ALLOWED,
			"Nothing here can be asked for in that way.");
	else if (is_too_long(connection))
		*result = refuse_length(connection);
	else if (is_post && !is_form(connection))
		*result = refuse(connection,
			MHD_HTTP_UNSUPPORTED_MEDIA_TYPE,
			"What is sent here is a form.");
	else
		*exchange = begin_exchange(connection, path, is_post);
	return *exchange != NULL;
}

static enum MHD_Result answer(struct server *server,
	struct MHD_Connection *connection, struct exchange *exchange)
{
	struct reply reply = {0};
	struct request request = {.path = exchange->path,
		.is_post = exchange->form != NULL,
		.fields = exchange->fields};

	if (exchange->length > SERVER_BODY_MAX)
		return refuse_length(connection);
	/* The last field is handed out by its end. */
	if (exchange->form != NULL) {
		exchange->is_bad |= MHD_destroy_post_processor(
			exchange->form) != MHD_YES;
		exchange->form = NULL;
	}
	if (exchange->is_bad)
		return refuse(connection, MHD_HTTP_BAD_REQUEST,
			"That form cannot be read.");
	request.field_count = exchange->field_count;
	server->options->answer(server->options->context, &request, &reply);
	return send_reply(connection, &reply);
}

/* Called with the lines, with each part of the body, and at its end. */
static enum MHD_Result take(void *context, struct MHD_Connection *connection,
	const char *target, const char *method, const char *version,
	const char *part, size_t *length, void **place)
{
	struct exchange *exchange = *place;
	enum MHD_Result result = MHD_YES;

	(void)version;
	if (exchange == NULL) {
		if (begin(context, connection, target, method, &exchange,
			    &result))
			*place = exchange;
		return result;
	}
	if (*length == 0)
		return answer(context, connection, exchange);
	exchange->length += *length;
	if (exchange->length > SERVER_BODY_MAX || exchange->form == NULL ||
		MHD_post_process(exchange->form, part, *length) != MHD_YES)
		exchange->is_bad = true;
	*length = 0;
	return MHD_YES;
}

static void complete(void *context, struct MHD_Connection *connection,
	void **place, enum MHD_RequestTerminationCode code)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct line *line = info != NULL ? info->socket_context : NULL;

	(void)context, (void)code;
	if (*place != NULL)
		end_exchange(*place);
	*place = NULL;
	if (line != NULL)
		line->beats = 0;
}

/* A NUL would end the path early: such a target stays as it came. */
static size_t decode(void *context, struct MHD_Connection *connection,
	char *target)
{
	(void)context, (void)connection;
	return strstr(target, "%00") != NULL ? strlen(target)
					     : MHD_http_unescape(target);
}

/* ---- connections ---- */

static void notice(void *context, struct MHD_Connection *connection,
	void **place, enum MHD_ConnectionNotificationCode code)
{
	struct server *server = context;
	struct line *line = *place;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		line = memory_new(sizeof(*line));
		*line = (struct line){connection, 0, server->lines,
			&server->lines};
		if (line->next != NULL)
			line->next->back = &line->next;
		server->lines = line;
		*place = line;
	} else if (line != NULL) {
		*line->back = line->next;
		if (line->next != NULL)
			line->next->back = line->back;
		free(line);
		*place = NULL;
	}
}

/* libmicrohttpd sees that it is shut, and lets go of it. */
static void beat(struct server *server)
{
	for (struct line *line = server->lines; line; line = line->next) {
		const union MHD_ConnectionInfo *info;

		if (++line->beats <= BEATS)
			continue;
		info = MHD_get_connection_info(line->connection,
			MHD_CONNECTION_INFO_CONNECTION_FD);
		if (info != NULL)
			shutdown(info->connect_fd, SHUT_RDWR);
	}
}

/* ---- its life ---- */

static bool fail(const char *what, struct report *report)
{
	return report_error(report, (struct place){0},
		"the page cannot be served: %s: %s", what, strerror(errno));
}

/* -1, and then it is reported. */
static int listen_here(unsigned port, struct report *report)
{
	struct sockaddr_in here = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int yes = 1;

	if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes,
		sizeof(yes)) == 0 && bind(fd, (struct sockaddr *)&here,
		sizeof(here)) == 0 && listen(fd, CONNECTIONS) == 0)
		return fd;
	if (errno == EADDRINUSE || errno == EACCES)
		report_error(report, (struct place){0}, "port %u of 127.0.0.1 "
			"cannot be had: %s: pass another with --port, or none",
			port, strerror(errno));
	else
		fail("127.0.0.1", report);
	if (fd >= 0)
		close(fd);
	return -1;
}

static bool make_token(char token[TOKEN_DIGITS + 1], struct report *report)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char bytes[TOKEN_DIGITS / 2];

	if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes))
		return fail("no random number", report);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		token[2 * i] = digits[bytes[i] >> 4];
		token[2 * i + 1] = digits[bytes[i] & 15];
	}
	token[TOKEN_DIGITS] = '\0';
	return true;
}

static bool start(struct server *server, int fd, struct report *report)
{
	struct sockaddr_in here = {0};
	socklen_t size = sizeof(here);

	if (getsockname(fd, (struct sockaddr *)&here, &size) != 0)
		return fail("its port", report);
	text_printf(&server->own, "127.0.0.1:%d", ntohs(here.sin_port));
	text_printf(&server->address, "http://%s/%s/", server->own.data,
		server->token);
	server->daemon = MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL, take,
		server, MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADERS_MAX,
		MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_NOTIFY_CONNECTION, notice, server,
		MHD_OPTION_NOTIFY_COMPLETED, complete, server,
		MHD_OPTION_UNESCAPE_CALLBACK, decode, server, MHD_OPTION_END);
	return server->daemon != NULL || fail("libmicrohttpd", report);
}

bool server_open(const struct server_options *options, struct server **out,
	struct report *report)
{
	struct server *server = memory_new(sizeof(*server));
	int fd;

	*server = (struct server){.options = options};
	fd = listen_here(options->port, report);
	if (fd < 0 || !make_token(server->token, report) ||
		!start(server, fd, report)) {
		if (fd >= 0)
			close(fd);
		server_free(server);
		return false;
	}
	*out = server;
	return true;
}

const char *server_address(const struct server *server)
{
	return text_string(&server->address);
}

void server_free(struct server *server)
{
	if (server == NULL)
		return;
	if (server->daemon != NULL)
		MHD_stop_daemon(server->daemon);
	text_clear(&server->own);
	text_clear(&server->address);
	free(server);
}

/* A descriptor that can be read with every beat; -1. */
static int open_beats(void)
{
	struct itimerspec each = {{BEAT_SECONDS, 0}, {BEAT_SECONDS, 0}};
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);

	if (fd >= 0 && timerfd_settime(fd, 0, &each, NULL) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* Milliseconds until libmicrohttpd wants to be called again; -1: never. */
static int patience(struct server *server)
{
	MHD_UNSIGNED_LONG_LONG most;

	if (MHD_get_timeout(server->daemon, &most) != MHD_YES)
		return -1;
	return most < 1000 ? (int)most : 1000;
}

static bool turn(struct server *server, int stop, int beats)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon,
		MHD_DAEMON_INFO_EPOLL_FD);
	struct pollfd ready[] = {
		{.fd = info->epoll_fd, .events = POLLIN},
		{.fd = beats, .events = POLLIN},
		{.fd = stop, .events = POLLIN},
	};

	for (;;) {
		uint64_t missed;

		if (poll(ready, 3, patience(server)) < 0 && errno != EINTR)
			return false;
		if (ready[2].revents != 0)
			return true;
		/* A long answer is one beat: nobody could speak meanwhile. */
		if (read(beats, &missed, sizeof(missed)) == sizeof(missed))
			beat(server);
		if (MHD_run(server->daemon) != MHD_YES)
			return false;
	}
}

bool server_run(struct server *server, int stop, struct report *report)
{
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);
	int beats = open_beats();
	bool done = beats >= 0 && turn(server, stop, beats);

	if (!done)
		fail("it ended", report);
	if (beats >= 0)
		close(beats);
	signal(SIGPIPE, before);
	return done;
}
