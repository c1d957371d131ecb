#!/usr/bin/env bash
# Runs golden cases through the product and writes dumps that golden_compare.py scores.
#   ./golden.sh CASES OUT [--only REGEX] [--mode render|sotw|delta]
# CASES: any folder with case folders below it (tests/golden/README.md). GOLDEN_NO_BUILD=1 skips the build.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
program="$here/tests/Istiod.Golden/bin/Release/net10.0/Istiod.Golden.dll"
if [ "${GOLDEN_NO_BUILD:-}" != 1 ] || [ ! -f "$program" ]; then
    dotnet build "$here/tests/Istiod.Golden" -c Release --nologo -v q >&2
fi
exec dotnet "$program" "$@"
