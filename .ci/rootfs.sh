#!/usr/bin/env bash
# Builds the image's root filesystem from this (Debian) machine's files: the binary, what it links and loads, CA certificates.
#   .ci/rootfs.sh BINARY DIRECTORY
# Dockerfile.aot runs it in its build stage; tests run it without Docker.
set -euo pipefail
binary=$1 root=$2
rm -rf "$root"
mkdir -p "$root"/{etc/ssl/certs,usr/local/bin,tmp,proc,sys,dev,var/run/secrets,var/lib/istio,etc/istio,home/istio-proxy}
install -m 0755 "$binary" "$root/usr/local/bin/pilot-discovery"

# links of the binary, then what the runtime opens by name: OpenSSL for TLS
libraries=$(ldd "$binary" | awk '/=> \//{print $3} /^[[:space:]]*\/lib/{print $1}')
for name in libssl.so.3 libcrypto.so.3; do
    path=$(ldconfig -p | awk -v n="$name" '$1 == n {print $NF; exit}')
    [ -n "$path" ] && libraries="$libraries $path $(ldd "$path" | awk '/=> \//{print $3}')"
done
for library in $(tr ' ' '\n' <<<"$libraries" | sort -u); do
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
done
for conf in /usr/lib/ssl /etc/ssl/openssl.cnf; do
    [ -e "$conf" ] && { mkdir -p "$root$(dirname "$conf")"; cp -a "$conf" "$root$conf"; }
done
[ -e /etc/ssl/certs/ca-certificates.crt ] && cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"

printf 'root:x:0:0:root:/:/sbin/nologin\nistio-proxy:x:1337:1337:istio-proxy:/home/istio-proxy:/sbin/nologin\n' >"$root/etc/passwd"
printf 'root:x:0:\nistio-proxy:x:1337:\n' >"$root/etc/group"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
chmod 1777 "$root/tmp"
chown -R 1337:1337 "$root/home/istio-proxy" 2>/dev/null || true
