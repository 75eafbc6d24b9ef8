#!/bin/bash
# New jobs: each must render at once, whatever the CSV looks like.
. tests/cli/lib
cd "$work" || exit 2
start() { # start ARGUMENTS: status, $said/out, $said/err
	timeout 60 "$LETTERMILL" init "$@" >"$said/out" 2>"$said/err" </dev/null
	status=$?
}
renders() { # renders FOLDER LETTERS: without a warning
	(cd "$1" && "$LETTERMILL" check --quiet 2>&1 && "$LETTERMILL" render \
		--quiet 2>&1) >"$work/rendered"
	cat "$work/rendered"
	[ ! -s "$work/rendered" ] &&
		[ "$(find "$1/out" -path '*/letters/*.pdf' | wc -l)" = "$2" ]
}
prints() { # prints FOLDER LETTER WORDS
	pdftotext -layout "$1"/out/*/letters/"$2".pdf - | grep -qF -- "$3"
}

start gym
check 'init leaves a job' exits 0
check 'that renders at once, without a warning' renders gym 4
start gym
check 'init writes nothing over' exits 2
check 'and says so' warns "gym: error: it is there, and is no empty folder"
mkdir empty
start empty
check 'an empty folder will do' renders empty 4
start
check 'a folder has to be named' exits 2
start no/such/place
check 'where no folder can be made it says so' warns 'No such file'
check 'and leaves nothing' absent no
(ulimit -f 40; "$LETTERMILL" init half) >"$said/out" 2>"$said/err"
check 'what is written half is removed again' absent half

printf 'Code,Full name,Visits,Plan\n1,Ann,"1,204",a\n2,Bo,3,b\n3,Cy,,a\n4,Di,9,b\n' >plain.csv
start --from plain.csv plain
check 'init --from drafts a job' exits 0
check 'that renders for every row' renders plain 4
check 'and prints what is there' prints plain 1 'Visits: 1,204'
check 'and what is not' prints plain 3 'Visits: none'
check 'whom to compare is a remark' grep -q '^#	\[group a\]' plain/lettermill.ini
start --from plain.csv deep/er
check 'a folder within one that is missing is refused' exits 2
mkdir deep && start --from plain.csv deep/er
check 'the CSV is found from below' renders deep/er 4
start --from "$work/plain.csv" "$work/whole"
check 'and by whole paths' renders "$work/whole" 4

printf '\357\273\277Nr;Name;Betrag\r\n001;J\303\274rgen;1.204,50\r\n002;Anna;3,5\r\n' >german.csv
start --from german.csv german
check 'semicolons and decimal commas are found out' renders german 2
check 'and numbers with leading zeros stay' prints german 001 'Nr: 001'
check 'the number is the number' prints german 001 'Betrag: 1,204.5'
printf 'Nr,Name\n1,J\374rgen\n2,Bo\n' >latin.csv
start --from latin.csv latin
check 'Windows-1252 is found out' renders latin 2
check 'and converted' prints latin 1 'Dear Jürgen'
printf 'a\tb\n1\tx\n2\ty\n' >tab.csv
start --from tab.csv tab
check 'so are tabs' renders tab 2

printf 'id,"]\n[job]",{{signature}},"a "" b",select,select2,SELECT,,"x=;#",key,note,%s,x,X,# h,- l,![i](u),<b>\n' \
	"$(printf 'long%.0s' {1..90})" >hostile.csv
printf '1,a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q\n2,,,,,,,,,,,,,,,,,\n' >>hostile.csv
start --from hostile.csv hostile
check 'no header breaks configuration or text' renders hostile 2
check 'a header prints as it is' prints hostile 1 'x=;#: h'
{ printf 'id'; printf ',Column %s' {1..200}; echo
	printf '1'; printf ',%s' {1..200}; echo; } >wide.csv
start --from wide.csv wide
check '200 columns are no trouble' renders wide 1

printf 'a,b\n1,2\n1,3\n' | sed 's/3/2/' >same.csv
start --from same.csv same
check 'rows that nothing tells apart are refused' exits 2
check 'with a way out' warns 'add one that numbers them'
check 'and no folder' absent same
printf 'a,b\n' >header.csv
start --from header.csv header
check 'a header alone is refused' warns 'there is no row below the header'
printf '"a"x,b\n1,2\n' >quote.csv
start --from quote.csv quote
check 'so is one with a stray quote' warns 'quote.csv:1:1: error'
printf 'a,b\n1,2\n3\n' >short.csv
start --from short.csv short
check 'a short row is told with its line' warns 'short.csv:3: error'
start --from missing.csv missing
check 'so is a file that is not there' warns 'missing.csv'

make -s -C "$root" install BUILD="${BUILD:-build/release}" \
	DESTDIR="$work/root" PREFIX=/usr >"$work/install" 2>&1
timeout 60 "$work/root/usr/bin/lettermill" init installed >/dev/null 2>&1
check 'an installed program finds its typefaces' renders installed 4
[ "$failures" = 0 ]
