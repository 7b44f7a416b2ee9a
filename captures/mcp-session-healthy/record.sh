#!/bin/bash
# The clients of mcp-session-lost with a server that stays; they end their sessions.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
need_python mcp
start a python3 "$software/tools_server.py" 8000
wait_for_port a 8000
balance "$software/shop_proxy.conf"

record proxy any tcp
visitors <<'PY'
from tools_client import ToolUser
users = [ToolUser(name) for name in ("anna", "bert", "carla")]
for user in users:
    user.begin()
for what in ("lamp", "chair"):
    for user in users:
        user.price(what, 200)
for user in users:
    user.end()
PY
keep
