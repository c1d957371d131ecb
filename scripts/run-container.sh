#!/usr/bin/env bash
# Runs a root filesystem of scripts/rootfs.sh as the cluster would run the image: uid 1337, no capabilities, read-only root, the image's
# entry point and default arguments (others after --). The network is the machine's own.
#   scripts/run-container.sh ROOTFS [--bind SOURCE:TARGET]... [--env NAME=VALUE]... [-- ARGUMENTS...]
# crun or runc where there is one that works, else unshare and setpriv. In the foreground; signals reach the program.
set -euo pipefail
root=$(cd "$1" && pwd)
shift
binds=() environment=(PATH=/usr/local/bin POD_NAMESPACE=istio-system REVISION=default)
arguments=(discovery --monitoringAddr=:15014 --log_output_level=default:info --domain cluster.local --keepaliveMaxServerConnectionAge 30m)
while [ $# -gt 0 ]; do
    case $1 in
        --bind) binds+=("$2"); shift 2 ;;
        --env) environment+=("$2"); shift 2 ;;
        --) shift; arguments=("$@"); break ;;
        *) echo "unknown option $1" >&2; exit 2 ;;
    esac
done

json_strings() { local first=1 s; for s in "$@"; do [ $first = 1 ] || printf ','; first=0; printf '"%s"' "$(sed 's/[\\"]/\\&/g' <<<"$s")"; done; }
bundle=$(mktemp -d)
trap 'rm -rf "$bundle"' EXIT
mounts='{"destination":"/proc","type":"proc","source":"proc"},{"destination":"/tmp","type":"tmpfs","source":"tmpfs","options":["nosuid","nodev","mode=1777"]}'
for bind in "${binds[@]}"; do
    mkdir -p "$root${bind#*:}"
    mounts+=",{\"destination\":\"${bind#*:}\",\"type\":\"bind\",\"source\":\"${bind%%:*}\",\"options\":[\"rbind\",\"ro\"]}"
done
cat >"$bundle/config.json" <<JSON
{"ociVersion":"1.0.2",
 "process":{"terminal":false,"user":{"uid":1337,"gid":1337,"additionalGids":[1337]},"cwd":"/","noNewPrivileges":true,
  "args":["/usr/local/bin/pilot-discovery",$(json_strings "${arguments[@]}")],"env":[$(json_strings "${environment[@]}")],
  "capabilities":{"bounding":[],"effective":[],"inheritable":[],"permitted":[],"ambient":[]}},
 "root":{"path":"$root","readonly":true},"hostname":"istiod","mounts":[$mounts],
 "linux":{"namespaces":[{"type":"pid"},{"type":"mount"},{"type":"ipc"},{"type":"uts"}]}}
JSON

for runtime in crun runc; do
    command -v "$runtime" >/dev/null 2>&1 || continue
    # a machine without usable cgroups is found out with --version-like work: true is not in the image, so ask the program
    if sed 's/"discovery".*\],"env"/"version","-s"],"env"/; ' "$bundle/config.json" >"$bundle/probe.json" &&
        mkdir -p "$bundle/probe" && cp "$bundle/probe.json" "$bundle/probe/config.json" &&
        "$runtime" run --bundle "$bundle/probe" "probe-$$" >/dev/null 2>&1; then
        child=
        "$runtime" run --bundle "$bundle" "istiod-$$" &
        child=$!
        trap '"$runtime" kill "istiod-$$" TERM 2>/dev/null || true' TERM INT
        code=0
        while kill -0 "$child" 2>/dev/null; do code=0; wait "$child" || code=$?; done
        exit "$code"
    fi
done

# no container runtime: own mount and pid namespaces, the root bound read-only, then setpriv
export ISTIOD_ROOT=$root
script='mount --bind "$ISTIOD_ROOT" "$ISTIOD_ROOT"
mount -t tmpfs -o mode=1777 tmpfs "$ISTIOD_ROOT/tmp"
mount -t proc proc "$ISTIOD_ROOT/proc"
for bind in $ISTIOD_BINDS; do mount --bind "${bind%%:*}" "$ISTIOD_ROOT${bind#*:}"; done
mount -o remount,ro,bind "$ISTIOD_ROOT"
exec env -i $ISTIOD_ENV setpriv --reuid 1337 --regid 1337 --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs chroot_exec "$@"'
export ISTIOD_BINDS="${binds[*]}" ISTIOD_ENV="${environment[*]}"
script=${script/setpriv --reuid 1337 --regid 1337 --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs chroot_exec/\
\/usr\/sbin\/chroot --userspec=1337:1337 --groups=1337 \"\$ISTIOD_ROOT\" \/usr\/local\/bin\/pilot-discovery}
exec unshare --mount --pid --fork --kill-child=SIGTERM --ipc --uts sh -euc "$script" sh "${arguments[@]}"
