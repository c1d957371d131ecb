#!/usr/bin/env bash
# Runs a root filesystem of .ci/rootfs.sh as the cluster would run the image: uid 1337, no capabilities, read-only root, the image's
# entry point and default arguments (others after --). The network is the machine's own.
#   .ci/run-container.sh ROOTFS [--bare] [--net PATH] [--bind SOURCE:TARGET[:rw]]... [--env NAME=VALUE]... [-- ARGUMENTS...]
# --bare: no variables but PATH, and no /tmp, besides what is said. --net: joins the network namespace of that file.
# crun or runc where there is one that works, else unshare and setpriv. In the foreground; signals reach the program.
set -euo pipefail
root=$(cd "$1" && pwd)
shift
binds=() network="" has_tmp=1 environment=(PATH=/usr/local/bin POD_NAMESPACE=istio-system REVISION=default)
arguments=(discovery --monitoringAddr=:15014 --log_output_level=default:info --domain cluster.local --keepaliveMaxServerConnectionAge 30m)
while [ $# -gt 0 ]; do
    case $1 in
        --bind) binds+=("$2"); shift 2 ;;
        --net) network=$2; shift 2 ;;
        --bare) environment=(PATH=/usr/local/bin) has_tmp=0; shift ;;
        --env) environment+=("$2"); shift 2 ;;
        --) shift; arguments=("$@"); break ;;
        *) echo "unknown option $1" >&2; exit 2 ;;
    esac
done

json_strings() { local first=1 s; for s in "$@"; do [ $first = 1 ] || printf ','; first=0; printf '"%s"' "$(sed 's/[\\"]/\\&/g' <<<"$s")"; done; }
bundle=$(mktemp -d)
trap 'rm -rf "$bundle"' EXIT
mounts='{"destination":"/proc","type":"proc","source":"proc"}'
[ "$has_tmp" = 0 ] || mounts+=',{"destination":"/tmp","type":"tmpfs","source":"tmpfs","options":["nosuid","nodev","mode=1777"]}'
for bind in "${binds[@]}"; do
    IFS=: read -r source target access <<<"$bind"
    # a mount point in the image: a folder for a folder, a file for a file
    if [ -d "$source" ]; then mkdir -p "$root$target"; else mkdir -p "$root$(dirname "$target")" && touch "$root$target"; fi
    mounts+=",{\"destination\":\"$target\",\"type\":\"bind\",\"source\":\"$source\",\"options\":[\"rbind\",\"${access:-ro}\"]}"
done
namespaces='{"type":"pid"},{"type":"mount"},{"type":"ipc"},{"type":"uts"}'
[ -z "$network" ] || namespaces+=",{\"type\":\"network\",\"path\":\"$network\"}"

# write_bundle DIRECTORY ARGUMENTS...
write_bundle() {
    mkdir -p "$1"
    cat >"$1/config.json" <<JSON
{"ociVersion":"1.0.2",
 "process":{"terminal":false,"user":{"uid":1337,"gid":1337,"additionalGids":[1337]},"cwd":"/","noNewPrivileges":true,
  "args":["/usr/local/bin/pilot-discovery",$(json_strings "${@:2}")],"env":[$(json_strings "${environment[@]}")],
  "capabilities":{"bounding":[],"effective":[],"inheritable":[],"permitted":[],"ambient":[]}},
 "root":{"path":"$root","readonly":true},"hostname":"istiod","mounts":[$mounts],
 "linux":{"namespaces":[$namespaces]}}
JSON
}

write_bundle "$bundle/probe" version -s
write_bundle "$bundle/run" "${arguments[@]}"
for runtime in ${CONTAINER_RUNTIMES-crun runc}; do
    # machines without usable cgroups or namespaces have runtimes that cannot run anything: try it first
    if command -v "$runtime" >/dev/null 2>&1 && "$runtime" run --bundle "$bundle/probe" "probe-$$" >/dev/null 2>&1; then
        "$runtime" run --bundle "$bundle/run" "istiod-$$" &
        child=$!
        trap '"$runtime" kill "istiod-$$" TERM 2>/dev/null || true' TERM INT
        code=0
        while kill -0 "$child" 2>/dev/null; do
            code=0
            wait "$child" || code=$?
        done
        exit "$code"
    fi
done

# no runtime that works: own mount and pid namespaces, the root bound read-only, no new privileges, then chroot to the user
export ROOT=$root BINDS="${binds[*]}" ENVIRONMENT="${environment[*]}" HAS_TMP=$has_tmp
join=()
[ -z "$network" ] || join=(nsenter "--net=$network")
"${join[@]}" unshare --mount --pid --fork --kill-child=KILL --ipc --uts bash -euc '
    mount --bind "$ROOT" "$ROOT"
    [ "$HAS_TMP" = 0 ] || mount -t tmpfs -o mode=1777 tmpfs "$ROOT/tmp"
    mount -t proc proc "$ROOT/proc"
    for bind in $BINDS; do
        IFS=: read -r source target access <<<"$bind"
        mount --bind "$source" "$ROOT$target"
        [ "$access" = rw ] || mount -o remount,ro,bind "$ROOT$target"
    done
    mount -o remount,ro,bind "$ROOT"
    exec env -i $ENVIRONMENT "$(command -v setpriv)" --no-new-privs --inh-caps=-all \
        "$(command -v chroot)" --userspec=1337:1337 --groups=1337 "$ROOT" /usr/local/bin/pilot-discovery "$@"' bash "${arguments[@]}" &
child=$!
# the first process of the pid namespace is the program itself
trap 'pkill -TERM -P "$child" 2>/dev/null || kill -TERM "$child"' TERM INT
code=0
while kill -0 "$child" 2>/dev/null; do
    code=0
    wait "$child" || code=$?
done
exit "$code"
