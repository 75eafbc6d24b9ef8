/* The manual's short chapters; see chapters.h. */
#include "manual/chapters.h"

#include "manual/roff.h"
#include "start/starter.h"

/* ---- a first job ---- */

void chapter_first_job(struct text *out)
{
	roff_chapter(out, "A FIRST JOB");
	roff_words(out, "A job is a configuration, a text and CSV files. Here "
		"is a small one that is whole: a gym's yearly letter to its "
		"members. 'lettermill init DIR' leaves it in a new folder, "
		"with the typefaces that it needs; 'lettermill init --from "
		"FILE.csv DIR' drafts one for your own data.\n\n"
		"The configuration, lettermill.ini:");
	roff_block(out, "file lettermill.ini", starter_config);
	roff_words(out, "The text, letter.md:");
	roff_block(out, "file letter.md", starter_letter);
	roff_words(out, "The data, members.csv:");
	roff_block(out, "file members.csv", starter_data);
	roff_words(out, "And more of it, payments.csv:");
	roff_block(out, "file payments.csv", starter_payments);
	roff_words(out, "See whether all is well, then make the letters, in "
		"out/gym/letters:");
	roff_block(out, "run",
		"$ lettermill check\n"
		"contrast on white: text 15.10:1, accent 8.42:1, muted "
		"5.93:1, banner 6.59:1, graphic 3.01:1\n"
		"4 recipients, 4 letters of 8 pages can be made: 0 errors, "
		"0 warnings\n"
		"$ lettermill render\n"
		"out/gym: 4 made, 0 unchanged, 0 failed\n");
	roff_words(out, "All examples below belong to this job: behind each "
		"stands what it prints in the first letter. Once the letters "
		"are right, [job] status = final takes the banner away that "
		"says on each page that they are specimens.");
}

/* ---- data ---- */

static const char fees_file[] =
	"Plan;Fee;Year\n"
	"gold;1.039,90;2020\n"
	"gold;999,00;2019\n"
	"day;n/a;2020\n"
	"silver;79,00;2020\n";

static const char fees_section[] =
	"[data]\n"
	"delimiter = comma\n"
	"encoding  = utf-8\n"
	"decimal   = point\n"
	"missing   = n/a\n"
	"where     = plan <> 'trial'\n"
	"\n"
	"[data fees]\n"
	"file  = fees.csv\n"
	"key   = Plan\n"
	"match = plan\n"
	"where = of_year = 2020\n"
	"delimiter = semicolon\n"
	"encoding  = windows-1252\n"
	"decimal   = comma\n"
	"missing   = n/a, unknown\n"
	"unmatched = ignore\n"
	"number.fee     = Fee\n"
	"number.of_year = Year\n";

void chapter_data(struct text *out)
{
	roff_chapter(out, "DATA");
	roff_words(out, "A CSV file begins with a line of headers; quotes "
		"stand around a cell that holds the delimiter, a quote "
		"(doubled) or a line end. Only mapped columns are read: "
		"text.NAME = HEADER "
		"and number.NAME = HEADER give them the names by which "
		"formulas, conditions and placeholders know them. A name "
		"stands for one column of all files. Case and blanks of a "
		"header do not count.\n\n"
		"Numbers are written 1204, 1,204 or 12.5, also with a sign "
		"before or a % behind, which is dropped. A comma parts "
		"thousands and a point decimals, so 1.204 is little more than "
		"1; with decimal = comma it is the other way round. "
		"Up to 15 digits are kept, 9 of them behind the point. A cell "
		"that is empty or listed under missing has no value, which is "
		"not 0.\n\n"
		"A further file, [data NAME], has one row for a recipient and "
		"is joined by its key; its columns are known by their names as "
		"the recipients' are. With rows = many it may have any number "
		"of rows for each: see Tables. A spreadsheet of a country with "
		"decimal commas mostly writes semicolons and windows-1252, as "
		"this fees.csv; its key is no recipient's, but a plan's:");
	roff_block(out, "file fees.csv", fees_file);
	roff_words(out, "How it is read, and how the recipients are, is "
		"set by:");
	roff_block(out, "with", fees_section);
	roff_sample(out, "Your plan is {{fee|number 2}} a year.",
		"Your plan is 1,039.90 a year.");
}

/* ---- who vouches for it ---- */

static const char chain_script[] =
	"before= number=0\n"
	"while IFS= read -r line; do\n"
	"    number=$((number + 1))\n"
	"    if [ $number -gt 1 ] && [ \"${line##*,}\" != \"$before\" ]; then\n"
	"        echo \"line $number does not follow\" && exit 1\n"
	"    fi\n"
	"    before=$(printf %s \"$line\" | sha256sum | cut -c 1-64)\n"
	"done <\"$1\"\n"
	"echo \"$number lines, each follows the one before\"\n";

void chapter_approval(struct text *out)
{
	roff_chapter(out, "APPROVAL");
	roff_words(out, "Before letters are sent, somebody looks at them and "
		"vouches for them. A sample is drawn by a seed; choose it "
		"before the letters are made, so that nobody chooses the "
		"sample:");
	roff_block(out, "run",
		"$ lettermill approve --sample 2 --seed 2024-05 --out signed\n"
		"drawn     104       letters/zoe-grun.pdf\n"
		"drawn     103       letters/umit-ozdemir.pdf\n"
		"a sample of 2 from 4 letters, seed '2024-05': look at these, "
		"then pass --looked\n"
		"if all of them are right, 2 of 4 letters are wrong at most "
		"(with 95% confidence), and which is not known\n");
	roff_words(out, "What is approved are the bytes of a file, not its "
		"name: a letter that is made again with others is no longer "
		"approved.");
	roff_block(out, "run",
		"$ lettermill approve --all --by 'Ada Lovelace' --out signed "
		"2>/dev/null | head -n 1\n"
		"signed/gym: 4 approved by Ada Lovelace, 0 refused\n"
		"$ lettermill unapprove 101 --because 'a wrong address' "
		"--out signed | head -n 1\n"
		"unapproved  101       letters/jurgen-muller.pdf\n"
		"$ lettermill status --out signed | "
		"grep -e ^made -e ^approved\n"
		"made             4\n"
		"approved         3\n");
	roff_words(out, "'lettermill proof --serve --by Bob' does the same by "
		"clicks in a browser on this machine: it shows each letter as "
		"'proof' does, and approves exactly the bytes that it shows. "
		"Its page asks for a name where there is no --by. One that is "
		"not at this machine reaches it by a tunnel: 'ssh -L "
		"8080:127.0.0.1:8080 HOST' for --port 8080, the same number at "
		"both ends.");
	roff_words(out, "approvals.csv beside the letters has a line for each. "
		"By chain.sh, whoever has a copy can prove it without the "
		"program, as long as no key holds a line end:");
	roff_block(out, "file chain.sh", chain_script);
	roff_block(out, "run",
		"$ sh chain.sh signed/gym/approvals.csv\n"
		"6 lines, each follows the one before\n"
		"$ sed '3s/Ada/Eve/' signed/gym/approvals.csv "
		">copy.csv; sh chain.sh copy.csv\n"
		"line 4 does not follow\n");
	roff_words(out, "Who can write both the list and the record can write "
		"both anew. Against that, note the SHA-256 of the last line, "
		"which approve tells, where they cannot: in the minutes, or "
		"in a message to the second person. And a name is what "
		"somebody typed: who may approve is decided by who may write "
		"the folder, where the account's name is recorded beside the "
		"person's.");
}

/* ---- what comes out ---- */

void chapter_files(struct text *out)
{
	roff_chapter(out, "FILES");
	roff_item(out, "lettermill.ini", NULL,
		"The configuration, where --config names no other.");
	roff_item(out, "DIR/JOB/letters/", NULL, "The letters: DIR is --out, "
		"JOB is [job] name, and [output] file names each; [output] "
		"folders spreads them over folders, and pack makes one ZIP "
		"file of each folder, beside it.");
	roff_item(out, "DIR/JOB/mail/", NULL, "Their messages, as files that "
		"the owner alone can read.");
	roff_item(out, "DIR/JOB/superseded/", NULL, "Earlier issues of letters "
		"and messages that changed; never overwritten.");
	roff_item(out, "DIR/JOB/manifest.csv", NULL, "Every letter, for "
		"the owner alone: key, name, file, pages, bytes, sha256, "
		"state, and a column for each indicator.");
	roff_item(out, "DIR/JOB/failed.csv", NULL, "The rows of the letters "
		"that could not be made, each with its reason, for the owner "
		"alone.");
	roff_item(out, "DIR/JOB/sources.csv", NULL, "Every file that data was "
		"read from at the last run: source, file, bytes, sha256, and "
		"the columns that the job reads.");
	roff_item(out, "DIR/JOB/proof.html", NULL, "The page to review letters "
		"with, and DIR/JOB/proof/ with its pictures: proof writes "
		"both, for their owner alone.");
	roff_item(out, "DIR/JOB/preview.pdf", NULL, "One letter as watch made "
		"it last; not signed, and in no record.");
	roff_item(out, "DIR/JOB/job.db", NULL, "The record (SQLite): what each "
		"letter was made of, and its history. Without it all letters "
		"are made again, and nobody has approved any. Its owner alone "
		"may read it.");
	roff_item(out, "DIR/JOB/shards/", NULL, "What shards have of their "
		"own: see SHARDS.");
	roff_item(out, "DIR/JOB/approvals.csv", NULL, "Who looked at, approved "
		"or unapproved which letter, as the record has it, for its "
		"owner alone: number, at (UTC), kind, key, sha256 (of the "
		"letter), who, words, and before: the SHA-256 of the line "
		"before, without its line end. Lines are only added.");
	roff_item(out, "figures.csv", NULL, "Within each PDF, unless "
		"[attachments] says otherwise.");
}

static void add_json_of_letters(struct text *out)
{
	roff_item(out, "render", NULL, "folder; shard, as 3/8, with --shard; "
		"made, unsigned (of made: to be signed later), unchanged, "
		"failed, withdrawn (no more a recipient), moved (to another "
		"folder), packed and unpacked (those made as well), discarded "
		"(of made) and left (not come to), in numbers; letters, a list "
		"of those that were not left as they were: key, name, state, "
		"why.");
	roff_item(out, "check", NULL, "recipients; good (letters that can be "
		"made) and their pages; contrast on white, of the colours "
		"text, accent, muted, banner and graphic; errors; warnings.");
	roff_item(out, "list", NULL, "letters: key, name, state, why, file, "
		"issue, pages, approved (true: by enough persons, as it is "
		"now), approval (in words). shards, where the job stands in "
		"any: shard, as 3/8, state (ended, running, did not end, not "
		"run), waiting (how many of its letters are to be made).");
	roff_item(out, "sign", NULL, "folder; signed, already (signed before) "
		"and failed, in numbers; stopped; letters, those signed: key, "
		"file.");
	roff_item(out, "mail", NULL, "folder; withdrawn (messages); letters: "
		"key, state (written, unchanged, sent, not approved, not made, "
		"not signed, out of date, failed), file (the message's).");
	roff_item(out, "send", NULL, "folder, server; sent, partly, deferred, "
		"refused, held, in_doubt, to_send (of a dry run), left (not "
		"come to) and released (by --again), in numbers; letters, "
		"what was done in its order: key, file (the message's), "
		"recipients (how many), state (sent, partly sent, refused, in "
		"doubt, held or, of a dry run, to send). With --settle: "
		"folder; settled (sent), not_sent and in_doubt, in numbers.");
	roff_item(out, "bounces", NULL, "folder; reports, in the order of the "
		"mails: state (bounced, told before, not failed, never sent, "
		"of others), key (null: of others), action, status and mail "
		"(its file); bounced, told_before, not_failed, never_sent, "
		"of_others, no_reports and not_read, of the mails, in "
		"numbers.");
	roff_item(out, "verify", NULL, "letters: file, good, words, signature "
		"(valid, unknown, invalid, absent; null where it was not "
		"looked at), signer, issuer, date, stamped; accessible and "
		"archival, whether it is marked so, where that was looked "
		"at. With --figures: figures, each with indicator, figure, "
		"printed, again (as worked out) and fault.");
}

void chapter_json(struct text *out)
{
	roff_chapter(out, "JSON");
	roff_words(out, "With --json the result is one object on standard "
		"output, and problems are its member problems, a list of "
		"severity, file, line, column, recipient (a key) and message; "
		"what is not known is null or 0. Its other members are:");
	add_json_of_letters(out);
	roff_item(out, "proof", NULL, "page, its path; letters that it shows; "
		"changed, with remarks (noted) and drawn anew (drawn), in "
		"numbers; with --serve address, of the page.");
	roff_item(out, "explain", NULL, "key; name; values, each with name, "
		"printed, missing, file, line, column; rows that the letter "
		"shows, each with name, count, file, lines (as 3-14 17), "
		"columns; figures, each with "
		"indicator, field, printed, formula, exactly, rounded, peers, "
		"file, line, column and its cells: name, header, text, file, "
		"line, column, and lines where all rows of a recipient are "
		"read.");
	roff_item(out, "approve, unapprove", NULL, "letters: key, name, file, "
		"result (approved, looked, unapproved, already, refused, or "
		"drawn, of a sample). folder, by; approved, looked or "
		"unapproved, already, refused and wanting (another person), "
		"in numbers; drawn, standing (letters a sample was drawn "
		"from); last_line, the SHA-256 of the last line of "
		"approvals.csv.");
	roff_item(out, "export", NULL, "file; folder; letters, files and their "
		"bytes, in numbers; left_out and elsewhere, lists of texts.");
	roff_item(out, "import", NULL, "not_good, a list of letters with file "
		"and words; whole; files, bytes, letters and unsigned (of "
		"them), in numbers; "
		"config, its place in the new folder; sets, left_out and "
		"elsewhere, lists of texts.");
	roff_item(out, "status", NULL, "made, unsigned, failed, to_make, "
		"changed, "
		"missing, looked, begun (approved, by too few), approved, "
		"mailed, sent, partly (sent, not to all of its recipients), "
		"outdated (sent, and made again since), "
		"deferred, refused, in_doubt, bounced, in numbers; "
		"list_is_whole; well (true: the exit status is 0).");
	roff_item(out, "history", NULL, "key, name, file, sha256, issue; whole "
		"(the file is as it was made); events, each with number, at, "
		"kind, sha256, who, words and file (where these bytes are "
		"now); kept, each earlier issue with file and sha256.");
}

void chapter_statuses(struct text *out)
{
	roff_chapter(out, "EXIT STATUS");
	roff_item(out, "0", NULL, "All is done.");
	roff_item(out, "1", NULL, "The job ran; some letters failed, or it was "
		"stopped before its end. Of status: something is for a person "
		"to mend. Of send: a message was refused, or is deferred, held "
		"or in doubt.");
	roff_item(out, "2", NULL, "The command could not start, or was given "
		"up: usage, configuration, data that cannot be read, another "
		"run that holds the job, a full disk, a mail server that is "
		"away.");
}
