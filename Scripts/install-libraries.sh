#!/bin/sh
# Installs the system libraries that hangup links, where their headers are missing.
set -eu

missing=""
for header in pcap/pcap.h zlib.h zstd.h; do
    printf '#include <%s>\n' "$header" | ${CC:-clang} -E -x c - >/dev/null 2>&1 || missing="$missing $header"
done
[ -z "$missing" ] && exit 0

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

echo "installing libraries for:$missing"
if command -v apt-get >/dev/null; then
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq libpcap-dev zlib1g-dev libzstd-dev
elif command -v dnf >/dev/null; then
    as_root dnf install -y libpcap-devel zlib-devel libzstd-devel
elif command -v apk >/dev/null; then
    as_root apk add libpcap-dev zlib-dev zstd-dev
else
    echo "no package manager known here: install the development files of libpcap, zlib and libzstd" >&2
    exit 1
fi
