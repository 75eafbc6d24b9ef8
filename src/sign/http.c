/* HTTP by OpenSSL; see http.h. */
#include "sign/http.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <openssl/err.h>
#include <openssl/http.h>
#include <openssl/httperr.h>

/* A URL in parts, all of OpenSSL's memory. */
struct url {
	char *host, *port, *path;
	int tls;
};

static bool url_parse(const char *string, struct url *url)
{
	*url = (struct url){0};
	return OSSL_HTTP_parse_url(string, &url->tls, NULL, &url->host,
		&url->port, NULL, &url->path, NULL, NULL) == 1;
}

static void url_clear(struct url *url)
{
	OPENSSL_free(url->host);
	OPENSSL_free(url->port);
	OPENSSL_free(url->path);
}

/* ---- proxies ---- */

static bool is_this_machine(const char *host)
{
	return strcasecmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
		strcmp(host, "[::1]") == 0 || strncmp(host, "127.", 4) == 0;
}

/* One entry of no_proxy: "example.org" and ".example.org" mean the domain. */
static bool entry_means(const char *entry, size_t length, const char *host)
{
	size_t whole = strlen(host);

	if (length == 1 && *entry == '*')
		return true;
	if (length > 0 && *entry == '.') {
		entry++;
		length--;
	}
	return length > 0 && length <= whole &&
		strncasecmp(host + whole - length, entry, length) == 0 &&
		(length == whole || host[whole - length - 1] == '.');
}

/* The proxy for a server; NULL: none. */
static const char *find_proxy(const char *host)
{
	const char *proxy = getenv("http_proxy"), *at = getenv("no_proxy");

	if (proxy == NULL || *proxy == '\0' || is_this_machine(host))
		return NULL;
	while (at != NULL && *at != '\0') {
		size_t length = strcspn(at, ", ");

		if (entry_means(at, length, host))
			return NULL;
		at += length + (at[length] != '\0');
	}
	return proxy;
}

/* ---- the connection ---- */

/* Whether the connection gets ready in time. */
static bool wait_for(BIO *bio, int timeout)
{
	struct pollfd wanted = {.events = POLLOUT};

	if (!BIO_should_retry(bio) || BIO_get_fd(bio, &wanted.fd) < 0)
		return false;
	if (poll(&wanted, 1, timeout * 1000) == 1)
		return true;
	ERR_raise(ERR_LIB_BIO, BIO_R_CONNECT_TIMEOUT);
	return false;
}

/* A connection, or NULL: at once where there is no such server. (OpenSSL's own
 * way knocks at a closed door until the time is up.) */
static BIO *connect_to(const struct url *url, int timeout)
{
	BIO *bio = BIO_new_connect(url->host);

	BIO_set_conn_port(bio, url->port);
	BIO_set_nbio(bio, 1);
	while (BIO_do_connect(bio) <= 0) {
		if (wait_for(bio, timeout))
			continue;
		BIO_free_all(bio);
		return NULL;
	}
	return bio;
}

/* A proxy wants to know whom to speak to. */
static bool prepare(OSSL_HTTP_REQ_CTX *http,
	const struct http_question *question, const struct url *url,
	bool by_proxy)
{
	const unsigned char *at = (unsigned char *)question->bytes->data;
	ASN1_TYPE *body = d2i_ASN1_TYPE(NULL, &at,
		(long)question->bytes->length);
	bool done;

	OSSL_HTTP_REQ_CTX_set_max_response_length(http, question->limit);
	/* OpenSSL counts the clock's seconds, the first of which is cut. */
	done = OSSL_HTTP_REQ_CTX_set_request_line(http, 1,
			by_proxy ? url->host : NULL,
			by_proxy ? url->port : NULL, url->path) == 1 &&
		OSSL_HTTP_REQ_CTX_add1_header(http, "Host", url->host) == 1 &&
		OSSL_HTTP_REQ_CTX_set_expected(http, question->answer_type, 1,
			question->timeout + 1, 0) == 1 &&
		OSSL_HTTP_REQ_CTX_set1_req(http, question->type,
			ASN1_ITEM_rptr(ASN1_ANY),
			(const ASN1_VALUE *)body) == 1;
	ASN1_TYPE_free(body);
	return done;
}

static bool exchange(const struct http_question *question,
	const struct url *url, const struct url *proxy, struct text *answer)
{
	BIO *bio = connect_to(proxy != NULL ? proxy : url, question->timeout);
	OSSL_HTTP_REQ_CTX *http;
	BIO *got = NULL;
	char *bytes;
	long length;

	if (bio == NULL)
		return false;
	http = OSSL_HTTP_REQ_CTX_new(bio, bio, 0);
	if (prepare(http, question, url, proxy != NULL))
		got = OSSL_HTTP_REQ_CTX_exchange(http);
	if (got != NULL) {
		length = BIO_get_mem_data(got, &bytes);
		text_append(answer, bytes, (size_t)length);
	}
	OSSL_HTTP_REQ_CTX_free(http);
	BIO_free_all(bio);
	return got != NULL;
}

/* ---- what went wrong ---- */

/* "code=500, reason=...", of which the reason is the server's own words. */
static void explain_status(const char *data, struct text *why)
{
	const char *code = data != NULL ? strstr(data, "code=") : NULL;
	int length = code != NULL ? (int)strspn(code + 5, "0123456789") : 0;

	text_printf(why, "it answers with an error, HTTP status %.*s", length,
		code != NULL ? code + 5 : "");
}

static void explain(const struct http_question *question, struct text *why)
{
	const char *data = NULL, *words;
	unsigned long error = ERR_peek_error_all(NULL, NULL, NULL, &data, NULL);
	int reason = ERR_GET_REASON(error);

	if (ERR_SYSTEM_ERROR(error))
		text_add(why, strerror(reason));
	else if (ERR_GET_LIB(error) == ERR_LIB_BIO &&
		(reason == BIO_R_CONNECT_TIMEOUT ||
			reason == BIO_R_TRANSFER_TIMEOUT))
		text_printf(why, "it does not answer within %d seconds",
			question->timeout);
	else if (ERR_GET_LIB(error) != ERR_LIB_HTTP)
		text_add(why, (words = ERR_reason_error_string(error)) != NULL
				? words : "it does not answer");
	else if (reason == HTTP_R_RECEIVED_ERROR ||
		reason == HTTP_R_STATUS_CODE_UNSUPPORTED)
		explain_status(data, why);
	else if (reason == HTTP_R_REDIRECTION_NOT_ENABLED)
		text_add(why, "it sends elsewhere: give the address that it "
			"sends to");
	else if (reason == HTTP_R_UNEXPECTED_CONTENT_TYPE)
		text_printf(why, "its answer is not of the type %s",
			question->answer_type);
	else if (reason == HTTP_R_MAX_RESP_LEN_EXCEEDED)
		text_printf(why, "its answer is longer than %zu bytes",
			question->limit);
	else
		text_add(why, "its answer is not whole, or damaged");
}

bool http_ask(const struct http_question *question, struct text *answer,
	struct text *why)
{
	struct url url, proxy = {0};
	const char *name = NULL;
	bool done = false;

	ERR_clear_error();
	if (!url_parse(question->url, &url)) {
		text_add(why, "it is no web address of the form "
			"http://server/path");
		goto out;
	}
	if (url.tls) {
		text_add(why, "it has to begin with http://");
		goto out;
	}
	name = find_proxy(url.host);
	if (name != NULL && (!url_parse(name, &proxy) || proxy.tls)) {
		text_add(why, "http_proxy of the environment is no web "
			"address of the form http://server:port");
		goto out;
	}
	done = exchange(question, &url, name != NULL ? &proxy : NULL, answer);
	if (!done && name != NULL)
		text_printf(why, "by way of the proxy %s:%s (http_proxy of "
			"the environment): ", proxy.host, proxy.port);
	if (!done)
		explain(question, why);
out:
	ERR_clear_error();
	url_clear(&url);
	url_clear(&proxy);
	return done;
}
