#!/usr/bin/env bash
# Takes the figures of the goal table (README.md) on this machine and prints them; nothing else should run beside it.
#   BINARY=out/aot/pilot-discovery LOAD=out/load/istiod-load perf/figures.sh [PART...]
# Parts: samples first endpoints streams further routes churn mixed render, and with API_SERVER and ISTIO_CHART_DIR (servers.sh)
# cluster inject. Without parts: all that can be taken. LOAD is perf/Istiod.Load, published.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
: "${BINARY:=$root/out/aot/pilot-discovery}" "${LOAD:=$root/out/load/istiod-load}"
# shellcheck source=perf/servers.sh
. "$root/perf/servers.sh"

# The report of istiod-load on a few lines, without what is held.
report() {
    tr -d ' \n' | sed -E 's/,?"(held|bytesPerStream|count)":(\{[^}]*\}|[0-9]+)//g; s/\},\{/\n    /g
        s/"(load|churn|endpointChanges|routeChanges)":/\n  \1 /g; s/"([A-Za-z0-9]+)":/ \1 /g; s/[]{}[]//g; s/,+ /, /g; s/,\n/\n/g; s/(\n +[A-Za-z]*) *, /\1 /g'
    echo
}

# load STREAMS [ARGS OF istiod-load run...]: generates the files, starts the server on them, prints the report without what is held.
load() {
    local streams=$1 files="$work/files"
    shift
    rm -rf "$files"
    "$LOAD" generate --out "$files" --services 1000 --proxies 2000 ${mixed:+--mixed} >/dev/null
    start_files "$files"
    "$LOAD" run --server "$(port 10)" --pid "$server" --streams "$streams" --services 1000 --files "$files" --timeout 90 \
        ${mixed:+--mixed} "$@" | report
    stop
}

part_samples() {
    local i
    for i in 1 2 3 4 5; do
        start_files "$root/samples/shop"
        sleep 3
        echo "ready after $ready_ms ms, RSS $(rss_mb) MB"
        stop
    done
    echo "binary $(($(stat -c %s "$BINARY") / 1000)) kB"
}

part_first() { load 1 --endpoint-changes 1; load 1 --endpoint-changes 1; load 1 --endpoint-changes 1; }
part_endpoints() { load 1000 --endpoint-changes 6; }
part_streams() { load 2000 --endpoint-changes 3; }
part_further() { load 500 --endpoint-changes 0; }
part_routes() { load 500 --endpoint-changes 0 --route-changes 5; }
part_churn() { load 1000 --endpoint-changes 1 --churn-ms 50 --churn-seconds 30; }
part_mixed() {
    local mixed=1
    load 2000 --endpoint-changes 3
    load 500 --endpoint-changes 0 --route-changes 3
}

part_render() {
    local i began
    rm -rf "$work/files"
    "$LOAD" generate --out "$work/files" --services 1000 --proxies 1 >/dev/null
    for i in 1 2 3; do
        began=$(date +%s%N)
        "$BINARY" render --files "$work/files" --proxy client-0.load --type cds,eds,lds,rds -o binary >"$work/rendered"
        echo "$((($(date +%s%N) - began) / 1000000)) ms, $(stat -c %s "$work/rendered") bytes"
    done
}

part_cluster() {
    start_cluster
    sleep 60
    echo "ready after $ready_ms ms, RSS after 60 s $(rss_mb) MB"
    stop
}

part_inject() {
    start_cluster
    await_log 'starting webhook service'
    sleep 10
    "$LOAD" inject --server "$(port 17)" --pid "$server" --callers 1 --count 300
    "$LOAD" inject --server "$(port 17)" --pid "$server" --callers 4 --count 2400
    stop
}

parts=("$@")
if [ ${#parts[@]} = 0 ]; then
    parts=(samples first endpoints streams further routes churn mixed render)
    [ -z "${API_SERVER:-}" ] || [ -z "${ISTIO_CHART_DIR:-}" ] || parts+=(cluster inject)
fi
for part in "${parts[@]}"; do
    echo "== $part"
    "part_$part"
done
