#!/usr/bin/env bash
# Installs what building and testing need beside the .NET SDK of global.json, from Debian packages.
# Does nothing for what is there; without root or network it says what is missing and ends with 1.
set -uo pipefail

command -v dotnet >/dev/null 2>&1 || { echo "missing: the .NET SDK (see global.json)" >&2; exit 1; }

packages=()
command -v gcc >/dev/null 2>&1 || command -v clang >/dev/null 2>&1 || packages+=(gcc) # Native AOT's linker
[ -e /usr/include/zlib.h ] || packages+=(zlib1g-dev)
command -v runc >/dev/null 2>&1 || command -v crun >/dev/null 2>&1 || packages+=(crun)
command -v setpriv >/dev/null 2>&1 || packages+=(util-linux)
command -v kubectl >/dev/null 2>&1 || packages+=(kubernetes-client)
[ -e /etc/ssl/certs/ca-certificates.crt ] || packages+=(ca-certificates)
/usr/bin/python3 -c 'import grpc' 2>/dev/null || packages+=(python3-grpcio)
/usr/bin/python3 -c 'import google.protobuf' 2>/dev/null || packages+=(python3-protobuf)
/usr/bin/python3 -c 'import yaml' 2>/dev/null || packages+=(python3-yaml)
[ ${#packages[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "missing, and cannot be installed here: ${packages[*]}" >&2
    exit 1
fi
echo "installing ${packages[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -q >/dev/null 2>&1
# one by one: a package that cannot be had does not keep the others out
missing=0
for package in "${packages[@]}"; do
    apt-get install -y -q --no-install-recommends "$package" >/dev/null 2>&1 ||
        { echo "could not install $package" >&2; missing=1; }
done
exit $missing
