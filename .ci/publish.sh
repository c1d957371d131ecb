#!/usr/bin/env bash
# Publishes the native binary to out/aot/pilot-discovery (or the directory given) and prints its size.
set -euo pipefail
cd "$(dirname "$0")/.."
output=${1:-out/aot}
unset ISTIOD_FAST
case $(uname -m) in aarch64 | arm64) rid=linux-arm64 ;; *) rid=linux-x64 ;; esac
dotnet publish src/Istiod -c Release -r "$rid" -o "$output" --nologo -v q
echo "$output/pilot-discovery: $(($(stat -c %s "$output/pilot-discovery") / 1000)) kB"
