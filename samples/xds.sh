#!/usr/bin/env bash
# Asks an xDS server for what some proxies get and writes it as JSON: samples/xds.sh HOST:PORT PROXIES.yaml OUT [--delta]
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
program="$here/tests/Istiod.Golden/bin/Release/net10.0/Istiod.Golden.dll"
[ -f "$program" ] || dotnet build "$here/tests/Istiod.Golden" -c Release --nologo -v q >&2
exec dotnet "$program" --server "$@"
