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

# Who fails leaves the name to the next, however many are at work.
cp -r "$work/unset" "$work/same" && cd "$work/same" || exit
sed -i 's/Ms North//; s/^elm.*/&Ms South/' recipients.csv
sed -i '1s/^/{{head}} /' letter.md
for jobs in 1 2 4; do
	mill render --jobs $jobs --out same$jobs --set output.file=same
	check "a letter that fails gives its name away, with $jobs at work" \
		says '1 made, 0 unchanged, 3 failed'
	check 'to the next in the file' grep -q '^elm,.*,made' \
		"same$jobs/tiny/manifest.csv"
done
[ "$failures" = 0 ]
