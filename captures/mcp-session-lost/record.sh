#!/bin/bash
# The tool server is restarted: the sessions in its memory are gone, clients get 404 and two of them begin anew.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
need_python mcp
start a python3 "$software/tools_server.py" 8000
server=$started
wait_for_port a 8000
balance "$software/shop_proxy.conf"

record proxy any tcp
restart() {
    wait_for_end "$1"
    start a python3 "$software/tools_server.py" 8000
    wait_for_port a 8000
}
restart "$server" &
visitors <<PY
from tools_client import ToolUser
import os, signal
users = [ToolUser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.begin()
for _ in range(2):
    for user in users:
        user.price("lamp", 200)
pause(0.5)
os.kill($server, signal.SIGTERM)
pause(5)                                        # the new one is up by then
for user in users:
    user.price("chair", 404)
for user in users[:2]:
    user.begin()
    user.price("chair", 200)
users[2].price("chair", 404)
PY
keep
