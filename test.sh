#!/usr/bin/env bash
# Builds the solution and runs every test project of tests/. Last line: "N passed, N failed[, N skipped]".
# Exit code 0 only if nothing failed. Without FILTER also perf/check, which counts as one test.
#   ./test.sh [FILTER]      FILTER: part of a project name (e.g. Xds); all without it
#   UPDATE_GOLDENS=1        lets tests rewrite our own goldens (never those of tests/golden)
#   ENVOY_BIN, ISTIO_CHART_DIR  see .ci/run; tests that need them are left out without
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 MSBUILDDISABLENODEREUSE=1
unset ISTIOD_FAST

filter=${1:-}
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

.ci/install-tools.sh || true # what stays missing is reported by the tests that need it

# one compiler process for all projects, of our own, ended with the build: starting one for each project costs most of the time
compiler=istiod-$$
end_compiler() {
    local process
    for process in /proc/[0-9]*; do
        if { tr '\0' ' ' <"$process/cmdline"; } 2>/dev/null | grep -q -- "VBCSCompiler.*pipename:$compiler"; then
            kill "${process#/proc/}" 2>/dev/null
        fi
    done
}
trap 'end_compiler; rm -rf "$results"' EXIT

echo "== build"
dotnet build Istiod.sln -c Release --nologo -v q -p:UseSharedCompilation=true -p:SharedCompilationId="$compiler" </dev/null
built=$?
end_compiler
if [ "$built" != 0 ]; then
    echo "the build failed"
    echo "0 passed, 1 failed"
    exit 1
fi

# One test project; its results go to $results/NAME.trx, its output to NAME.log (shown if something failed).
run_project() {
    local name=$1 assembly="tests/$1/bin/Release/net10.0/$1.dll" start=$SECONDS code
    timeout 1200 dotnet test "$assembly" --logger "trx;LogFileName=$results/$name.trx" --nologo \
        >"$results/$name.log" 2>&1
    code=$?
    echo "$code" >"$results/$name.code"
    if [ "$code" = 0 ]; then
        echo "ok      $name ($((SECONDS - start)) s)"
    else
        echo "FAILED  $name ($((SECONDS - start)) s, exit code $code)"
        # xunit prints each failed test with its message and stack; keep the log readable
        tail -n 200 "$results/$name.log"
    fi
}

alone=() together=()
for directory in tests/*.Tests; do
    name=${directory#tests/}
    [[ $name == *"$filter"* ]] || continue
    [ -f "$directory/$name.csproj" ] || continue
    case $name in
        Istiod.Aot.Tests | Istiod.Golden.Tests) alone+=("$name") ;; # they start servers and measure time
        *) together+=("$name") ;;
    esac
done

echo "== test"
for name in "${together[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n; done
    run_project "$name" &
done
wait
for name in "${alone[@]}"; do run_project "$name"; done

passed=0 failed=0 skipped=0
if [ -z "$filter" ]; then
    # Budgets of allocations and ratios, no absolute times.
    if perf/check >"$results/perf.log" 2>&1; then
        echo "ok      perf/check"
        passed=1
    else
        echo "FAILED  perf/check"
        tail -n 120 "$results/perf.log"
        failed=1
    fi
fi
for name in "${together[@]}" "${alone[@]}"; do
    code=$(cat "$results/$name.code" 2>/dev/null || echo 1)
    counters=$(grep -o '<Counters [^>]*' "$results/$name.trx" 2>/dev/null | head -n 1)
    count() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
    p=$(count passed) t=$(count total) e=$(count executed) f=$(count failed)
    passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0})) skipped=$((skipped + ${t:-0} - ${e:-0}))
    # a test host that dies, or a project that does not run, counts as one failure
    if [ "$code" != 0 ] && [ "${f:-0}" = 0 ]; then failed=$((failed + 1)); fi
done
if [ "$skipped" -gt 0 ]; then tail=", $skipped skipped"; else tail=""; fi
echo "$passed passed, $failed failed$tail"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
