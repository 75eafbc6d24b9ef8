#!/bin/sh
# Keys and certificates for test_sign.c, good ones and bad ones, in the current
# folder: NAME.key, NAME.pem. All under root, and most under an authority between.
set -eu
umask 077

cat >ca.cnf <<'END'
[ca]
default_ca = test
[test]
database = index.txt
new_certs_dir = .
policy = any
unique_subject = no
rand_serial = yes
default_md = sha256
[any]
commonName = supplied
[req]
distinguished_name = none
[none]
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[signer]
keyUsage = critical, nonRepudiation
[encipher]
keyUsage = critical, keyEncipherment
[stamper]
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping

[tsa]
default_tsa = stamps
[stamps]
serial = stamp-serial
signer_cert = stamper.pem
signer_key = stamper.key
certs = chain.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
ess_cert_id_chain = no
crypto_device = builtin
[strangers]
serial = stamp-serial
signer_cert = faker.pem
signer_key = stamper.key
certs = stranger.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
ess_cert_id_chain = no
crypto_device = builtin
END
: >index.txt

ec() { openssl ecparam -name "$2" -genkey -noout -out "$1.key"; }
rsa() { openssl genrsa -out "$1.key" "$2"; }

# certify NAME ISSUER EXTENSIONS FIRST-YEAR LAST-YEAR [OPTION...]
certify() {
	name=$1 issuer=$2 kind=$3 first=$4 last=$5
	shift 5
	openssl req -config ca.cnf -new -key "$name.key" -out "$name.csr" \
		-subj "/CN=Test $name"
	if [ "$name" = "$issuer" ]; then
		set -- -selfsign "$@"
	else
		set -- -cert "$issuer.pem" "$@"
	fi
	openssl ca -config ca.cnf -batch -notext -in "$name.csr" \
		-out "$name.pem" -keyfile "$issuer.key" -extensions "$kind" \
		-startdate "${first}0101000000Z" -enddate "${last}0101000000Z" \
		"$@"
}

{
	for name in root middle p256 expired early usage sha1 stranger; do
		ec $name prime256v1
	done
	ec p384 secp384r1
	ec odd secp256k1
	rsa rsa 2048
	rsa weak 1024
	rsa stamper 2048
	certify root root authority 2010 2060
	certify middle root authority 2010 2060
	certify p256 middle signer 2019 2045
	certify p384 middle signer 2019 2045
	certify rsa middle signer 2019 2045
	certify odd middle signer 2019 2045
	certify weak middle signer 2019 2045
	certify expired middle signer 2010 2020
	certify early middle signer 2021 2045
	certify usage middle encipher 2019 2045
	certify sha1 middle signer 2019 2045 -md sha1
	certify stranger stranger authority 2010 2060
	certify stamper middle stamper 2010 2060
	cp stamper.key faker.key
	certify faker stranger stamper 2010 2060
	cat middle.pem root.pem >chain.pem

	openssl pkey -in p256.key -aes256 -passout pass:sesame -out locked.key
	openssl pkcs12 -export -inkey p256.key -in p256.pem -certfile middle.pem \
		-passout pass:sesame -out p256.p12
	openssl pkcs12 -export -inkey p256.key -in p256.pem -passout pass: \
		-out open.p12
	openssl pkcs12 -legacy -export -inkey rsa.key -in rsa.pem \
		-passout pass:sesame -out legacy.p12
	cp p256.key public.key
	chmod 644 public.key
	echo sesame >password
	echo wrong >wrong
	echo 01 >stamp-serial
} >log 2>&1 || { cat log >&2; exit 1; }
