#!/bin/bash
# Records captures from real software: record.sh NAME [NAME...] | all
# Each NAME is a folder beside this script; its record.sh writes the capture into that folder.
# Runs as root on Debian, inside network namespaces of its own; nothing leaves the machine.
set -euo pipefail

captures=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if [ $# -eq 0 ]; then
    echo "usage: record.sh NAME [NAME...] | all" >&2
    exit 64
fi

names=("$@")
if [ "$1" = all ]; then
    names=()
    for script in "$captures"/*/record.sh; do
        names+=("$(basename "$(dirname "$script")")")
    done
fi

failed=()
for name in "${names[@]}"; do
    echo "== $name"
    bash "$captures/$name/record.sh" || failed+=("$name")
done

if [ ${#failed[@]} -gt 0 ]; then
    echo "not recorded: ${failed[*]}" >&2
    exit 1
fi
