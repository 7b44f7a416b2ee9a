#!/bin/bash
# MariaDB has room for ten connections, and eight are taken by others. The shop's pool would like five: who comes when all are taken is
# refused (1040).
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
mariadb_server --max-connections=10
database_shop mariadb --pool 5
on db python3 - <<'PY' >>client.log 2>&1 &
import time
import pymysql
others = [pymysql.connect(host="10.20.2.3", user="shop", password="secret-of-the-shop", database="shop") for _ in range(8)]
time.sleep(60)
PY
sleep 1

record app any tcp
visitors <<'PY'
users = [Browser(name) for name in ("anna", "bert", "carla", "david")]
def report(user, after, status):
    pause(after)
    user.get("/report?seconds=2", status)
at_once(*[lambda user=user, number=number: report(user, 0.2 * number, 200 if number < 2 else 500)
          for number, user in enumerate(users)])
for user in users:
    user.get("/orders", 200)
PY
keep
