/*
 * Handing the spool over; see send.h. The record is gone through as often as
 * [smtp] tries says; each time, what still waits is offered. A server that is
 * away, or ends one connection behind the other, ends a pass.
 */
#include "dispatch/send.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "batch/inputs.h"
#include "dispatch/courier.h"
#include "dispatch/parcel.h"
#include "dispatch/release.h"
#include "dispatch/sample.h"
#include "mail/address.h"
#include "output/sign_offs.h"

struct send {
	const struct send_options *options;
	struct send_summary *summary;
	struct report *report;
	struct settings *settings;
	struct folder *folder;
	struct record *record;
	struct courier courier;
	struct parcel_desk desk;
	struct arena arena; /* of one letter */
	char *to;	    /* of a trial, as servers are given it */
	struct sample trial; /* the letters of one */
	size_t tried; /* of a trial: carried so far */
	bool is_broken; /* the record cannot be used: all is over */
};

const char *send_state_name(enum send_state state)
{
	static const char *const names[SEND_STATES] = {
		[SEND_WOULD] = "to send",
		[SEND_SENT] = "sent",
		[SEND_PARTLY] = "partly sent",
		[SEND_DEFERRED] = "deferred",
		[SEND_REFUSED] = "refused",
		[SEND_HELD] = "held",
		[SEND_IN_DOUBT] = "in doubt",
	};

	return names[state];
}

/* ---- telling ---- */

static void tell(struct send *send, const struct parcel *parcel,
	size_t recipients, enum send_state state)
{
	send->summary->count[state]++;
	if (send->options->listener != NULL)
		send->options->listener(send->options->context, parcel->key,
			parcel->file, recipients, state);
}

/* Of one letter; without a word of the server's, which may name persons. */
static void complain(struct send *send, const char *key, const char *words)
{
	send->report->recipient = key;
	report_add(send->report, SEVERITY_ERROR, (struct place){0}, words,
		NULL);
	send->report->recipient = NULL;
}

static void tell_doubt(struct send *send, const char *key)
{
	complain(send, key, "its message was sent, or not: it cannot be known "
		"from here; 'send --settle LOGFILE' reads the server's log, "
		"and 'send --again' sends it once more");
}

static void tell_refusal(struct send *send, const struct parcel *parcel,
	const struct smtp_answer *answer, enum send_state state)
{
	struct report *report = send->report;
	struct place nowhere = {0};

	report->recipient = parcel->key;
	if (answer->refused == 0)
		report_error(report, nowhere, "its message was refused (%d): "
			"'history' has the server's words", answer->code);
	else if (state == SEND_PARTLY)
		report_error(report, nowhere, "%zu of %zu recipients were "
			"refused (%d), the others got it: 'history' has the "
			"server's words", answer->refused,
			parcel->spooled.to_count, answer->code);
	else
		report_error(report, nowhere, "%zu of %zu recipients were "
			"refused (%d), nobody got it: 'history' has the "
			"server's words", answer->refused,
			parcel->spooled.to_count, answer->code);
	report->recipient = NULL;
}

/* ---- the record ---- */

static bool commit(struct send *send, const struct parcel *parcel,
	enum event_kind kind, const char *words)
{
	struct event event = {.key = parcel->key, .kind = kind,
		.sha256 = parcel->sha256, .words = words};
	bool done = send->to != NULL ||
		(record_begin(send->record, send->report) &&
			history_add(send->record, &event, send->report) &&
			record_commit(send->record, send->report));

	send->is_broken |= !done;
	return done;
}

static enum event_kind kind_of(enum smtp_result result,
	const struct smtp_answer *answer)
{
	switch (result) {
	case SMTP_GOOD:
		return answer->refused > 0 ? EVENT_PARTLY : EVENT_SENT;
	case SMTP_NEVER:
		return EVENT_REFUSED;
	case SMTP_DOUBT:
		return EVENT_DOUBTED;
	default:
		return EVENT_DEFERRED;
	}
}

static enum send_state state_of(enum event_kind kind)
{
	switch (kind) {
	case EVENT_SENT:
		return SEND_SENT;
	case EVENT_PARTLY:
		return SEND_PARTLY;
	case EVENT_REFUSED:
		return SEND_REFUSED;
	case EVENT_DOUBTED:
		return SEND_IN_DOUBT;
	default:
		return SEND_DEFERRED;
	}
}

/* ---- one message ---- */

static enum smtp_result offer(struct send *send, const struct parcel *parcel,
	const struct text *bytes, struct smtp_answer *answer)
{
	const char *const trial[] = {send->to};
	const struct spooled *spooled = &parcel->spooled;
	struct smtp_mail mail = {
		.from = send->courier.sender != NULL ? send->courier.sender
						     : spooled->from,
		.to = send->to != NULL ? trial : spooled->to,
		.to_count = send->to != NULL ? 1 : spooled->to_count,
		.bytes = bytes->length,
		.needs_utf8 = spooled->needs_utf8,
		.partial = send->courier.partial,
	};
	enum smtp_result result = smtp_offer(send->courier.server, &mail,
		answer);

	if (result == SMTP_LOST && courier_may_begin_anew(&send->courier) &&
		courier_reach(&send->courier, send->report))
		result = smtp_offer(send->courier.server, &mail, answer);
	return result;
}

/* False: the courier is away, or the record is broken. */
static bool carry(struct send *send, const struct parcel *parcel,
	const struct text *bytes)
{
	struct smtp_answer answer = {0};
	enum smtp_result result;
	enum event_kind kind;
	bool done = courier_reach(&send->courier, send->report);

	if (!done)
		return false;
	result = offer(send, parcel, bytes, &answer);
	if (result == SMTP_GOOD) {
		done = commit(send, parcel, EVENT_SENDING,
			parcel->spooled.id);
		if (done)
			result = smtp_deliver(send->courier.server, bytes,
				&answer);
		else
			relay_give_up(send->courier.server);
	}
	kind = kind_of(result, &answer);
	done = done && commit(send, parcel, kind, text_string(&answer.words));
	if (done && kind != EVENT_DEFERRED)
		tell(send, parcel, parcel->spooled.to_count, state_of(kind));
	if (done && (kind == EVENT_REFUSED || kind == EVENT_PARTLY))
		tell_refusal(send, parcel, &answer, state_of(kind));
	courier_rest(&send->courier, result);
	text_clear(&answer.words);
	return done;
}

static bool is_chosen(const struct send *send, const char *key)
{
	const struct send_options *options = send->options;

	for (size_t i = 0; i < options->key_count; i++)
		if (strcmp(options->keys[i], key) == 0)
			return true;
	return options->key_count == 0;
}

static void hold(struct send *send, const struct parcel *parcel)
{
	send->report->recipient = parcel->key;
	report_error(send->report, (struct place){0}, "may not be sent: %s",
		parcel->held);
	send->report->recipient = NULL;
	tell(send, parcel, 0, SEND_HELD);
}

static bool consider(void *context, const struct entry *entry)
{
	struct send *send = context;
	struct delivery delivery;
	struct parcel parcel;
	bool done = true;

	arena_reset(&send->arena);
	if (courier_is_stopped(&send->courier))
		return false;
	if (!is_chosen(send, entry->key))
		return true;
	if (!delivery_of(send->record, entry->key, &send->arena, &delivery,
		    send->report))
		goto broken;
	if (!delivery_is_waiting(&delivery) && !(send->options->again &&
			!send->options->really))
		return true;
	if (!parcel_open(&send->desk, entry, &delivery, &parcel, send->report))
		goto broken;
	if (parcel.held != NULL)
		hold(send, &parcel);
	else if (send->options->really)
		done = carry(send, &parcel, &parcel.bytes);
	else
		tell(send, &parcel, parcel.spooled.to_count, SEND_WOULD);
	parcel_clear(&parcel);
	return done && !send->courier.is_away;
broken:
	send->is_broken = true;
	return false;
}

/* ---- a trial ---- */

/* What was ever spooled and is still there. */
static bool offer_one(void *context, const struct entry *entry)
{
	struct send *send = context;
	struct delivery delivery;

	arena_reset(&send->arena);
	if (!is_chosen(send, entry->key))
		return true;
	if (!delivery_of(send->record, entry->key, &send->arena, &delivery,
		    send->report))
		return false;
	if (*delivery.digest != '\0' && delivery.last != EVENT_UNSPOOLED)
		sample_offer(&send->trial, entry->key);
	return true;
}

static bool try_one(struct send *send, const char *key)
{
	struct text marked = {0};
	struct entry entry;
	struct delivery delivery;
	struct parcel parcel;
	bool done = true;

	arena_reset(&send->arena);
	if (!record_get(send->record, key, &send->arena, &entry))
		return true;
	if (!delivery_of(send->record, key, &send->arena, &delivery,
		    send->report) ||
		!parcel_open(&send->desk, &entry, &delivery, &parcel,
			send->report)) {
		send->is_broken = true;
		return false;
	}
	if (parcel.held != NULL) {
		hold(send, &parcel);
	} else if (!send->options->really) {
		tell(send, &parcel, 1, SEND_WOULD);
	} else {
		spooled_for_trial(&parcel.bytes, send->to, &marked);
		parcel.spooled.to_count = 1;
		done = carry(send, &parcel, &marked);
	}
	text_clear(&marked);
	parcel_clear(&parcel);
	return done;
}

/* Once: a trial that is not taken is told, and tried again by a person. */
static bool send_trial(struct send *send)
{
	const struct sample *trial = &send->trial;

	if (!record_each(send->record, offer_one, send, send->report))
		return false;
	sample_draw(&send->trial);
	(void)!courier_pass(&send->courier);
	while (send->tried < trial->count &&
		!courier_is_stopped(&send->courier) &&
		try_one(send, trial->drawn[send->tried].key))
		send->tried++;
	send->summary->left = trial->count - send->tried;
	if (send->options->really)
		send->summary->count[SEND_DEFERRED] = send->tried -
			send->summary->count[SEND_SENT] -
			send->summary->count[SEND_REFUSED] -
			send->summary->count[SEND_HELD] -
			send->summary->count[SEND_IN_DOUBT];
	return !send->is_broken;
}

/* ---- all of them ---- */

/* What is still open, told once at the end. */
static bool survey_one(struct send *send, const char *key)
{
	struct send_summary *summary = send->summary;
	struct delivery delivery;

	arena_reset(&send->arena);
	if (!delivery_of(send->record, key, &send->arena, &delivery,
		    send->report))
		return false;
	if (delivery_is_in_doubt(&delivery) && !(send->options->again &&
			!send->options->really && is_chosen(send, key))) {
		summary->count[SEND_IN_DOUBT]++;
		tell_doubt(send, key);
	}
	if (!send->options->really || !is_chosen(send, key))
		return true;
	if (delivery.last == EVENT_DEFERRED)
		summary->count[SEND_DEFERRED]++;
	else
		summary->left += delivery_is_waiting(&delivery);
	return true;
}

static bool survey_entry(void *context, const struct entry *entry)
{
	return survey_one(context, entry->key);
}

/* Of who is a recipient no longer. */
static bool survey_gone(void *context, const struct event *event)
{
	struct send *send = context;
	struct entry entry;
	struct delivery delivery;

	arena_reset(&send->arena);
	if (record_get(send->record, event->key, &send->arena, &entry))
		return true;
	if (!delivery_of(send->record, event->key, &send->arena, &delivery,
		    send->report))
		return false;
	if (delivery.withdrawn == event->number &&
		delivery_is_in_doubt(&delivery)) {
		send->summary->count[SEND_IN_DOUBT]++;
		tell_doubt(send, event->key);
	}
	return true;
}

static bool survey_all(struct send *send)
{
	struct send_summary *summary = send->summary;
	size_t held = summary->count[SEND_HELD];

	summary->count[SEND_IN_DOUBT] = 0;
	if (!record_each(send->record, survey_entry, send, send->report) ||
		!history_withdrawn(send->record, survey_gone, send,
			send->report))
		return false;
	/* What is held waits, too, and is told already. */
	summary->left -= held < summary->left ? held : summary->left;
	return true;
}

/* Does anything wait that a further pass may send? */
static bool find_waiting(void *context, const struct entry *entry)
{
	struct send *send = context;
	struct delivery delivery;

	arena_reset(&send->arena);
	return !is_chosen(send, entry->key) ||
		(delivery_of(send->record, entry->key, &send->arena, &delivery,
			send->report) && delivery.last != EVENT_DEFERRED);
}

static bool send_all(struct send *send)
{
	bool ended = false;

	while (!ended && !send->is_broken && courier_pass(&send->courier)) {
		send->summary->count[SEND_HELD] = 0;
		ended = (record_each(send->record, consider, send,
				send->report) &&
			record_each(send->record, find_waiting, send,
				send->report)) || !send->options->really;
	}
	return !send->is_broken && survey_all(send);
}

/* ---- opening ---- */

static bool check_keys(struct send *send)
{
	const struct send_options *options = send->options;
	struct entry entry;
	bool good = true;

	for (size_t i = 0; i < options->key_count; i++)
		if (!record_get(send->record, options->keys[i], &send->arena,
			    &entry))
			good = report_error(send->report, (struct place){0},
				"no letter has the key '%s'; 'lettermill list' "
				"shows them all", options->keys[i]);
	return good;
}

/* What was made as a specimen is one, whatever the settings say by now. */
static bool check_status(struct send *send)
{
	const struct section *job = settings_section(send->settings, "job");
	const char *made = NULL, *secret;

	if (!inputs_find(record_parts(send->record, &send->arena),
		    "job.status", &send->arena, &made, &secret))
		made = "";
	if (send->to != NULL || (section_choice(job, "status") != 0 &&
			strcmp(made, "specimen") != 0))
		return true;
	return report_error(send->report, section_key_place(job, "status"),
		"the letters are specimens, which nobody is sent: say status = "
		"final and make them again, or send a trial to yourself with "
		"--to");
}

static bool read_address(struct send *send)
{
	struct text wire = {0};
	const char *to = send->options->to, *why;

	if (to == NULL)
		return true;
	why = address_fault(to, false, &wire);
	send->to = memory_strdup(text_string(&wire));
	text_clear(&wire);
	return why == NULL || report_error(send->report, (struct place){0},
		"the address '%s' %s", to, why);
}

static bool open_record(struct send *send)
{
	const struct send_options *options = send->options;
	struct send_summary *summary = send->summary;
	char *path = NULL;
	bool writes = options->really && send->to == NULL, opened;

	if (!job_folder(&options->job, &summary->folder, send->report))
		return false;
	path = path_in(summary->folder, "job.db");
	opened = record_is_there(path) ||
		job_fail_unmade(summary->folder, send->report);
	opened = opened && (writes ? folder_open(summary->folder,
			options->wait, &send->folder, send->report)
		: folder_peek(summary->folder, &send->folder, send->report)) &&
		record_open(path, !writes, &send->record, send->report);
	free(path);
	return opened && send->record != NULL;
}

static bool open_all(struct send *send)
{
	const struct send_options *options = send->options;
	struct text name = {0};

	if (!settings_load(options->job.config, options->job.sets,
		    options->job.set_count, &send->settings, send->report) ||
		!read_address(send) || !courier_open(&send->courier,
			send->settings, options->really, send->report))
		return false;
	text_printf(&name, "%s:%d", send->courier.options.host,
		send->courier.options.port);
	send->summary->server = name.data;
	if (!open_record(send) || !check_keys(send) || !check_status(send))
		return false;
	send->desk = (struct parcel_desk){.folder = send->folder,
		.record = send->record, .arena = &send->arena,
		.is_for_trial = send->to != NULL,
		.persons = (size_t)section_integer(settings_section(
			send->settings, "approval"), "persons")};
	return send->to != NULL || sign_offs_check(send->record, send->folder,
		send->report);
}

static bool release(struct send *send)
{
	const struct send_options *options = send->options;

	if (!options->again)
		return true;
	return options->really ? release_mail(send->record, options->keys,
			options->key_count, options->by, options->because,
			&send->summary->released, send->report)
		: release_check(send->record, options->keys,
			options->key_count, send->report);
}

/* Why the run ended before all were tried. */
static void tell_end(struct send *send)
{
	const struct courier *courier = &send->courier;
	struct send_summary *summary = send->summary;

	summary->is_given_up = courier->is_away || courier->is_wrong ||
		courier_is_stopped(courier);
	if (courier_is_stopped(courier))
		report_error(send->report, (struct place){0}, "stopped between "
			"two messages: the next run sends what is left");
	else if (courier->is_away)
		report_error(send->report, courier->place, "the mail server "
			"%s %s: the next run sends what is left",
			summary->server, text_string(&courier->why));
}

static void close_all(struct send *send)
{
	courier_close(&send->courier);
	record_close(send->record);
	folder_close(send->folder);
	settings_free(send->settings);
	sample_clear(&send->trial);
	free(send->to);
	arena_clear(&send->arena);
}

bool send_mail(const struct send_options *options, struct send_summary *out,
	struct report *report)
{
	struct send send = {.options = options, .summary = out,
		.report = report, .courier.stop = -1,
		.trial = {.wanted = options->sample, .seed = options->seed}};
	bool done;

	*out = (struct send_summary){0};
	done = open_all(&send) && release(&send);
	if (done)
		done = send.to != NULL ? send_trial(&send) : send_all(&send);
	if (done)
		tell_end(&send);
	close_all(&send);
	return done;
}
