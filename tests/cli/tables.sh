#!/bin/bash
# Rows of a recipient: what makes a letter again, and what is said of it.
. tests/cli/lib
copy_job tiny "$work/tables"
cp "$root"/tests/golden/tables/{job.ini,letter.md,usage.csv} .

mill render
check 'letters with tables are made' says '4 made, 0 unchanged, 0 failed'
mill render
check 'and not again' says '0 made, 4 unchanged, 0 failed'
stamps >"$work/stamps"
sed -i 's/^yew,2016-02-01,.*/yew,2016-02-01,yours,8,15.250/' usage.csv
mill render
check 'a changed cell makes its letter alone' same \
	"$(replaced "$work/stamps")" yew-tree-school
check 'which says the cell' says "usage.used of row 2 '7' -> '8'"
check 'and the total' says "bill.used.total '399.75' -> '400.083333333'"
check 'and the other cell' says 'usage.reading of row 2'
check 'but not what is as it was' fails says usage.charge
stamps >"$work/stamps"
echo 'yew,2016-04-01,yours,1,2' >>usage.csv
mill render
check 'a row more makes its letter alone' same \
	"$(replaced "$work/stamps")" yew-tree-school
check 'which says the row' says "usage.used of row 4 is new: '1'"

mill explain yew
check 'explain names the lines of the rows' says \
	'usage.csv:74-77: month, reading, used, charge, as they stand'
check 'and of a total' says 'usage.csv:74-77: sum(charge)'

# An indicator of an aggregate: its evidence is all the rows.
cat >>job.ini <<'END'
[indicator cost]
label = Cost
value = ("bill.charge.total")
scale = 1
decimals = 2
unit = ""
average = none
END
mill render
check 'an indicator reads an aggregate' exits 0
pdfdetach -saveall -o "$work" "$out/letters/yew-tree-school.pdf"
wanted=$(grep '^yew,' usage.csv | head -c -1 | sha256sum | cut -d' ' -f1)
check 'figures.csv names the rows' grep -q 'usage.csv:74-77' \
	"$work/figures.csv"
check 'and their digest' grep -q "$wanted" "$work/figures.csv"
check 'and what is summed up' grep -q 'bill.charge.total = sum(charge)' \
	"$work/figures.csv"
sed -i 's/^yew,2016-01-01,yours/yew,2016-01-01,ours/' usage.csv
mill list
check 'a cell of those rows changes the letter' says \
	'its rows of usage.csv changed'

# A chart of the same rows says nothing that the table does not.
cat >>job.ini <<'END'
[chart course]
kind = trend
rows = usage
x = month
y = charge
format = {{value|number 2}}
alt = What you paid, month by month.
END
sed -i 's/^{{table bill}}$/&\n\n{{#if "bill.rows" > 3}}\n{{chart course}}\n{{\/if}}/' letter.md
sed -i 's/^{{#if "bill/\n&/' letter.md
mill render
check 'a chart beside the table is made' exits 0
check 'and needs no more words' warns_nothing
