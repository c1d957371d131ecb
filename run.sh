#!/usr/bin/env bash
# From a fresh clone to a control plane that serves samples/shop: installs what is missing, publishes the native binary, starts it.
#   ./run.sh [FLAGS OF discovery...]      Ctrl-C stops it
# RUN_NO_PUBLISH=1 starts the binary that is there.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
binary=out/aot/pilot-discovery

if [ "${RUN_NO_PUBLISH:-}" != 1 ] || [ ! -x "$binary" ]; then
    .ci/install-tools.sh || true
    echo "publishing the native binary (a few minutes the first time)"
    .ci/publish.sh
fi

"$binary" discovery --registries File --configDir samples/shop --meshConfig samples/mesh.yaml "$@" &
server=$!
trap 'kill -TERM "$server" 2>/dev/null || true' INT TERM
for _ in $(seq 300); do
    kill -0 "$server" 2>/dev/null || { wait "$server"; exit 1; }
    if (exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /ready HTTP/1.0\r\n\r\n' >&3 && head -n 1 <&3 | grep -q ' 200 ') 2>/dev/null; then
        ready=1
        break
    fi
    sleep 0.1
done
[ "${ready:-}" = 1 ] || { echo "not ready after 30 s" >&2; kill -TERM "$server"; exit 1; }

cat <<TEXT

istiod serves samples/shop (pid $server)
  8080   http://127.0.0.1:8080/ready, /debug       15014  http://127.0.0.1:15014/metrics, /version, /debug
  15010  gRPC discovery (ADS: state of the world and delta)

What one pod gets, without a server:
  $binary render --files samples/shop --meshConfig samples/mesh.yaml --proxy storefront-v1-0.shop --type cds,eds,lds,rds -o yaml
The same from the running one, over xDS (--delta for delta):
  samples/xds.sh 127.0.0.1:15010 samples/proxies.yaml out/xds && ls out/xds/*
Change something and ask again:
  sed -i 's/weight: 90/weight: 50/; s/weight: 10/weight: 50/' samples/shop/50-traffic.yaml

TEXT
code=0
while kill -0 "$server" 2>/dev/null; do code=0; wait "$server" || code=$?; done
exit "$code"
