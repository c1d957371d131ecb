# Sourced by figures.sh and layout/record: starts the product on files or against the test API server, on ports of its own.
# Reads: BINARY (pilot-discovery); BASE_PORT (29000: the product's ports are +80, +10, +12, +14, +17); for start_cluster API_SERVER
# (tests/Istiod.ApiServer, the published program or its dll) and ISTIO_CHART_DIR (the official chart, rendered).
# Sets: server (its process id), work (a directory that ends with the script). WRAP is put before the binary.
BASE_PORT=${BASE_PORT:-29000}
WRAP=${WRAP:-}
work=$(mktemp -d)
server= api=
trap 'stop; rm -rf "$work"' EXIT

port() { echo "127.0.0.1:$((BASE_PORT + $1))"; }

stop() {
    local pid
    for pid in $server $api; do
        kill -TERM "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
    done
    server= api=
    return 0
}

# Starts it with the arguments given, waits for /ready; sets ready_ms.
start() {
    local began
    began=$(date +%s%N)
    # shellcheck disable=SC2086 # words of WRAP are words
    $WRAP "$BINARY" discovery "$@" --httpAddr "$(port 80)" --grpcAddr "$(port 10)" --secureGRPCAddr "$(port 12)" \
        --monitoringAddr "$(port 14)" --httpsAddr "$(port 17)" --ctrlz_port "$((BASE_PORT + 76))" >"$work/server.log" 2>&1 &
    server=$!
    until (exec 3<>"/dev/tcp/127.0.0.1/$((BASE_PORT + 80))" && printf 'GET /ready HTTP/1.0\r\n\r\n' >&3 && head -n 1 <&3 | grep -q ' 200 ') 2>/dev/null; do
        kill -0 "$server" 2>/dev/null || { tail -n 5 "$work/server.log" >&2; return 1; }
        sleep 0.005
    done
    ready_ms=$((($(date +%s%N) - began) / 1000000))
}

# start_files DIRECTORY: no cluster, no webhooks.
start_files() { start --registries File --configDir "$1"; }

# A cluster that holds the chart's objects; arguments, environment and account of the chart's pod.
start_cluster() {
    local run=("$API_SERVER") url
    [ "${API_SERVER%.dll}" = "$API_SERVER" ] || run=(dotnet "$API_SERVER")
    mkdir -p "$work/account"
    "${run[@]}" --rbac --data "$ISTIO_CHART_DIR/rendered-base.yaml" --data "$ISTIO_CHART_DIR/gateway-api-crds.yaml" \
        --data "$ISTIO_CHART_DIR/rendered-default.yaml" --namespace istio-system --namespace load \
        --service-account "istio-system/istiod=$work/account" >"$work/api.log" 2>&1 &
    api=$!
    until url=$(grep -o 'listening on https://.*' "$work/api.log" 2>/dev/null); do
        kill -0 "$api" 2>/dev/null || { tail -n 5 "$work/api.log" >&2; return 1; }
        sleep 0.1
    done
    cat >"$work/kubeconfig" <<YAML
apiVersion: v1
kind: Config
current-context: test
contexts: [{name: test, context: {cluster: test, user: test}}]
clusters: [{name: test, cluster: {server: "${url#listening on }", certificate-authority: $work/account/ca.crt}}]
users: [{name: test, user: {tokenFile: $work/account/token}}]
YAML
    KUBECONFIG=$work/kubeconfig POD_NAME=istiod-test POD_NAMESPACE=istio-system SERVICE_ACCOUNT=istiod REVISION=default \
        PILOT_CERT_PROVIDER=istiod CLUSTER_ID=Kubernetes CA_TRUSTED_NODE_ACCOUNTS=istio-system/ztunnel PILOT_TRACE_SAMPLING=1 \
        start --log_output_level=default:info --domain cluster.local --keepaliveMaxServerConnectionAge 30m
}

# Waits until a line of the log says so.
await_log() {
    until grep -q "$1" "$work/server.log"; do
        kill -0 "$server" 2>/dev/null || return 1
        sleep 0.1
    done
}

rss_mb() { awk '/^VmRSS:/{printf "%.1f", $2 / 1024}' "/proc/$server/status"; }
