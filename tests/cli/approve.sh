#!/bin/bash
# Somebody vouches for exactly these letters: what is approved, by whom, what
# ends it, and that it stays so whatever is killed or changed.
. tests/cli/lib
copy_job tiny "$work/tiny"
list() { mill list; cat "$said/out"; }
csv=$out/approvals.csv
lines() { wc -l <"$csv"; }
# approvals.csv by other means: each line has the digest of the one before.
chain_holds() { "$PYTHON" - "$csv" <<'END'
import csv, hashlib, sys
lines = open(sys.argv[1], "rb").read().split(b"\n")
assert lines.pop() == b"", "the last line has no end"
for before, line in zip(lines, lines[1:]):
    row = next(csv.reader([line.decode()]))
    assert len(row) == 8, row
    assert row[-1] == hashlib.sha256(before).hexdigest(), row
END
}
approved_are() { # approved_are KEY...: exactly these
	mill list --json
	same "$("$PYTHON" -c 'import json, sys
for letter in json.load(sys.stdin)["letters"]:
    if letter["approved"]: print(letter["key"])' <"$said/out" | xargs)" "$*"
}
counts() { # counts NAME NUMBER: of status
	mill status
	grep -qE "^$1 +$2( |$)" "$said/out"
}

mill approve --all
check 'nothing is made yet: refused' exits 2
check 'and told so' warns 'out/tiny: error: nothing was made here yet'
check 'no folder is made for it' absent out
mill status --quiet
check 'status: letters to make are for somebody to mend' exits 1
mill render
check 'nobody has signed off anything: no list' absent "$csv"
mill status --quiet
check 'status: all is made' exits 0
check 'and says nothing when quiet' says_nothing

# ---- what it says ----
mill approve
check 'it has to be told which' exits 2
mill approve --all elm
check 'recipients, --all or --sample' warns \
	'approve: takes recipients, or --all, or --sample'
mill approve elm --except oak
check '--except goes with --all' warns 'approve: --except goes with --all'
mill approve --all --seed 1
check '--seed goes with --sample' warns '--sample and --seed go together'
mill approve --sample 0 --seed 1
check 'a sample has a letter' warns "--sample takes a number from 1, not '0'"
mill approve --all --except elmo
check 'an unknown exception is refused' exits 2
check 'with a suggestion' warns "did you mean 'Elm-on-the-Hill School'?"
check 'and nothing is approved' absent "$csv"
for by in '' '  ' '=1+1' $'Ada\nEve' $'A\xff' "$(printf %201s | tr ' ' x)"; do
	mill approve --all --by "$by"
	check "--by '${by:0:9}' is refused" exits 2
done
check 'and nothing is approved by them' absent "$csv"

# ---- a sample ----
mill approve --sample 2 --seed $'1\n2'
check 'a seed is one line' warns 'the seed holds a character that cannot be seen'
mill approve --sample 2 --seed 2021-03
check 'a sample is drawn' exits 0
check 'and told what it proves' says \
	'2 of 4 letters are wrong at most (with 95% confidence)'
check 'but nothing is recorded' absent "$csv"
awk '$1 == "drawn" {print $2}' "$said/out" | xargs >"$work/drawn"
for key in ash elm oak yew; do
	echo "$(printf %s "2021-03$key" | sha256sum) $key"
done | sort | head -2 | cut -d' ' -f4 | xargs >"$work/by-hand"
check 'anybody can draw the same' cmp "$work/drawn" "$work/by-hand"
mill approve --sample 2 --seed 2021-03 --looked --by 'Ada  Lovelace '
check 'they were looked at' says '2 looked at by Ada Lovelace, 0 refused'
check 'and are not approved by it' approved_are
check 'status counts them' counts 'looked at' 2
check 'the list has them' same "$(lines)" 3

# ---- exactly these bytes ----
mill approve elm Oak --by Ada
check 'two are approved' says '2 approved by Ada, 0 refused'
check 'and named' says 'approved  oak       letters/oak-school.pdf'
check 'which are specimens' warns 'job.ini:4: note: these are specimens'
check 'and just these two' approved_are elm oak
mill approve --all --except yew --by Ada --json
check 'all but one' approved_are ash elm oak
mill approve --all --by ada --json
check 'a person approves once' grep -q '"already": 3' "$said/out"
check 'the list holds together' chain_holds
mill verify
check 'and agrees with the record' fails warns approvals.csv
mill list
check 'list tells by whom' says \
	'made      oak       Oak School: approved by Ada'
check 'the record is its owner'\''s' same "$(stat -c %a "$out/job.db" "$csv" |
	xargs)" '600 600'
check 'the account is known besides' grep -q \
	",Ada,by the account $(id -un)," "$csv"
mill approve elm
check 'without --by it is the account' says "1 approved by $(id -un), 0"

cp recipients.csv "$work/before.csv"
sed -i 's/^elm,Elm-on/elm,Elms-on/' recipients.csv
check 'the data has changed' fails cmp -s recipients.csv "$work/before.csv"
mill list
check 'a letter that would change is no longer approved' grep -qE \
	'^changed +elm .*no longer approved' "$said/out"
mill approve elm --by Ada
check 'nor can it be' exits 1
check 'and why' warns "[elm] cannot be approved, as its state is 'changed'"
mill render
mill list
check 'made again, it says what ended it' grep -qE \
	'^made +elm .*no longer approved \(made again: name' "$said/out"
cp "$work/before.csv" recipients.csv
mill render
check 'and as it was before, it waits for somebody' approved_are ash oak yew
mill history elm
check 'its history tells of all' same \
	"$(awk 'NR > 1 {print $2}' "$said/out" | xargs)" \
	'made looked approved approved superseded made superseded made'
check 'where the first issue is' says 'now superseded/'
mill history elm --json
check 'and that it is the one of that digest' "$PYTHON" - "$said/out" "$out" <<'END'
import hashlib, json, pathlib, sys
past = json.load(open(sys.argv[1]))
told = [e for e in past["events"] if e["kind"] in ("made", "superseded")]
assert len(told) == 5 and past["issue"] == 3 and past["whole"], past
for event in told:
    data = (pathlib.Path(sys.argv[2]) / event["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == event["sha256"], event
END
mill approve elm --by Ada
check 'then it is approved again' approved_are ash elm oak yew
printf x | dd of="$out/letters/oak-school.pdf" bs=1 seek=99 conv=notrunc 2>/dev/null
mill approve oak --by Bob
check 'a file that was changed cannot be approved' exits 1
check 'and which' warns '[oak] its file is not the one that was made'
rm "$out/letters/oak-school.pdf"
check 'one that is gone is not approved' approved_are ash elm yew
mill render
check 'made with the same bytes, it is' approved_are ash elm oak yew

# ---- four eyes ----
four='--set approval.persons=2'
mill list $four
check 'with four eyes one person is not enough' says \
	'Oak School: approved by Ada, 1 more needed'
mill status $four
check 'nor in status' grep -qE '^begun +4  ' "$said/out"
mill approve --all --by ' ADA' $four
check 'the same person in capitals is no other' says '4 already'
check 'and another is asked for' says \
	'4 of them need to be approved by somebody else'
mill approve --all --by Bob $four
mill status $four
check 'two persons are' grep -qE '^approved +4$' "$said/out"
mill render $four
check 'the setting makes no letter again' says '0 made, 4 unchanged'

# ---- taken back ----
mill unapprove oak
check 'that needs a reason' warns '--because REASON'
mill unapprove oka --because x
check 'an unknown key is refused' warns "did you mean 'oak'?"
mv job.ini job.old
sed 's/^file = results.csv/file = none.csv/' job.old >job.ini
mill unapprove oak --because 'a wrong date' --by Ada
mv job.old job.ini
check 'it works while the data does not' says '1 unapproved by Ada'
check 'and ends all sign-offs' approved_are ash elm yew
mill list
check 'with the reason' says \
	'Oak School: no longer approved (unapproved: a wrong date)'
mill unapprove oak --because again
check 'once' warns '[oak] is not approved'
mill unapprove --all --because 'all of them'
check 'all at once' says '3 unapproved'
check 'none is approved' approved_are

# ---- what did not become a letter ----
cp results.csv "$work/results.csv"
sed -i '/^oak/s/[0-9][0-9]*/x/' results.csv
mill render
mill approve --all --by Ada
check 'a failed letter is refused, the others approved' exits 1
check 'it says which' warns \
	"[oak] cannot be approved, as its state is 'failed'"
check 'and approves the others' approved_are ash elm yew
check 'status counts it' counts failed 1
mill status --quiet
check 'and is not well' exits 1
mill render
mill history oak
check 'that it still fails is told once' same \
	"$(grep -c '  failed  ' "$said/out")" 1
cp "$work/results.csv" results.csv
mill render
sed -i.bak '/^yew/d' recipients.csv results.csv
mill render
mill history yew
check 'who is no recipient any more has a history' exits 0
check 'that ends so' grep -q '  withdrawn .*now superseded/' "$said/out"
mv recipients.csv.bak recipients.csv && mv results.csv.bak results.csv
mill render

# ---- what the mail will tell ----
record() { "$PYTHON" "$root/tests/shared/record.py" "$out/job.db" "$@"; }
told() { record add "$@"; } # told KIND KEY [OF]: as it would be
while read -r kind name wanted; do
	told "$kind" ash
	check "status: $kind" counts "$name" 1
	check "after '$kind' its status is $wanted" exits "$wanted"
	check 'and nothing else is counted' same "$(sed -n '/mailed/,$p' \
		"$said/out" | grep -vc '  0$')" 1
done <<'END'
mailed mailed 0
sending in.doubt 1
deferred deferred 0
refused refused 1
doubted in.doubt 1
settled sent 0
sent sent 0
bounced bounced 1
sent sent 0
END
told sent elm ash # which is another letter
check 'sent, and other bytes by now' counts outdated 1
check 'is for somebody to mend' exits 1
told sent elm
told doubted gone ash
told withdrawn gone ash
check 'in doubt counts when the recipient is gone' counts 'in doubt' 1
told withdrawn gone ash
check 'once' counts 'in doubt' 1
told settled gone ash
check 'and no more when it is settled' counts sent 3
check 'then all is well' exits 0
mill status --json
check 'as JSON' "$PYTHON" -c 'import json, sys
status = json.load(sys.stdin)
assert status["well"] and status["sent"] == 3 and status["list_is_whole"]
assert status["made"] == 4 and status["in_doubt"] == 0, status' <"$said/out"

# ---- the list was touched ----
cp "$csv" "$work/whole.csv"
sed -i '3s/Ada/Eve/' "$csv"
mill verify
check 'verify finds a changed line' exits 1
check 'and which' warns "$csv:3: error: this line is not the one that was"
mill approve --all --by Ada
check 'and nobody signs on it' exits 2
check 'nor is it mended' fails cmp -s "$csv" "$work/whole.csv"
mill status --quiet
check 'status is not well, either' exits 1
sed '4d' "$work/whole.csv" >"$csv"
mill verify
check 'a dropped line' warns "$csv:4: error: this line is not the one"
sed '4p' "$work/whole.csv" >"$csv"
mill verify
check 'an inserted line' warns "$csv:5: error: this line is not the one"
sed '$d' "$work/whole.csv" >"$csv"
mill verify
check 'a dropped end' warns "$csv:$(wc -l <"$work/whole.csv"): error: the list ends"
mill approve --all --by Ada
check 'which the next sign-off brings back' same \
	"$(head -n "$(wc -l <"$work/whole.csv")" "$csv")" "$(cat "$work/whole.csv")"

# ---- the record was lost ----
cp -r out "$work/kept"
rm "$out/job.db"
mill render
check 'without the record nobody has approved anything' approved_are
mill approve --all --by Ada
check 'and the list is not gone on with' exits 2
check 'which says the way out' warns \
	"$csv:1: error: this line is not in the record, and yet the list"
rm "$csv"
mill approve --all --by Ada
check 'then all is approved again' approved_are ash elm oak yew

# ---- a record of before there was a history ----
rm -rf out
mill render
cp recipients.csv "$work/before.csv"
sed -i 's/^elm,Elm/elm,Elms/' recipients.csv
mill render
cp "$out/job.db" "$work/job.db"
record age elm
mill list
check 'an early record knows its letters, but for one of other parts' same \
	"$(grep -v '^made ' "$said/out" | grep -c 'made differently')" 1
check 'and all others' same "$(grep -c '^made ' "$said/out")" 3
cp "$work/job.db" "$out/job.db"
record age
sqlite3 "$out/job.db" 'DROP TABLE event; DROP TABLE earlier; DROP TABLE premises;
	PRAGMA user_version = 1'
cp "$out/job.db" "$work/old.db"
mill status
check 'status reads it' exits 0
mill list
check 'list reads it' exits 0
mill verify
check 'verify finds no fault with the list' fails warns approvals
mv "$out/superseded/elm-on-the-hill-school.pdf" \
	"$out/superseded/elms-on-the-hill-school.pdf"
mill history elm
check 'history knows what is kept' grep -qE \
	'^before there was any +kept +[0-9a-f]{12}  now superseded/elms' "$said/out"
check 'none of these changes it' cmp "$work/old.db" "$out/job.db"
mill approve --all --by Ada
check 'approve goes on from there' approved_are ash elm oak yew
cp "$work/before.csv" recipients.csv
rm -rf out && mv "$work/kept" out

# ---- two at once ----
exec 9<"$out/.lock"
flock 9
mill approve --all --by Bob
check 'while another holds the job, it is refused' exits 2
check 'and told who' warns 'holds the job: wait for it, or pass --wait'
"$LETTERMILL" approve --all --by Carl --wait --config "$config" \
	>"$work/carl" 2>&1 9<&- &
carl=$!
"$LETTERMILL" approve --all --by Eve --wait --config "$config" \
	>"$work/eve" 2>&1 9<&- &
eve=$!
sleep 0.3
check '--wait waits' kill -0 $carl
exec 9<&-
wait $carl && wait $eve
check 'both are then through' same \
	"$(grep -c ',approved,.*,Carl,' "$csv")$(grep -c ',approved,.*,Eve,' "$csv")" 44
check 'and the list holds together' chain_holds

# ---- killed before each call that writes ----
cat >"$work/kill.c" <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
static void count(void)
{
	static int calls;
	if (++calls == atoi(getenv("KILL_AT")))
		raise(SIGKILL);
}
#define NEXT(name, type) count(); return ((type)dlsym(RTLD_NEXT, name))
ssize_t write(int fd, const void *b, size_t n)
{ NEXT("write", ssize_t (*)(int, const void *, size_t))(fd, b, n); }
ssize_t pwrite64(int fd, const void *b, size_t n, off64_t at)
{ NEXT("pwrite64", ssize_t (*)(int, const void *, size_t, off64_t))(fd, b, n, at); }
int fsync(int fd) { NEXT("fsync", int (*)(int))(fd); }
int fdatasync(int fd) { NEXT("fdatasync", int (*)(int))(fd); }
int syncfs(int fd) { NEXT("syncfs", int (*)(int))(fd); }
int fchmod(int fd, mode_t m) { NEXT("fchmod", int (*)(int, mode_t))(fd, m); }
int unlink(const char *p) { NEXT("unlink", int (*)(const char *))(p); }
END
killed=0 wrong=0 begun=0
if [[ $LETTERMILL != */asan/* ]] && "${CC:-cc}" -shared -fPIC \
	-o "$work/kill.so" "$work/kill.c" 2>/dev/null; then
	rm -rf out
	mill render
	mill approve ash --by Bob
	cp -r out "$work/out"
	for call in $(seq 200); do
		rm -rf out
		cp -r "$work/out" out
		KILL_AT=$call LD_PRELOAD=$work/kill.so "$LETTERMILL" approve \
			--all --by Ada --config "$config" &
		wait $!
		status=$?
		[ $status = 137 ] || break
		killed=$((killed + 1))
		# A list of three things: none of the four, or all of them.
		by=$(record count approved Ada)
		[ "$by" = 4 ] && [ "$(lines)" -lt 6 ] && begun=$((begun + 1))
		[ "$by" = 0 ] || [ "$by" = 4 ] || wrong=$((wrong + 1))
		mill approve --all --by Ada
		exits 0 || wrong=$((wrong + 1))
		by=$(grep -c ',approved,.*,Ada,' "$csv")
		[ "$by" = 4 ] && [ "$(lines)" = 6 ] && chain_holds ||
			wrong=$((wrong + 1))
	done >/dev/null 2>&1
	check 'it was killed at each call that writes' [ $killed -gt 10 ]
	check 'and ended well when it was not' exits 0
	check 'also between the record and the list' [ $begun -gt 0 ]
	check 'every sign-off is there once, whole' same $wrong 0
fi

# ---- a full disk ----
mkdir "$work/disk"
if mount -t tmpfs -o size=2m tmpfs "$work/disk" 2>/dev/null; then
	trap 'cd /; umount "$work/disk"; rm -rf "$work"' EXIT
	out=$work/disk/tiny csv=$out/approvals.csv
	mill render --out "$work/disk"
	mill approve ash --by Bob --out "$work/disk"
	head -c 4m /dev/zero >"$work/disk/full" 2>/dev/null
	mill approve --all --by Ada --out "$work/disk"
	check 'on a full disk it ends' exits 2
	check 'and says what to do' warns 'make room'
	rm "$work/disk/full"
	mill verify --out "$work/disk"
	check 'nothing is half-done' fails warns 'approvals.csv:'
	mill approve --all --by Ada --out "$work/disk"
	check 'with room, it goes on' exits 0
	check 'and the list is whole' chain_holds
	check 'with each once' same "$(lines)" 6
fi
