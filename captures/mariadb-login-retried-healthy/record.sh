#!/bin/bash
# The password is being changed: a nightly job tries last year's, is refused, and gets in with this year's a moment later.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
mariadb_server

record app any tcp
on app python3 - <<'PY' >>client.log 2>&1
import time
import pymysql
for password in ("secret-of-last-year", "secret-of-the-shop"):
    try:
        connection = pymysql.connect(host="10.20.2.3", database="shop", user="shop", password=password)
        break
    except pymysql.OperationalError as error:
        print(error)
        time.sleep(0.3)
with connection, connection.cursor() as cursor:
    for item in ("lamp", "chair"):
        cursor.execute("INSERT INTO orders (item) VALUES (%s)", (item,))
    connection.commit()
    cursor.execute("SELECT count(*) FROM orders")
    print(cursor.fetchone())
PY
keep
