#!/bin/bash
# Whatever happens to a run: each letter there is whole, and the next run makes
# what is left and ends where an undisturbed one does.
. tests/cli/lib
KILLS=${KILLS:-20}
copy_job review "$work/review"
mill render
sums >"$work/sums"
cp "$out/manifest.csv" "$work/manifest"

start() { # start ARGUMENTS: a run of its own; $run is its process
	"$LETTERMILL" render --config "$config" "$@" \
		>"$said/out" 2>"$said/err" </dev/null &
	run=$!
}
finish() { # the run's exit status
	wait "$run" 2>/dev/null
	status=$?
}
# Every letter there has the bytes that it has to have.
letters_are_whole() {
	local strange
	strange=$(sums | grep -vxF -f "$work/sums")
	[ -z "$strange" ] || { echo "$strange"; return 1; }
}
history_is_right() { # each letter was made once, and so
	same "$(sqlite3 "$out/job.db" "SELECT count(*), count(DISTINCT letter)
		FROM event JOIN letter ON letter = id
		WHERE kind = 1 AND event.sha256 = issue")" '354|354'
}
ends_alike() {
	same "$(sums)" "$(cat "$work/sums")" &&
		cmp "$out/manifest.csv" "$work/manifest" && no_leftovers
}

# ---- killed at any moment, again and again ----
rm -rf out
RANDOM=7 broken=0
for _ in $(seq "$KILLS"); do
	[ "$(count_letters)" -lt 354 ] || rm -rf out
	start --wait --jobs $((1 + RANDOM % 3))
	kill_sometime "$run"
	letters_are_whole || broken=$((broken + 1))
done >"$work/broken" 2>&1
check "killed $KILLS times, no letter is broken" same \
	"$broken $(cat "$work/broken")" '0 '
check 'the kills came while it worked' [ $kills -ge $((KILLS / 4)) ]
mill render --wait
check 'the next run makes what is left' exits 0
check 'and ends as an undisturbed one' ends_alike
check 'nothing was superseded' absent "$out/superseded"
check 'the history tells of each letter once' history_is_right

# The same while letters are made again.
sed -i 's/The figures will/These figures will/' config/annual-review-2020.md
mv "$work/sums" "$work/old.sums"
mill render --out undisturbed
sums undisturbed/annual-review-2020 >"$work/sums"
cat "$work/old.sums" >>"$work/sums"
broken=0
for _ in 1 2 3 4 5; do
	start --wait
	kill_sometime "$run"
	letters_are_whole || broken=$((broken + 1))
done
check 'killed while letters are made again: none is broken' same $broken 0
mill render --wait
cp undisturbed/annual-review-2020/manifest.csv "$work/manifest"
sums undisturbed/annual-review-2020 >"$work/sums"
check 'the next run ends as an undisturbed one' ends_alike
check 'the history tells of each once, again' history_is_right
check 'every earlier issue is kept, once' same \
	"$(cd "$out/superseded" && sha256sum -- * | sed 's,  ,  letters/,')" \
	"$(cat "$work/old.sums")"

# ---- a worker killed ----
rm -rf out
start_halting 5 --jobs 2
check 'two workers are at a letter' soon halted 2
kill -9 "$(pgrep -P "$run" | head -1)"
go_on
finish
check 'a killed worker costs one letter' same "$(count_letters)" 353
check 'which is told' warns 'died of signal 9'
check 'with status 1' exits 1
check 'the manifest is right' manifest_is_right
check 'no letter is broken' letters_are_whole
mill render
check 'the next run ends as an undisturbed one' ends_alike

# ---- a record that does not take a letter ----
rm -rf out
mill render --only stockton
sqlite3 "$out/job.db" "CREATE TRIGGER refuse BEFORE INSERT ON letter
	WHEN new.key = '$(sed -n 41p "$work/manifest" | cut -d, -f1)'
	BEGIN SELECT raise(ABORT, 'it is refused'); END"
mill render --jobs 1
check 'where the record takes a letter not, the run ends' exits 2
check 'and tells it once' same "$(grep -c refused "$said/err")" 1
check 'nothing of its group is recorded' same "$(sqlite3 "$out/job.db" \
	'SELECT count(*) FROM letter')" 1
check 'nor told by the manifest' same "$(wc -l <"$out/manifest.csv")" 2
check 'no letter is broken' letters_are_whole
sqlite3 "$out/job.db" 'DROP TRIGGER refuse'
mill render
check 'the next run ends as an undisturbed one' ends_alike
check 'the history tells of each letter once' history_is_right

# ---- Ctrl-C ----
rm -rf out
start_halting 5 --jobs 2
soon halted 2
kill -INT "$run"
go_on
finish
check 'interrupted, it ends with status 1' exits 1
check 'says what is left' grep -qE \
	' [0-9]+ made, 0 unchanged, 0 failed, [0-9]+ left: run again' "$said/out"
check 'without a problem' warns_nothing
check 'its manifest is right' manifest_is_right
check 'and holds what was made' same \
	"$(($(wc -l <"$out/manifest.csv") - 1))" \
	"$(sed -nE 's/.*: ([0-9]+) made.*/\1/p' "$said/out")"
check 'no temporary file is left' no_leftovers
made=$(count_letters)
mill render
check 'the next run goes on from there' says \
	"$((354 - made)) made, $made unchanged, 0 failed"
check 'and ends as an undisturbed one' ends_alike

# ---- a service's stop, which all of its processes are told ----
rm -rf out
start_halting 5 --jobs 2
soon halted 2
pkill -TERM -P "$run"
go_on
finish
check 'workers leave it to the run to end' exits 0
check 'and no letter fails of it' warns_nothing
check 'all is as an undisturbed run leaves it' ends_alike

# ---- two at once ----
rm -rf out
start_halting 2 --jobs 1
soon halted 1
mill render
check 'a second run is refused' exits 2
check 'and told who holds the job' warns \
	"$out: error: another run (process $run) holds the job: wait for it, or"
mill list
check 'list can run beside it' exits 0
"$LETTERMILL" render --wait --config "$config" >"$work/waited" 2>&1 &
waiting=$!
sleep 0.2
check '--wait waits' kill -0 $waiting
go_on
finish
check 'the first ends as always' says '354 made'
wait $waiting
check 'the one that waited has nothing to do' grep -q \
	'0 made, 354 unchanged' "$work/waited"
check 'all is as an undisturbed run leaves it' ends_alike

# ---- what the first letters were made with is known ----
copy_job review "$work/first"
start_halting 200 --jobs 1
recorded() { [ "$(sqlite3 "$out/job.db" 'SELECT count(*) FROM letter')" -gt 0 ]; }
soon halted 1
soon recorded
kill -STOP "$run"
pkill -9 -P "$run"
kill -9 "$run"
finish
sed -i 's/The figures will/These figures will/' config/annual-review-2020.md
mill render
mill history ADU
check 'after a run that was killed, letters tell what changed' \
	says '  letter.text changed'

# ---- a worker killed at no letter, as it waits for its parent ----
# There are more letters than it is given at once.
copy_job tiny "$work/many"
seq 2000 | sed 's/.*/key&,School number &,primary,/' >>recipients.csv
seq 2000 | sed 's/.*/key&,30,20/' >>results.csv
start_halting 5 --jobs 1
soon halted 1
kill -STOP "$run"
go_on
waits() { [ -n "$(pgrep -r S -P "$run")" ]; }
check 'a worker waits' soon waits
pkill -9 -P "$run"
kill -CONT "$run"
finish
check 'killed, it costs no letter' exits 0
check 'nor is anything said of it' warns_nothing
check 'every letter is there' same "$(count_letters)" \
	"$(($(wc -l <recipients.csv) - 1))"
check 'the manifest is right' manifest_is_right
check 'no temporary file is left' no_leftovers
