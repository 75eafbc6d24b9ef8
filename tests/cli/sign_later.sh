#!/bin/bash
# Letters made without a key and signed afterwards are those that are signed as
# they are made; until then nothing takes them for finished, and what is not
# just what was made is never signed.
. tests/cli/lib
copy_job tiny "$work/job"
mkdir keys && (cd keys && bash "$root/tests/unit/sign/make_keys.sh") \
	>"$said/out" 2>&1 || exit 2
chain() { # chain KIND
	cat <<END
[signature]
certificates = keys/$1.pem, keys/middle.pem
roots = keys/root.pem
END
}
cp job.ini bare.ini
{ cat bare.ini; chain rsa; echo 'key = keys/rsa.key'; } >job.ini
of_state() { sqlite3 "$out/job.db" "SELECT count(*) FROM letter
	WHERE state = $1"; }
# The letters without what stands between the < and > of /Contents.
outside() {
	for letter in $(letters); do
		echo "${letter##*/} $(sed 's/Contents<[0-9a-f]*>/Contents<>/' \
			"$letter" | sha256sum)"
	done
}

mill render --jobs 1
check 'letters are made and signed at once' exits 0
sums >"$work/at-once"
cp "$out/manifest.csv" "$work/manifest"
rm -r out

# ---- made without a key ----
{ cat bare.ini; chain rsa; printf 'sign = later\n'; } >render.ini
mv keys/rsa.key away
config=render.ini
mill render --jobs 2
check 'made where there is no key' exits 0
check 'and said to be unsigned' says "4 made, 0 unchanged, 0 failed, 4 to be\
 signed by 'lettermill sign'"
check 'the record says so' same "$(of_state 2) $(of_state 0)" '4 0'
mill render
check 'they are not made again' says '0 made, 4 unchanged'
mill list
check 'list tells, and the way out' says \
	"unsigned  ash       Ash Lane School: it is not signed yet: 'lettermill"
mill status
check 'status counts them' grep -q '^unsigned *4' "$said/out"
check 'and calls nothing wrong' exits 0
mill verify
check 'verify does not take them' says '4 letters, 4 not good'
check 'and tells why' says "it awaits its signature, which room is kept for:\
 'lettermill sign' gives it"
check 'as a failure' exits 1
mill approve --all --by Ada
check 'approve refuses them' exits 1
check 'with words' warns "as it is not signed: 'lettermill sign' signs it"
for letter in $(letters); do
	pdfsig -nocert "$letter"
done >pdfsig 2>&1
check 'nobody takes them for signed' fails grep -q 'Signature is Valid' pdfsig
cp -r out unsigned

# ---- signed in place, with nothing but folder, configuration and key ----
mv away keys/rsa.key
mkdir hidden && mv ./*.csv letter.md fonts hidden
config=job.ini
mill sign --jobs 2
check 'sign needs neither data nor text nor fonts' exits 0
check 'and signs all' says '4 signed, 0 already, 0 failed'
check 'byte for byte as if at once' same "$(sums)" "$(cat "$work/at-once")"
check 'the manifest too' cmp "$out/manifest.csv" "$work/manifest"
mill sign
check 'again there is nothing to do' says '0 signed, 4 already, 0 failed'
mv hidden/* .
mill verify
check 'verify takes them' says '4 letters, 0 not good'
mill render
check 'render has nothing to do' says '0 made, 4 unchanged'
mill history ash
check 'history tells by whom' says 'Test rsa'
mill approve --all --by Ada
check 'now they can be approved' says '4 approved by Ada, 0 refused'
config=render.ini
mill render --force
check 'made again without a key they keep their signature' same \
	"$(sums)" "$(cat "$work/at-once")"
mill list
check 'and stay approved' says 'Ash Lane School: approved by Ada'
cp letter.md letter.old
echo 'One more thing.' >>letter.md
mill render
check 'a letter that says something else awaits its own' says '4 made'
mill list
check 'and its approval is over' fails grep -q 'approved by' "$said/out"
check 'the signed issue is kept' [ -e "$out/superseded/ash-lane-school.pdf" ]
mv letter.old letter.md
mill render
check 'what nobody signed is not kept' absent \
	"$out/superseded/ash-lane-school-2.pdf"
check 'and what comes back is signed as it was' same \
	"$(sums)" "$(cat "$work/at-once")"

# ---- some of them, by key; and the key at hand ----
fresh() { rm -rf out && cp -r unsigned out; }
config=job.ini
fresh
mill sign ash oak ash
check 'only those that are named' says '2 signed, 0 already, 0 failed'
check 'the others wait' same "$(of_state 2) $(of_state 0)" '2 2'
mill sign oka
check 'a key that nobody has is refused' exits 2
check 'with the nearest' warns "no letter has the key 'oka'; did you mean 'oak'"
mill render
check 'render with the key signs the rest' says '2 made, 2 unchanged'
check 'to the same' same "$(sums)" "$(cat "$work/at-once")"

# ---- what is refused ----
letter=$out/letters/ash-lane-school.pdf
fresh
sed -i '0,/endstream/s/endstream/endStream/' "$letter"
mill sign
check 'a letter of which a byte was changed is not signed' exits 1
check 'and the reason told' warns 'the file is not the one that was made'
check 'the others are' says '3 signed, 0 already, 1 failed'
check 'it is left as it was' grep -q endStream "$letter"
fresh
rm "$letter"
mill sign
check 'one that is gone is told' warns 'the file is gone'
fresh
: >"$letter"
mill sign
check 'one that is empty, too' warns 'no room for a signature'
fresh
mill sign --set signature.key=keys/stranger.key
check 'a key of another certificate is refused' exits 2
check 'with words' warns 'none of the 2 certificates belongs to the key'
mill sign --set signature.key=keys/p256.key \
	--set signature.certificates='keys/p256.pem, keys/middle.pem'
check 'another key and its certificate are refused' says '0 signed, 0 already,\
 4 failed'
check 'as letters were made for one' warns 'for the signature of another'
mill sign --set signature.level=b-t --set signature.timestamp=http://[::1]:9/
check 'a room of another size is refused' says '0 signed, 0 already, 4 failed'
check 'with both sizes' warns 'bytes are kept for its signature, and one by'
check 'none was touched' same "$(sums)" "$(sums unsigned/tiny)"
mill sign --set signature.sign=later --jobs 1
check 'sign = later does not keep sign from it' says '4 signed'
config=bare.ini
mill sign
check 'without a key in the configuration' warns 'there is no key to sign with'
config=job.ini
mill sign --out nowhere
check 'where nothing was made' warns 'nothing was made here yet'
mv keys/middle.pem away
printf '' >keys/middle.pem
mill render --config render.ini --out other
check 'later needs a chain' exits 2
mv away keys/middle.pem
mill render --set signature.sign=later --set signature.key=/no/such \
	--set signature.certificates='keys/rsa.pem, keys/p256.pem, keys/middle.pem' \
	--out other
check 'two certificates, and no key to tell by' warns \
	"two certificates may be the signer's"

# ---- two at once ----
fresh
exec 9<>"$out/.lock"
flock 9
mill sign
check 'two at once are refused' exits 2
check 'by the lock' warns 'another run'
exec 9>&-

# ---- killed ----
fresh
broken=0 moment=90
for _ in 1 2 3 4 5 6 7 8; do
	"$LETTERMILL" sign --wait --config job.ini >/dev/null 2>&1 & run=$!
	kill_sometime "$run"
	[ "$(sums | grep -vxFc -f <(sums unsigned/tiny; cat "$work/at-once"))" \
		= 0 ] || broken=$((broken + 1))
done
check 'killed at any moment, each letter is one or the other' same "$broken" 0
mill sign --wait
check 'and the next run ends it' same "$(sums)" "$(cat "$work/at-once")"
check 'with a true record' same "$(of_state 0)" 4
check 'and nothing left over' no_leftovers
fresh
mill sign ash
cp "$letter" signed.pdf
rm -r out && cp -r unsigned out && cp signed.pdf "$letter"
stamps >"$work/stamps"
mill sign
check 'what was signed and not recorded is taken' says '4 signed'
check 'and not written again' fails grep -qx ash-lane-school \
	<(replaced "$work/stamps")

# ---- a signature that is random: all but it is the same ----
{ cat bare.ini; chain p256; echo 'key = keys/p256.key'; } >job.ini
rm -r out
mill render
outside >"$work/outside"
sums >"$work/at-once"
rm -r out
mill render --set signature.sign=later --set signature.key=/no/such
mill sign
check 'P-256: four are signed' says '4 signed'
check 'and differ from those signed at once' fails cmp -s \
	<(sums) "$work/at-once"
check 'in nothing but the signature' cmp <(outside) "$work/outside"
mill verify
check 'verify takes them' says '4 letters, 0 not good'
sums >"$work/at-once"
rm -r "$out/job.db" && mill render --set signature.sign=later
check 'a lost record costs no signature' same "$(sums)" "$(cat "$work/at-once")"

# ---- made by several machines ----
rm -r out
mill render --set signature.sign=later --shard 1/2
mill render --set signature.sign=later --shard 0/2
mill sign
check 'what shards made is signed as one' says '4 signed, 0 already, 0 failed'
check 'and differs in nothing but the signature' cmp <(outside) "$work/outside"
mill verify
check 'verify takes it' says '4 letters, 0 not good'

# ---- and signed by several, beside each other ----
told() { # told PROGRAM: what Python prints of the JSON on standard output
	"$PYTHON" -c "import json, sys; told = json.load(sys.stdin); $1" \
		<"$said/out"
}
signed_of() { sed -n 's/.*: \([0-9]*\) signed.*/\1/p' "$said/out"; }
rm -r out
mill render --set signature.sign=later --shard 0/2
made=$(sed -n 's/.*: \([0-9]*\) made.*/\1/p' "$said/out")
mill sign --shard 1/2
check 'a shard of which nothing was made has nothing to sign' says \
	'shard 1/2: 0 signed, 0 already, 0 failed'
mill list --json
check 'and is not taken for one that did not end' same "$(told 'print(*(
	one["state"] for one in told["shards"]))')" 'ended not run'
mill sign --shard 0/2
check 'a shard signs its own' says \
	"shard 0/2: $made signed, 0 already, 0 failed"
mill render --set signature.sign=later --shard 1/2
mill list
check 'the other waits' grep -q '^unsigned' "$said/out"
mill sign --shard 1/2 --json
check 'the other signs the rest' same \
	"$(told 'print(told["shard"], told["signed"])')" "1/2 $((4 - made))"
mill list --json
check 'both are whole' same "$(told 'print(*(one["state"] for one in
	told["shards"]))')" 'ended ended'
check 'all differ in nothing but the signature' cmp <(outside) "$work/outside"
mill verify
check 'verify takes them' says '4 letters, 0 not good'
mill sign
check 'and sign without a shard has nothing to do' says \
	'0 signed, 4 already, 0 failed'

rm -r out
mill render --set signature.sign=later
mill sign --shard 0/3
some=$(signed_of)
mill sign --shard 0/3
check 'of what was made at once, a shard signs its part once' says \
	"0 signed, $some already, 0 failed"
mill list --json
check 'a part that is not signed yet stands as it was' same \
	"$(told 'print(sum(one["state"] == "unsigned" for one in
	told["letters"]))')" "$((4 - some))"
mill sign --shard 0/2
check 'another number of shards is refused' exits 2
check 'with a way out' warns 'stands in 3 shards, not in 2: go on with --shard'
mill sign --shard 1/3 ash
check 'and so is a KEY of a shard' exits 2
check 'with words' warns 'with --shard goes no KEY: leave out'
mill sign --shard 1/3 && mill sign --shard 2/3 && mill render
check 'shards sign all' says '0 made, 4 unchanged'
check 'the same letters' cmp <(outside) "$work/outside"

rm -r out
mill render --set output.pack=zip --set signature.sign=later
mill sign --set output.pack=zip --shard 0/2
mill sign --set output.pack=zip --shard 1/2
mill verify
check 'in packs, too' says '4 letters, 0 not good'
check 'and none is left beside them' same "$(letters)" ''
mill render --set output.pack=zip
check 'where render finds them' says '0 made, 4 unchanged'

# ---- moved to the machine with the key, and back ----
rm -r out
mill render --set signature.sign=later
mill export there.tar.zst
check 'unsigned letters can be moved' exits 0
timeout 60 "$LETTERMILL" import there.tar.zst there >"$said/out" 2>&1
check 'and are taken for what they are' says "4 letters, 0 not good, 4 to be\
 signed by 'lettermill sign'"
(cd there && rm -r ./*.csv letter.md fonts && cp ../keys/p256.key keys/ &&
	"$LETTERMILL" sign --config job.ini) >"$said/out" 2>&1
check 'there they are signed' says '4 signed'
rm -r out && cp -r there/out out
mill verify
check 'and here verify takes them' says '4 letters, 0 not good'
mill render
check 'render too' says '0 made, 4 unchanged'

# ---- a record that does not take a signature ----
copy_job review "$work/review"
mill render --set signature.sign=later
sqlite3 "$out/job.db" "CREATE TRIGGER refuse BEFORE UPDATE ON letter
	WHEN new.key = 'ADU' BEGIN SELECT raise(ABORT, 'it is refused'); END"
mill sign
check 'where the record takes a signature not, the run ends' exits 2
check 'and tells it alone' same "$(grep -c error "$said/err")" 1
check 'nothing more is recorded' same "$(sqlite3 "$out/job.db" \
	'SELECT count(*) FROM letter WHERE state = 0')" 0
sqlite3 "$out/job.db" 'DROP TRIGGER refuse'
mill sign
check 'and the next run does so' says '354 signed, 0 already, 0 failed'
[ "$failures" = 0 ]
