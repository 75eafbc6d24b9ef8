/* Who carries messages to the server; see courier.h. */
#include "dispatch/courier.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/stop.h"
#include "sign/signer.h"

#define LONGEST_PAUSE 3600.0 /* seconds */
#define MOST_LOSSES   3	     /* of connections; then it is as if away */

bool courier_is_stopped(const struct courier *courier)
{
	struct pollfd file = {.fd = courier->stop, .events = POLLIN};

	return courier->stop >= 0 && poll(&file, 1, 0) > 0;
}

/* Or until it is to stop. */
static void sleep_for(const struct courier *courier, double seconds)
{
	struct pollfd file = {.fd = courier->stop, .events = POLLIN};

	while (poll(&file, 1, (int)ceil(seconds * 1000)) < 0 && errno == EINTR)
		;
}

bool courier_open(struct courier *courier, const struct settings *settings,
	bool really, struct report *report)
{
	*courier = (struct courier){.stop = -1};
	if (!options_for_courier(settings, courier, report))
		return false;
	if (!really)
		return true;
	if (courier->options.user != NULL) {
		signer_protect_process();
		if (!secret_get(&courier->password,
			    "the mail server's password",
			    &courier->options.password, report))
			return false;
	}
	courier->stop = stop_open(); /* not before a password is typed */
	return true;
}

static void part(struct courier *courier)
{
	relay_close(courier->server);
	courier->server = NULL;
	courier->carried = 0;
}

void courier_close(struct courier *courier)
{
	part(courier);
	secret_wipe(&courier->password);
	text_clear(&courier->why);
	if (courier->stop >= 0)
		close(courier->stop);
}

bool courier_pass(struct courier *courier)
{
	double pause = courier->pause;

	if (courier->pass == courier->tries || courier->is_wrong ||
		courier_is_stopped(courier))
		return false;
	for (long i = 1; i < courier->pass; i++)
		pause = fmin(2 * pause, LONGEST_PAUSE);
	if (courier->pass++ > 0) {
		part(courier);
		sleep_for(courier, pause);
	}
	courier->is_away = false;
	courier->losses = 0;
	return !courier_is_stopped(courier);
}

bool courier_reach(struct courier *courier, struct report *report)
{
	enum relay_state state;

	if (courier->server != NULL && !relay_is_over(courier->server))
		return true;
	part(courier);
	text_reset(&courier->why);
	state = relay_open(&courier->options, &courier->server,
		&courier->why);
	courier->is_away = state == RELAY_AWAY;
	courier->is_wrong = state == RELAY_WRONG;
	if (courier->is_wrong)
		report_error(report, courier->place, "the mail server %s:%d %s",
			courier->options.host, courier->options.port,
			text_string(&courier->why));
	return state == RELAY_READY;
}

bool courier_may_begin_anew(struct courier *courier)
{
	if (courier->carried == 0)
		return false;
	part(courier);
	return true;
}

void courier_rest(struct courier *courier, enum smtp_result result)
{
	bool lost = result == SMTP_LOST || result == SMTP_DOUBT;

	courier->carried++;
	courier->losses = lost ? courier->losses + 1 : 0;
	if (courier->losses >= MOST_LOSSES) {
		courier->is_away = true;
		text_reset(&courier->why);
		text_add(&courier->why, "ends each connection amid a message");
	}
	if (courier->rate > 0)
		sleep_for(courier, 60.0 / (double)courier->rate);
}
