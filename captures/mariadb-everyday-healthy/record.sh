#!/bin/bash
# An ordinary day of MariaDB in four seconds: a shop with its pool, expected errors, several results at once, server-side prepared
# statements, a bulk load, a change of user, pings, compression, a killed query, an idle session.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
mariadb_server --local-infile=1
database_shop mariadb --pool 2
mariadb_say "CREATE USER packer@'%' IDENTIFIED BY 'secret-of-the-packer'; GRANT SELECT ON shop.* TO packer@'%'"

record app any tcp
on app python3 "$scenario/jobs.py" >>client.log 2>&1 &
jobs=$!
visitors <<'PY'
users = [Browser(name) for name in ("anna", "bert")]
for user in users:
    user.post("/orders", 201)
    user.get("/orders", 200)
pause(1)
at_once(*[lambda user=user: user.get("/report?seconds=0.3", 200) for user in users])
pause(2)
users[0].get("/orders", 200)
PY
wait "$jobs"
for options in "" --compress; do
    on app mariadb --no-defaults $options --host=10.20.2.3 --user=shop --password=secret-of-the-shop shop <<'SQL' >>client.log
PREPARE wanted FROM 'SELECT item FROM orders WHERE number = ?';
SET @number = 1;
EXECUTE wanted USING @number;
SHOW WARNINGS;
SELECT REPEAT('price list ', 100);
SQL
done
keep
