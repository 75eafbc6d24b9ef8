#!/bin/bash
# One letter by hand: the same as in the batch, and nothing else is touched.
. tests/cli/lib
copy_job review "$work/review"
mill render
sums >"$work/all.sums"
copy_job review "$work/by-hand"

only() { # only NAME: makes the letter anew, from nothing
	rm -rf out
	mill render --only "$1"
}
stockton=letters/stockton-on-tees-borough-council.pdf
for name in STT 'Stockton-on-Tees Borough Council' on-tees stt; do
	only "$name"
	check "--only '$name' makes one" says '1 made, 0 unchanged, 0 failed'
	check "--only '$name': it is the one of the batch" same "$(sums)" \
		"$(grep $stockton "$work/all.sums")"
done
only Stockton-on-Tee
check 'a part of a name is enough' exits 0
only Stocktom-on-Tees
check 'an unknown one is refused' exits 2
check 'with a suggestion' warns "did you mean 'Stockton-on-Tees Borough Council'?"
check 'and makes nothing' same "$(count_letters)" 0
only qqqqqqqqqqqqqqqqqqqqqqqqqqqq
check 'where nothing is near, list is' warns "'lettermill list' shows them all"
only Hart
check 'an ambiguous one is refused' exits 2
check 'with the candidates and their keys' warns \
	"'Hart District Council' (HAT), 'Hartlepool Borough Council' (HPL)"
only Council
check 'of many a few are told' warns "'Council' is a part of "
check 'not all' same "$(wc -l <"$said/err")" 1
mill render --only STT --only nobody --only Hart
check 'all faults are told at once' same "$(wc -l <"$said/err")" 2
check 'and none is made' same "$(count_letters)" 0

mill render --only STT --only Adur --only on-tees
check 'several at once, each once' says '2 made, 0 unchanged, 0 failed'
mill render
check 'then the batch makes the others' says '352 made, 2 unchanged'
check 'all are as in the batch' same "$(sums)" "$(cat "$work/all.sums")"

stamps >"$work/before"
sed -i '/^STT,/s/,4,6,54/,3,7,54/' data/annual-review-2020/decisions.csv
cp "$out/manifest.csv" "$work/manifest"
mill render --only STT
check 'after a change only the one asked for' same "$(replaced "$work/before")" \
	stockton-on-tees-borough-council
check 'the manifest still lists all, rightly' manifest_is_right
check 'and differs in that line' same \
	"$(diff "$work/manifest" "$out/manifest.csv" | grep -c '^[<>]')" 2
mill render
check 'the others follow with the next batch' says '55 made, 299 unchanged'
sed -i '/^ADU,/d' data/authorities-2020.csv data/annual-review-2020/*.csv
mill render --only STT
check '--only withdraws nobody' same "$(count_letters)" 354

# What waits for the disk: not a letter that lies there as the record has it.
if ! strace -o /dev/null true 2>/dev/null; then
	echo '# skip: strace cannot be used here'
	[ "$failures" = 0 ]
	exit
fi
syncs() { # syncs FLAGS...: waits for all that was written, making one letter
	env LC_ALL=C.UTF-8 strace -f -qq -e trace=syncfs -o "$work/trace" \
		"$LETTERMILL" render --only STT "$@" --config "$config" \
		>"$said/out" 2>"$said/err"
	status=$?
	grep -c syncfs "$work/trace"
}
check 'a letter made again as it was needs no sync' same "$(syncs --force)" 0
echo >>"$out/letters/stockton-on-tees-borough-council.pdf"
check 'one that was not so does' same "$(syncs --force)" 1
sed -i '/^STT,/s/,3,7,54/,2,8,54/' data/annual-review-2020/decisions.csv
check 'and one that changed' same "$(syncs)" 1
[ "$failures" = 0 ]
