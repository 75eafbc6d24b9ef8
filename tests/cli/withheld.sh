#!/bin/bash
# Small numbers are withheld from the letter and from all that it carries.
. tests/cli/lib
copy_job tiny "$work/job"
cp "$root"/tests/golden/suppressed/{letter.md,recipients.csv,results.csv} .
mapfile -t words <"$root/tests/golden/suppressed/arguments"
mill render "${words[@]}"
check 'letters with withheld figures are made' exits 0
ash=$out/letters/ash-lane-school.pdf
pdfdetach -save 1 -o figures.csv "$ash"
check 'figures.csv prints what the letter prints' \
	grep -q '^pass,count,Passed,withheld,yes,,,,' figures.csv
check 'and the base, which is no small number' \
	grep -q '^pass,base,Passed,8,[a-z]*,8,8,1,' figures.csv
check 'but neither the value' \
	grep -q '^pass,value,Passed,withheld,yes,,,,' figures.csv
check 'nor the sums that it could be taken from' \
	grep -q '^pass,average,Passed,59%,[a-z]*,,,,' figures.csv
check 'nor the digest of a row with one unknown number' \
	sh -c '! grep -qE "[0-9a-f]{64}" figures.csv'
pdfdetach -save 1 -o figures.csv "$out/letters/fir-grove-school.pdf"
check 'where nothing of the letter is withheld the digest is there' \
	grep -qE '^pass,value,Passed,50%,yes,10/20 = 0.5,.*[0-9a-f]{64}$' figures.csv
check 'and the place in the group' \
	grep -q '^pass,rank,Passed,2,[a-z]*,2,2,1,' figures.csv
mill explain ash "${words[@]}"
check 'the sender may still ask' says '7/8 = 0.875'
[ "$failures" = 0 ]
