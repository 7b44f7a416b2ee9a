#!/bin/sh
# Installs the programs with which the tests of live captures make their traffic, where they are missing. Only root does;
# what cannot be installed is no failure: those tests say that they did not run.
set -u

# command, and its package for apt-get, dnf and apk
programs='ip iproute2 iproute iproute2
ss iproute2 iproute iproute2
sysctl procps procps-ng procps
setpriv util-linux util-linux setpriv
nginx nginx-light nginx nginx
redis-server redis-server redis redis
openssl openssl openssl openssl
python3 python3 python3 python3'

PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

missing() {
    printf '%s\n' "$programs" | while read -r program rest; do
        command -v "$program" >/dev/null || printf '%s %s\n' "$program" "$rest"
    done
}

packages() { missing | cut -d ' ' -f "$1" | sort -u; }

[ -z "$(missing)" ] && exit 0
if [ "$(id -u)" -eq 0 ]; then
    echo "installing what the tests of live captures need:" $(packages 1)
    if command -v apt-get >/dev/null; then
        export DEBIAN_FRONTEND=noninteractive
        # Nothing that is installed for a test is to run by itself.
        policy=/usr/sbin/policy-rc.d
        [ -e $policy ] || { printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy && trap 'rm -f $policy' EXIT; }
        # shellcheck disable=SC2046
        timeout 90 apt-get install -y -qq --no-install-recommends $(packages 2) >/dev/null 2>&1 ||
            { timeout 60 apt-get update -qq && timeout 90 apt-get install -y -qq --no-install-recommends $(packages 2); } \
                >/dev/null 2>&1
    elif command -v dnf >/dev/null; then
        timeout 120 dnf install -y -q $(packages 3) >/dev/null 2>&1
    elif command -v apk >/dev/null; then
        timeout 120 apk add -q $(packages 4) >/dev/null 2>&1
    fi
fi
left=$(packages 1)
[ -z "$left" ] || echo "not installed, so that tests of live captures are left out:" $left
exit 0
