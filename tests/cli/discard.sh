#!/bin/bash
# render --discard keeps no letter, and nothing takes one that was discarded for
# one that is there.
. tests/cli/lib
copy_job tiny "$work/tiny"
add_messages
recorded() { sqlite3 "$out/job.db" "SELECT key, hex(sha256), bytes FROM letter
	ORDER BY key"; }
states() { mill list; cut -d' ' -f1 "$said/out" | sort -u | xargs; }

mill render
recorded >"$work/kept"
rm -rf out
mill render --discard
check 'a job is made' exits 0
check 'and told to be discarded' says '4 made, 0 unchanged, 0 failed, 4 discarded'
check 'no letter is left' same "$(count_letters)" 0
check 'nor anything else' no_leftovers
check 'the record knows which bytes they had' same "$(recorded)" \
	"$(cat "$work/kept")"
check 'and what became of them' same \
	"$(sqlite3 "$out/job.db" 'SELECT DISTINCT state FROM letter')" 3
check 'the manifest names no file' same "$("$PYTHON" -c '
import csv, sys
print({(row["state"], row["file"]) for row in csv.DictReader(open(sys.argv[1]))})
' "$out/manifest.csv")" "{('discarded', '')}"
check 'list: they are to be made' same "$(states)" 'to'
check 'and it says why' says 'was discarded'
mill status --quiet
check 'status: there is something to do' exits 1
mill verify
check 'verify misses each' exits 1
check 'and says why' says 'the letter was discarded'
mill approve --all --by Ada
check 'none can be approved' exits 1
check 'and it is said why' warns "its state is 'to make'"
check 'nobody approved any' absent "$out/approvals.csv"
mill mail --set job.status=final
check 'none is mailed' same "$(find "$out" -name '*.eml' | wc -l)" 0
check 'as none is made' says '0 written'
mill export "$work/job.tar"
check 'none is exported' exits 2
check 'and it is said why' warns 'the letter was discarded'
mill proof --quiet
check 'the page shows no letter' fails grep -q 'letters/[a-z]' "$out/proof.html"
mill history elm
check 'nor does the history' says 'it was discarded'
mill render --discard
check 'a second such run has nothing to do' says '0 made, 4 unchanged'
sed -i 's/^oak,Oak/oak,New Oak/' recipients.csv
mill render --discard
check 'but for what has changed' says '1 made, 3 unchanged, 0 failed, 1 discarded'
mill render
check 'without it they are made' says '4 made, 0 unchanged'
check 'and stay' manifest_is_right
check 'with the bytes that they had' same "$(recorded | grep -v ^oak)" \
	"$(grep -v ^oak "$work/kept")"
mill verify
check 'and are good' exits 0
mill history elm
check 'the history tells why it was made again' says 'was discarded'

# ---- letters that somebody may want ----
sums >"$work/sums"
mill render
mill render --discard
check 'where all letters stand it is refused' exits 2
sed -i 's/^oak,New Oak/oak,Old Oak/' recipients.csv
mill render --discard
check 'where letters stand it is refused' exits 2
check 'with a way out' warns 'choose another folder with --out'
check 'and all stay' same "$(sums)" "$(cat "$work/sums")"
mill render --discard --out trial
check 'in another folder it may be done' says '4 discarded'
rm "$out"/letters/*
mill render --discard
check 'a letter that is gone may come back: refused' exits 2

# ---- it is read back ----
# A disk that gives back another byte than it was given.
cat >"$work/liar.c" <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>
ssize_t read(int fd, void *bytes, size_t length)
{
	ssize_t (*real)(int, void *, size_t) = dlsym(RTLD_NEXT, "read");
	ssize_t got = real(fd, bytes, length);

	if (got > 1000 && memcmp(bytes, "%PDF-", 5) == 0)
		((char *)bytes)[999] ^= 1;
	return got;
}
C
if [[ $LETTERMILL != */asan/* ]] && "${CC:-cc}" -shared -fPIC \
	-o "$work/liar.so" "$work/liar.c" 2>/dev/null; then
	rm -rf out
	LD_PRELOAD=$work/liar.so mill render --discard
	check 'a byte that comes back as another stops it' exits 2
	check 'and is told' warns 'is not what was written there'
	check 'the letter is left to be looked at' [ "$(count_letters)" -gt 0 ]
	check 'and the record takes none for done' same "$(recorded)" ''
fi

# ---- killed ----
copy_job review "$work/review"
mill render --discard
recorded >"$work/whole"
rm -rf out
RANDOM=5
for _ in $(seq 5); do
	"$LETTERMILL" render --discard --wait --config "$config" \
		>"$said/out" 2>"$said/err" </dev/null &
	kill_sometime $!
done
mill render --discard --wait
check 'killed again and again, the next run goes on' exits 0
check 'to the same end' same "$(recorded)" "$(cat "$work/whole")"
check 'and no letter is left' same "$(count_letters)" 0
check 'nor anything else' no_leftovers
exit $((failures > 0))
