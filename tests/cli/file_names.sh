#!/bin/bash
# What letters' files are called.
. tests/cli/lib
copy_job tiny "$work/unset"
sed -i 's/^name = name$/name = who/; s/^name  = name$/name = who/
	s/^text\.name/text.who/; s/{{name}}/{{who}}/g' job.ini
sed -i 's/{{name}}/{{who}}/g' letter.md
mill render
check 'without a pattern a file is called after its recipient' exits 0
check 'whatever the column of the name is called' \
	[ -f "$out/letters/elm-on-the-hill-school.pdf" ]
mill render --set 'output.file={{key}} letter of {{job.date}}'
check 'a pattern takes placeholders' \
	[ -f "$out/letters/elm-letter-of-1-march-2021.pdf" ]
check 'and the old names are gone' same "$(count_letters)" 4
check 'to superseded/' [ -f "$out/superseded/elm-on-the-hill-school.pdf" ]

# The first in the file has the name, made or not: whether a letter fails is not
# known to another machine, and must not depend on how many are at work.
cp -r "$work/unset" "$work/same" && cd "$work/same" || exit
sed -i 's/Ms North//; s/^elm.*/&Ms South/' recipients.csv
sed -i '1s/^/{{head}} /' letter.md
for jobs in 1 2 4; do
	mill render --jobs $jobs --out same$jobs --set output.file=same
	check "a letter that fails keeps its name, with $jobs at work" \
		says '0 made, 0 unchanged, 4 failed'
	check 'the others are told whose it is' warns \
		"[elm, oak, yew] the letter would be written over the one of 'ash'"
done
mill check --set output.file=same
check 'check says so too, also of those with other faults' warns \
	"[elm, oak, yew] the letter would be written over the one of 'ash'"

# Who has a name keeps it, and who leaves it gives it away, in one run.
cp -r "$work/unset" "$work/known" && cd "$work/known" || exit
sed -i '1s/$/,File/; 2,$s/$/,/; /^elm/s/$/first/; /^oak/s/$/second/
	/^ash/s/$/ash/; /^yew/s/$/yew/' recipients.csv
sed -i 's/^text\.head .*/&\ntext.file = File/' job.ini
mill render --set 'output.file={{file}}'
check 'four names' exits 0
sed -i '/^ash/s/ash$/first/' recipients.csv
mill render --set 'output.file={{file}}'
check 'an earlier row does not take the name of a letter' warns \
	"[ash] the letter would be written over the one of 'elm'"
sed -i '/^elm/s/first$/third/' recipients.csv
mill render --set 'output.file={{file}}'
check 'which is free once that one wants another' exits 0
check 'both have theirs' same "$(letters | sed 's,.*/,,' | tr '\n' ' ')" \
	'first.pdf second.pdf third.pdf yew.pdf '
check 'and these are what the record says' manifest_is_right
check 'the letter that left is kept' [ -f "$out/superseded/first.pdf" ]
[ "$failures" = 0 ]
