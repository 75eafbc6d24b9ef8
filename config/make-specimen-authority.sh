#!/bin/sh
# Makes config/specimen-authority/: a root, and a certificate and key under it,
# to sign the bundled jobs' letters with. Made once and kept; never in git; good
# for nothing but trying out, as its names say. Prints the folder when it is new.
#
#	root.pem	the root certificate, for those who check
#	signer.pem	the signing certificate
#	signer.key	its key, readable by its owner alone
#
# RSA signs the same bytes the same way each time, so that letters made twice
# can be compared; P-256 would be ten times as fast, and is what to choose.
#
#	make-specimen-authority.sh [FOLDER [KIND OF KEY]]
#	make-specimen-authority.sh authority ec -pkeyopt ec_paramgen_curve:P-256
set -eu

umask 077
place=$(realpath -m "${1:-$(dirname "$0")/specimen-authority}")
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- rsa:2048
[ ! -e "$place/signer.key" ] || exit 0
new=$(mktemp -d "$place.XXXXXX")
trap 'rm -rf "$new"' EXIT
cd "$new"

# Only `openssl ca` lets the first day of a certificate be chosen.
cat >authority.cnf <<'END'
[ca]
default_ca = specimen
[specimen]
database = index.txt
new_certs_dir = .
default_md = sha256
policy = any
unique_subject = no
rand_serial = yes
[any]
organizationName = supplied
commonName = supplied
[req]
distinguished_name = none
[none]
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[signer]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature, nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
END
: >index.txt

request() {
	name=$1 subject=$2
	shift 2
	openssl req -config authority.cnf -new -nodes -newkey "$@" \
		-keyout "$name.key" -out "$name.csr" \
		-subj "/O=SPECIMEN - not a real authority/CN=$subject"
}

issue() {
	name=$1
	shift
	openssl ca -config authority.cnf -batch -notext -in "$name.csr" \
		-out "$name.pem" -extensions "$name" -keyfile root.key \
		-startdate 20190101000000Z -enddate 20451231235959Z "$@"
}

{
	request root 'SPECIMEN root - not a real authority' "$@"
	issue root -selfsign
	request signer 'SPECIMEN signature - not a real authority' "$@"
	issue signer -cert root.pem
} >log 2>&1 || { cat log >&2; exit 1; }

# The root's key is not kept: nobody shall be able to make more of these.
mkdir done
chmod 755 done
chmod 644 root.pem signer.pem
mv root.pem signer.pem signer.key done
# At once, or not at all when another was faster.
mv -T done "$place" 2>/dev/null || [ -e "$place/signer.key" ] || {
	echo "$place is in the way: move it off, and try again" >&2
	exit 1
}
echo "$place"
