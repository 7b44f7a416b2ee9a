#!/bin/bash
# PostgreSQL has room for three sessions, the shop's pool would like five: who comes when all are taken is refused (53300).
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
postgresql max_connections=4 superuser_reserved_connections=1 max_wal_senders=0
database_shop postgresql --pool 5

record app any tcp
visitors <<'PY'
users = [Browser(name) for name in ("anna", "bert", "carla", "david", "emma")]
def report(user, after, status):
    pause(after)
    user.get("/report?seconds=3", status)
at_once(*[lambda user=user, number=number: report(user, 0.2 * number, 200 if number < 3 else 500)
          for number, user in enumerate(users)])
for user in users:
    user.get("/orders", 200)
PY
keep
