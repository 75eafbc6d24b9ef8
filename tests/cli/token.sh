#!/bin/bash
# A whole run of several workers whose key lies in a token: its letters are those
# of a key in a file. A library before the token's tells who opened a session,
# and lets workers wait for each other.
. tests/cli/lib
module=/usr/lib/softhsm/libsofthsm2.so
if [ ! -r "$module" ]; then
	echo '# skip: no SoftHSM here: apt-get install softhsm2'
	exit 0
fi
copy_job tiny "$work/job"
mkdir keys && (cd keys && bash "$root/tests/unit/sign/make_keys.sh" &&
	openssl pkcs8 -topk8 -nocrypt -in rsa.key -out rsa.p8) >"$said/out" \
	2>&1 || exit 2
export SOFTHSM2_CONF=$work/softhsm.conf
mkdir "$work/tokens"
printf 'directories.tokendir = %s/tokens\nlog.level = ERROR\n' "$work" \
	>"$SOFTHSM2_CONF"
{ softhsm2-util --init-token --free --label office --pin 1234 --so-pin 1234 &&
	softhsm2-util --import keys/rsa.p8 --token office --label letters \
		--id a1 --pin 1234; } >"$said/out" 2>&1 || exit 2
(umask 077; echo 1234 >pin)
cat >>job.ini <<END
[signature]
key = keys/rsa.key
certificates = keys/rsa.pem, keys/middle.pem
roots = keys/root.pem
END

mill render --jobs 1
check 'a key in a file signs' exits 0
sums >"$work/by-file"
check 'four letters' same "$(wc -l <"$work/by-file")" 4
rm -r out
token="pkcs11:token=office;object=letters?module-path=$module"
in_token() { # in_token COMMAND ARGUMENTS
	mill "$@" --set "signature.key=$token" --set signature.password_file=pin
}
in_token render --jobs 4
check 'four workers sign with a token' exits 0
check 'without a word' warns_nothing
sums >"$work/by-token"
check 'the same letters, byte for byte' cmp "$work/by-file" "$work/by-token"
mill verify
check 'verify takes them' says '4 letters, 0 not good'
in_token render --force --jobs 4
check 'so do four workers again' says '4 made'
sums >"$work/by-token"
check 'and again they are the same' cmp "$work/by-file" "$work/by-token"
rm -r out
"${CC:-cc}" -shared -fPIC -o "$work/spy.so" "$root/tests/cli/token_spy.c" ||
	exit 2
export SPY_MODULE=$module SPY_LOG=$work/log SPY_TOGETHER=3 SPY_PATIENCE=60000
token="pkcs11:token=office;object=letters?module-path=$work/spy.so"
in_token render --jobs 3
check 'while a token keeps one worker waiting the others lay out' says '4 made'
pids() { sed -n "s/^$1 //p" "$SPY_LOG" | sort -u; }
check 'three workers and their parent signed' same "$(pids sign | wc -l)" 4
check 'each in a session that it opened itself' same \
	"$(comm -23 <(pids sign) <(pids open))" ''
sums >"$work/by-token"
check 'and the letters are the same' cmp "$work/by-file" "$work/by-token"
rm -r out
rm "$SPY_LOG"
SPY_TOGETHER=5 SPY_PATIENCE=500
in_token render --jobs 3
check 'five would wait for ever: the letters fail, with words' warns \
	'the key does not sign: Function failed'
check 'all of them' exits 1
rm "$SPY_LOG"
SPY_TOGETHER=4 SPY_PATIENCE=60000
in_token render --jobs 1 --set signature.sessions=4
check 'one worker lays out four letters while none is signed' says '4 made'
check 'in as many sessions' same "$(grep -c '^open' "$SPY_LOG")" 5
check 'of one process, beside its parent' same "$(pids sign | wc -l)" 2
sums >"$work/by-token"
check 'and the letters are the same' cmp "$work/by-file" "$work/by-token"
rm -r out
rm "$SPY_LOG"
in_token render --set signature.sign=later
check 'made to be signed later, no session is opened' absent "$SPY_LOG"
in_token sign --jobs 1 --set signature.sessions=4
check 'sign asks for as many at once' says '4 signed'
sums >"$work/by-token"
check 'and the letters are the same' cmp "$work/by-file" "$work/by-token"
rm -r out
rm "$SPY_LOG"
export SPY_DIE=yes
in_token render --jobs 1
check 'a library that dies costs the letters that wait' says '0 made'
check 'with words' warns 'the process that made it died of signal 6'
unset SPY_DIE
SPY_TOGETHER=1
in_token render --jobs 2
check 'and the next run makes them' says '4 made, 0 unchanged, 0 failed'
sums >"$work/by-token"
check 'as they were' cmp "$work/by-file" "$work/by-token"
rm -r out
unset SPY_LOG
token="pkcs11:token=office;object=letters?module-path=$module"
echo 4321 >pin
in_token render --jobs 4
check 'a wrong PIN is told before any worker starts' exits 2
check 'and nothing is made' same "$(count_letters)" 0
[ "$failures" = 0 ]
