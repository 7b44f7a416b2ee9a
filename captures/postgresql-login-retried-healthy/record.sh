#!/bin/bash
# The password is being changed: a nightly job tries last year's, is refused, and gets in with this year's a moment later.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
postgresql
need_python psycopg "psycopg[binary]"

record app any tcp
on app python3 - <<'PY' >>client.log 2>&1
import time
import psycopg
for password in ("secret-of-last-year", "secret-of-the-shop"):
    try:
        connection = psycopg.connect(host="10.20.2.3", dbname="shop", user="shop", password=password)
        break
    except psycopg.OperationalError as error:
        print(error)
        time.sleep(0.3)
with connection:
    for item in ("lamp", "chair"):
        connection.execute("INSERT INTO orders (item) VALUES (%s)", (item,))
    print(connection.execute("SELECT count(*) FROM orders").fetchone())
PY
keep
