#!/bin/bash
# What is made again and what is not, what is said of it, and where the earlier
# issues go.
. tests/cli/lib
copy_job review "$work/review"
decisions=data/annual-review-2020/decisions.csv

change() { # change FILE SED-SCRIPT: it must change something
	cp "$1" "$work/before"
	sed -i "$2" "$1"
	! cmp -s "$1" "$work/before" || echo "not ok - $1: nothing to change"
}
members() { # members GROUP: names of its letters
	"$PYTHON" - "$1" <<'END'
import csv, sys
manifest = {row["key"]: row["file"] for row in
            csv.DictReader(open("out/annual-review-2020/manifest.csv"))}
for row in csv.DictReader(open("data/authorities-2020.csv")):
    if row["group"] == sys.argv[1]:
        print(manifest[row["code"]][len("letters/"):-len(".pdf")])
END
}

mill render
check 'the first run makes all' exits 0
check 'without a word on standard error' warns_nothing
check 'and counts them' says '354 made, 0 unchanged, 0 failed'
check 'its manifest is right' manifest_is_right
check 'and failed.csv has no rows' same "$(wc -l <"$out/failed.csv")" 1
check 'it leaves no temporary file' no_leftovers
stamps >"$work/first"
sums >"$work/first.sums"

cp "$out/job.db" "$work/job.db"
mill render
check 'a second run is content' exits 0
check 'and writes nothing into the record' cmp "$out/job.db" "$work/job.db"
check 'and makes nothing' says '0 made, 354 unchanged, 0 failed'
check 'all files are the same' same "$(replaced "$work/first")" ''

# Where nothing at all has changed nothing is opened, and no list written.
list() { stat -c '%i %y' "$out/manifest.csv"; }
at_rest() { # at_rest: the run leaves the list as it is, and the letters
	before=$(list)
	mill render && [ "$before" = "$(list)" ] &&
		says '0 made, 354 unchanged, 0 failed'
}
not_at_rest() { ! at_rest; }
check 'nor into its lists' at_rest
mv "$out/failed.csv" "$work/failed.csv"
check 'a list that is gone comes back' not_at_rest
check 'as it was' cmp "$out/failed.csv" "$work/failed.csv"
check 'and then all is at rest' at_rest
touch $decisions
check 'another time of a file is no change' at_rest
first=$(find "$out/letters" -name '*.pdf' | sort | head -1)
printf x >>"$first"
mill render
check 'a letter of another size is made again' says '1 made, 353 unchanged'
rm -rf "$out/superseded"
check 'and all is at rest again' at_rest
rm "$first"
mill render
check 'so is one that is gone' says '1 made, 353 unchanged'
# One letter by hand from other data; then the data are as they were.
cp $decisions "$work/decisions"
sed -i '/^LND/s/,1,1,15$/,1,2,16/' $decisions
mill render --only LND
check 'one letter by hand is of its own data' says '1 made'
cp "$work/decisions" $decisions
mill render
check 'and is found where the others would be at rest' \
	says '1 made, 353 unchanged'
sed -i '/^LND/s/,1,1,15$/,1,x,15/' $decisions
mill render
mill render
check 'a run that has something to say says it again' warns "'x' in column"
check 'and counts' says '353 unchanged, 1 failed'
cp "$work/decisions" $decisions
mill render
cp "$work/job.db" "$out/job.db"
rm -rf "$out/superseded"
mill render

# What is attached holds the digest of the whole row, so leave it out here.
bare='--set attachments.figures=no'
change $decisions '/^STT,/s/,3,3,22,/,3,4,22,/'
mill list
check 'a cell that nothing prints changes one attachment' same \
	"$(grep '^changed' "$said/out" | cut -d: -f2)" \
	' its row of decisions.csv changed'
mill render --out bare $bare
change $decisions '/^STT,/s/,3,4,22,/,3,3,22,/'
mill render --out bare $bare
check 'and makes nothing where nothing is attached' says '0 made, 354 unchanged'

stamps >"$work/before.stamps"
members unitary | sort >"$work/unitary"
change $decisions '/^STT,/s/,4,6,54/,3,7,54/'
cp "$out/manifest.csv" "$work/manifest.before"
mill list
check 'list tells what will be made and why' same \
	"$(grep -c '^changed ' "$said/out")" "$(wc -l <"$work/unitary")"
mill render
check 'a changed cell makes the letters of its group' same \
	"$(replaced "$work/before.stamps" | sort)" "$(cat "$work/unitary")"
check 'the own one says its figures' says "Stockton-on-Tees Borough Council: \
uphold.count '6' -> '7', uphold.value '60%' -> '70%', "
check 'the others what moved beyond print' says \
	"uphold.average, exactly '56.1297%' -> '56.2310%', "
check 'no digest and no fraction is shown' same \
	"$(grep -E '[0-9a-f]{12}|[0-9]/[0-9]' "$said/out")" ''
check 'the same reason is not repeated' says 'Bedford Borough Council: likewise'
check 'the earlier issues are kept' same \
	"$(cd "$out" && sha256sum superseded/* | sed 's/superseded/letters/')" \
	"$(grep -F -f <(sed 's,.*,/&.pdf,' "$work/unitary") "$work/first.sums")"
check 'the manifest is right again' manifest_is_right

# Two members change so that the sums stay: the others' dots move.
change $decisions '/^STT,/s/,3,7,54/,4,6,54/;/^STE,/s/,9,16,/,8,17,/'
mill render
check 'where only dots moved it says so' says "Bath and North East Somerset \
Council: uphold.average, a peer's figure changed, remedies_rate.average, a peer's figure"

change $decisions '/^STE,/s/,8,17,/,8x,17,/'
mill render
check 'a figure that cannot be read fails its letter' exits 1
check 'is told by line and field' warns \
	"$decisions:$(grep -n '^STE,' $decisions | cut -d: -f1):7: error: [STE]"
check 'one letter less' same "$(count_letters)" 353
check 'failed.csv has one row' same "$(wc -l <"$out/failed.csv")" 2
check 'the row as it was, and the reason' grep -q \
	'^".*decisions.csv.*8x.*",STE,Stoke-on-Trent City Council,unitary,' \
	"$out/failed.csv"
mill list
check 'list says so by its status' exits 1
check 'and with the reason' grep -q "^failed  *STE .*: .*'8x' in" "$said/out"
check 'the manifest is right' manifest_is_right
change $decisions '/^STE,/s/,8x,/,8,/'
mill list
check 'repaired, it is to be made' grep -q \
	'^to make  *STE .*: could not be made before' "$said/out"
mill render
check 'and is made' says 'Stoke-on-Trent City Council: could not be made before'
check 'all letters are there' same "$(count_letters)" 354
check 'failed.csv is empty again' same "$(wc -l <"$out/failed.csv")" 1

# ---- what is common to all letters ----
again() { # again WHAT REASON: all are made, for that reason
	mill render
	check "$1: all are made again" says '354 made, 0 unchanged, 0 failed'
	check "$1: the reason, first" grep -qF -- "Adur District Council: $2" \
		"$said/out"
	check "$1: and for all others" same \
		"$(grep -c ': likewise$' "$said/out")" 353
}
change config/annual-review-2020.md 's/The figures will/These figures will/'
again 'the text' 'letter.text changed'
change config/annual-review-2020.ini 's/^size = A4/size = Letter/'
again 'a setting' "page.size 'A4' -> 'Letter'"
rm fonts && mkdir fonts && cp "$root"/fonts/*.ttf "$root"/fonts/*.icc fonts
mill render
check 'the same fonts at another place make nothing' says '354 unchanged'
cp fonts/Lato-Bold.ttf fonts/Lato-Italic.ttf
again 'a font' 'fonts.italic changed'
check 'four issues are there, none overwritten' same \
	"$(find "$out" -name 'adur-*' -exec sha256sum {} + | cut -c1-64 |
		sort -u | wc -l)" 4
check 'the first of them is the first made' same \
	"$(sha256sum <"$out/superseded/adur-district-council.pdf")" \
	"$(grep /adur- "$work/first.sums" | sed 's/  .*/  -/')"
touch config/* data/*.csv data/*/*.csv fonts/*
mill render
check 'times of files mean nothing' says '0 made, 354 unchanged'

# ---- one letter ----
stamps >"$work/before.stamps"
sums >"$work/before.sums"
rm "$out/letters/adur-district-council.pdf"
mill list
check 'list finds the missing one' grep -q '^missing  *ADU' "$said/out"
mill render
check 'a letter deleted by hand is made again' says \
	'Adur District Council: its file is gone or has another size'
check 'only it' same "$(replaced "$work/before.stamps")" adur-district-council
check 'with the same bytes' same "$(sums)" "$(cat "$work/before.sums")"

stamps >"$work/before.stamps"
mill render --force --jobs 3
check '--force makes all' says '354 made, 0 unchanged'
check 'and leaves the same bytes where they were' same \
	"$(replaced "$work/before.stamps")" ''

change data/authorities-2020.csv '/^ADU,/d'
find "$out/superseded" | sort >"$work/superseded"
for file in $decisions data/annual-review-2020/*.csv; do
	sed -i '/^ADU,/d' "$file"
done
sqlite3 "$out/job.db" "CREATE TRIGGER refuse BEFORE INSERT ON event
	BEGIN SELECT raise(ABORT, 'it is refused'); END"
mill render
check 'where the record does not take it, the run ends' exits 2
check 'and the manifest tells what the record does' grep -q '^ADU,' \
	"$out/manifest.csv"
sqlite3 "$out/job.db" 'DROP TRIGGER refuse'
mill render
check 'who is no longer a recipient is told' warns \
	"warning: [ADU] Adur District Council is no longer a recipient: the \
letter was moved to superseded/"
check 'and counted' says ', 1 withdrawn'
check 'the run is content' exits 0
check 'the letter is kept among the superseded' same \
	"$(find "$out/superseded" | sort | comm -13 "$work/superseded" - |
		xargs -d '\n' sha256sum | grep adur | cut -c1-64)" \
	"$(grep /adur- "$work/before.sums" | cut -c1-64)"
check 'the manifest is right without it' manifest_is_right
mill render
check 'and is told once' warns_nothing

# ---- names ----
copy_job tiny "$work/tiny"
mill render
sed -i 's/Oak School/Oak Tree School/' recipients.csv
mill render
check 'a new name leaves its old file' manifest_is_right
check 'which is kept' [ -e "$out/superseded/oak-school.pdf" ]
check 'and says so' says "file 'letters/oak-school.pdf' -> "
sed -i 's/^oak,/eik,/' recipients.csv results.csv
mill render
check 'a corrected key is no reason to fail' exits 0
check 'and can have the same file' manifest_is_right
check 'all four are there' same "$(count_letters)" 4
sed -i 's/^title = .*/&\nsubject = {{kind}}/' job.ini
mill render
sed -i '/^eik/s/primary/special/' recipients.csv
mill render --only eik
check 'a change of the subject alone is one' says \
	'document properties changed'

# ---- what nothing but an attachment tells ----
copy_job tiny "$work/attached"
sed -i 's/^count = passed/value = passed\naverage = none\ngraphic = none/
	/^base  *=/d; /^counted /d; /^undefined /d; /^average_text /d
	/^no_average_text /d; /^base_text /d; /^chart_/d; /^alt /d' job.ini
sed -i 's/^oak,0,0/oak,9,/' results.csv
mill render
sed -i 's/^oak,9,/oak,9,9/' results.csv
mill render --out fresh
mill render
check 'how many of a group have a value is a reason to make its letters' says \
	'3 made, 1 unchanged'
check 'which are as a first run makes them' same "$(sums)" "$(sums fresh/tiny)"
