#!/bin/bash
# render --shard: machines that share a job leave what one machine would, and
# one that is lost is found and run again.
. tests/cli/lib
copy_job review "$work/review"
mill render --out whole
sums "whole/$name" >"$work/sums"
shard() { # shard I/N ARGUMENTS
	mill render --shard "$@"
}
start() { # start I/N ARGUMENTS: a run of its own; $run is its process
	"$LETTERMILL" render --config "$config" --shard "$@" \
		>"$work/started" 2>&1 </dev/null &
	run=$!
}
is_whole() { # the letters and lists of one machine, and nothing else
	same "$(sums)" "$(cat "$work/sums")" &&
		cmp "$out/manifest.csv" "whole/$name/manifest.csv" &&
		cmp "$out/failed.csv" "whole/$name/failed.csv" &&
		absent "$out/shards" && no_leftovers
}
made_once() { # by the history, each letter as it is
	same "$(sqlite3 "$out/job.db" "SELECT count(*), count(DISTINCT number),
		count(DISTINCT letter) FROM event WHERE kind = 1")" \
		'354|354|354'
}
of_shard() { # of_shard I/N: how many letters it has
	"$PYTHON" - "$1" "whole/$name/manifest.csv" <<'END'
import csv, hashlib, sys
number, count = map(int, sys.argv[1].split("/"))
keys = [row["key"] for row in csv.DictReader(open(sys.argv[2]))]
print(sum(int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
          % count == number for key in keys))
END
}

# ---- any number of them ----
for n in 1 2 3 8; do
	rm -rf out
	for ((i = n - 1; i >= 0; i--)); do
		shard $i/$n --jobs $((1 + i % 2))
		check "shard $i of $n makes its letters" says \
			"$out, shard $i/$n: $(of_shard $i/$n) made, 0 unchanged"
	done
	check "$n shards make the letters of one machine" same \
		"$(sums)" "$(cat "$work/sums")"
	check 'and no list of all' absent "$out/manifest.csv"
	mill render
	check 'a run of all has nothing to make' says \
		"$out: 0 made, 354 unchanged, 0 failed"
	check 'and leaves what one machine does' is_whole
	mill render
	check 'as does the next' is_whole
done
check 'the history tells of each letter once' made_once

# ---- two at once, and one killed ----
rm -rf out
start_halting 130 --shard 0/2 --jobs 1
first=$run
is_half_way() { # some of its letters are recorded, and it stands still
	halted 1 && [ "$(sqlite3 "$out/shards/0-of-2/job.db" \
		'SELECT count(*) FROM letter')" -gt 0 ]
}
check 'one of two is half-way' soon is_half_way
mill render
check 'a run of all is refused meanwhile' exits 2
check 'with what holds the job' warns \
	"$out: error: shards of the job are being made: wait for them, or"
shard 0/2
check 'and so is the same shard' exits 2
check 'with who has it' warns \
	"another run (process $first) holds shard 0/2: wait for it, or pass"
shard 0/3
check 'and one of another number' exits 2
check 'with a way out' warns "$out: error: the job stands in 2 shards, not in \
3: go on with --shard I/2, or have one 'lettermill render' make it whole again"
shard 1/2
check 'the other is made beside it' says ' 0 failed'
check 'in full' same "$(sed -n 's/.*: \([0-9]*\) made.*/\1/p' "$said/out")" \
	"$(of_shard 1/2)"
mill list
check 'list can run beside it' exits 0
check 'and says so' grep -qE '^shard 0/2: running, [0-9]+ to make$' \
	"$said/out"
worker=$(pgrep -P "$first")
kill -9 "$first"
kill -CONT "$worker"
wait "$first" 2>/dev/null
is_lost() {
	mill list
	grep -qE "^shard 0/2: did not end, [0-9]+ to make: 'lettermill render \
--shard 0/2'\$" "$said/out"
}
check 'one that was killed is found' soon is_lost
waiting=$(sed -n 's/^shard 0.2: .*, \([0-9]*\) to make.*/\1/p' "$said/out")
check 'some of its letters are recorded' [ "$waiting" -lt "$(of_shard 0/2)" ]
check 'the other is not told' fails says 'shard 1/2'
mill status --json
check 'nor forgotten' says "\"to_make\": $waiting"
stamps >"$work/stamps"
shard 0/2
check 'run again, it makes what is left' says ": $waiting made, "
check 'and replaces nothing' same "$(replaced "$work/stamps" | wc -l)" \
	"$((354 - $(wc -l <"$work/stamps")))"
mill list
check 'no letter waits any more' fails says shard
mill render
check 'all is as one machine leaves it' is_whole
check 'each letter was made once' made_once

# ---- killed again and again, two of them ----
rm -rf out
RANDOM=5
for _ in 1 2 3 4 5 6; do
	start 0/2 --jobs 2
	first=$run
	start 1/2 --jobs 1
	kill_sometime "$first" "$run"
done
shard 0/2 --wait
shard 1/2 --wait
mill render --wait
check 'killed six times, two shards leave what one machine does' is_whole
check 'and made each letter once' made_once

# ---- one is lost, and the rest goes on ----
rm -rf out
shard 0/3
shard 2/3
mill list --json
check 'one that never ran is found' "$PYTHON" - "$said/out" <<'END'
import json, sys
shards = json.load(open(sys.argv[1]))["shards"]
assert [s["state"] for s in shards] == ["ended", "not run", "ended"], shards
assert [s["waiting"] > 0 for s in shards] == [False, True, False], shards
END
mill list
cp "$said/out" "$work/list"
mill verify
check 'verify reads what there is' exits 0
mill history "$(sed -n 's/^made  *\([A-Z]*\) .*/\1/p' "$work/list" | head -1)"
check 'as does history' exits 0
mill approve --all --by Ada
check 'its letters are missed when all are approved' exits 1
check 'the others are approved' says \
	"$((354 - $(of_shard 1/3))) approved by Ada"
check 'no shard has a record any more' same \
	"$(find "$out/shards" -name job.db)" ''
shard 1/3
check 'the lost one can be made alone' says ": $(of_shard 1/3) made, "
mill list
check 'and no other is called lost' fails says shard
check 'what was approved stays so' same \
	"$(grep -c ': approved by Ada' "$said/out")" \
	"$((354 - $(of_shard 1/3)))"
mill approve --all --by Ada
check 'the rest can be approved' says "$(of_shard 1/3) approved by Ada"

# ---- changes ----
# Letters that are made again, of councils whose group changed with them.
file=data/annual-review-2020/decisions.csv
cp $file "$work/decisions.csv"
"$PYTHON" - $file <<'END'
import csv, sys
rows = list(csv.reader(open(sys.argv[1], encoding="utf-8")))
row = next(r for r in rows[1:] if r[0] == "BAR")
row[rows[0].index("Upheld")] = "3"
csv.writer(open(sys.argv[1], "w", encoding="utf-8")).writerows(rows)
END
for i in 2 0 3 1; do
	shard $i/4
done
mill render
check 'a run of all has nothing to make after a change' says ' 0 made, 354 '
mill render --out whole
check 'shards made again what one machine does' says \
	"$(find "$out/superseded" -name '*.pdf' | wc -l) made"
check 'and left the same letters' same "$(sums)" "$(sums "whole/$name")"
check 'and the same earlier ones' diff -r "$out/superseded" \
	"whole/$name/superseded"
shard 1/4
check 'a shard of unchanged letters has nothing to do' says ': 0 made, '
shard 1/4 --force
check 'unless it is asked to' says ": $(of_shard 1/4) made, "
check 'and then makes the same bytes' same "$(sums)" "$(sums "whole/$name")"

# ---- recipients ----
copy_job tiny "$work/tiny"
# ash is of shard 0 of 2; elm, oak and yew are of shard 1.
for i in 0 1; do
	shard $i/2
done
sed -i '/^ash/d' recipients.csv results.csv
sed -i '/^oak/s/,.*/,x,y/' results.csv
shard 0/2
check 'a shard withdraws its own' says ', 1 withdrawn'
check 'and passes over what is wrong with others' fails warns '[oak]'
check 'so it has not failed' exits 0
shard 1/2
check 'whose shard tells it' warns '[oak]'
check 'and fails' exits 1
check 'with its own list' says \
	"$out/shards/1-of-2/failed.csv holds the rows that failed"
mill render
check 'which is a list of all in the end' grep -q oak "$out/failed.csv"

# ---- all the way to the post ----
copy_job tiny "$work/post"
cat >>job.ini <<'end'
[approval]
persons = 1
[email]
text    = email.md
from    = reviews@example.org
to      = {{key}}@example.org
subject = Letter
end
echo 'Your letter is attached.' >email.md
for i in 0 1 2; do
	shard $i/3
done
mill proof
check 'proof shows the letters of shards' exits 0
mill approve --all --by Ada
check 'they are approved' says '4 approved by Ada'
mill mail --specimen
check 'and mailed' same "$(find "$out/mail" -name '*.eml' | wc -l)" 4
for i in 0 1 2; do
	shard $i/3
done
mill list
check 'to be made again by shards does not undo it' same \
	"$(grep -c 'approved by Ada' "$said/out")" 4
mill export "$work/job.tar"
check 'what stands in shards is exported' exits 0
"$LETTERMILL" import "$work/job.tar" "$work/imported" >"$said/out" 2>&1
check 'and imported as good' same $? 0
cd "$work/imported" && mill list
check 'and is read there' same "$(grep -c 'approved by Ada' "$said/out")" 4

# ---- names that several want ----
names() { # names OUT SET: what became of each, by which machine
	sed -n 's/^\([a-z]*\),.*,\(letters[^,]*\),.*/\1 \2/p' \
		"$1/tiny/manifest.csv"
}
for n in 1 2 3 7; do
	copy_job tiny "$work/names$n"
	sed -i '1s/$/,File/; /^ash/s/$/,a/; /^elm/s/$/,b/; /^oak/s/$/,c/
		/^yew/s/$/,d/' recipients.csv
	sed -i 's/^text\.head .*/&\ntext.file = File/' job.ini
	set -- --set 'output.file={{file}}'
	mill render "$@"
	sed -i '/^ash/s/a$/b/; /^elm/s/b$/e/; /^oak/s/c$/d/
		/^yew/s/d$/d/' recipients.csv
	[ "$n" = 1 ] || for ((i = 0; i < n; i++)); do
		shard $i/$n "$@"
	done
	mill render "$@"
	names out >"$work/names.$n"
	check "in $n shards, a name is of who has it, or gives it up" same \
		"$(tr '\n' ' ' <"$work/names.$n")" \
		'ash letters/b.pdf elm letters/e.pdf yew letters/d.pdf '
	check 'and the files are what the record says' manifest_is_right
	check 'and none too many' same "$(count_letters)" 3
done

# ---- wrong spellings ----
for word in 8/8 /8 3/ 3 a/b 0/0 0/1001 -1/8 3/8/1 ''; do
	shard "$word"
	check "'$word' is refused" exits 2
	check 'with what it takes' warns '--shard takes I/N'
done
shard 0/8 --only ash
check 'a recipient is of no shard' warns "with --shard goes no --only: leave \
out 'ash'"
[ "$failures" = 0 ]
