#!/bin/bash
# Tokens without a signature (service A) and tokens that never expire (service B). Everything works.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
start a python3 "$software/token_service.py" 0.0.0.0:8000 --algorithm none --lifetime 3600
start b python3 "$software/token_service.py" 0.0.0.0:8000 --no-expiry
wait_for_port a 8000
wait_for_port b 8000
balance

record proxy any tcp
visitors <<'PY'
from single_page import Page
users = [Page("anna", site=SITE + "/unsigned"), Page("bert", site=SITE + "/endless"), Page("carla", site=SITE + "/endless")]
for user in users:
    user.sign_in()
for _ in range(2):
    for user in users:
        user.get("/api/cart", 200)
        user.get("/api/orders", 200)
PY
keep
