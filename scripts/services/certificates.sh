#!/bin/sh
# Makes in a folder an authority for tests, a server's certificate for localhost and 127.0.0.1, and a client's; each is
# good for two days. Files: ca.pem, server.pem, server-key.pem, client.pem, client-key.pem.
set -eu
cd "$1"
key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'

openssl req -x509 $key -keyout ca-key.pem -out ca.pem -days 2 -subj '/CN=Tailrace tests' \
  -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign'
for name in server client; do
  openssl req $key -keyout "$name-key.pem" -out "$name.csr" -subj "/CN=$name"
  printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=%sAuth\n' "$name" >"$name.ext"
  openssl x509 -req -in "$name.csr" -out "$name.pem" -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 2 -extfile "$name.ext"
done
chmod 644 ./*.pem
