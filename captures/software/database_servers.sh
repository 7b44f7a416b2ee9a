# Databases: which machine they run on, and at which address, is said by database_machine and database_address.
database_machine=db
database_address=10.20.2.3

# postgresql [SETTING=VALUE...]: a server with the database "shop" of the user "shop".
postgresql() {
    need psql postgresql-client
    local programs folder=$scratch/postgresql setting settings=()
    compgen -G "/usr/lib/postgresql/*/bin/postgres" >/dev/null || apt-get install --yes --quiet postgresql >/dev/null
    programs=$(dirname "$(ls -d /usr/lib/postgresql/*/bin/postgres | sort -V | tail -n 1)")
    for setting in "$@"; do
        settings+=(-c "$setting")
    done
    if [ ! -e "$folder" ]; then
        chmod 711 "$scratch"
        install -d -o postgres -m 700 "$folder"
        (cd "$folder" && setpriv --reuid=postgres --regid=postgres --clear-groups \
            "$programs/initdb" --pgdata="$folder" --username=postgres --auth=trust --no-sync --no-instructions >>"$scratch/$database_machine.log")
        echo "host all all 10.20.0.0/16 scram-sha-256" >>"$folder/pg_hba.conf"
    fi
    start "$database_machine" setpriv --reuid=postgres --regid=postgres --clear-groups \
        "$programs/postgres" -D "$folder" -k "$folder" -c listen_addresses="$database_address" -c fsync=off "${settings[@]}"
    for _ in $(seq 100); do
        sql "SELECT" >/dev/null 2>&1 && break
        sleep 0.1
    done
    if ! sql "SELECT 1 FROM pg_roles WHERE rolname = 'shop'" | grep -q 1; then
        sql "CREATE ROLE shop LOGIN PASSWORD 'secret-of-the-shop'" "CREATE DATABASE shop OWNER shop"
        psql --quiet --host="$folder" --username=postgres --dbname=shop \
            --command="SET ROLE shop; CREATE TABLE orders (number serial PRIMARY KEY, item text NOT NULL)"
    fi
}

# sql COMMAND...: as PostgreSQL's administrator, on its own machine, so that the capture does not see it.
sql() {
    psql --quiet --no-align --tuples-only --host="$scratch/postgresql" --username=postgres "${@/#/--command=}"
}

# mariadb_server [OPTION...]: a server with the database "shop" of the user "shop".
mariadb_server() {
    need mariadbd mariadb-server
    need_python pymysql
    local folder=$scratch/mariadb
    chmod 711 "$scratch"
    install -d -o mysql -m 700 "$folder"
    mariadb-install-db --no-defaults --datadir="$folder" --user=mysql --auth-root-authentication-method=normal \
        --skip-test-db >>"$scratch/$database_machine.log" 2>&1
    start "$database_machine" mariadbd --no-defaults --user=mysql --datadir="$folder" --socket="$folder/socket" --pid-file="$folder/pid" \
        --bind-address="$database_address" --port=3306 --skip-name-resolve --innodb-flush-log-at-trx-commit=0 "$@"
    for _ in $(seq 200); do
        mariadb_say "SELECT 1" >/dev/null 2>&1 && break
        sleep 0.1
    done
    mariadb_say "CREATE DATABASE shop; CREATE USER shop@'%' IDENTIFIED BY 'secret-of-the-shop'; GRANT ALL ON shop.* TO shop@'%';
        CREATE TABLE shop.orders (number INT AUTO_INCREMENT PRIMARY KEY, item TEXT NOT NULL)"
}

# mariadb_say SQL: as its administrator, on its own machine, so that the capture does not see it.
mariadb_say() {
    mariadb --no-defaults --socket="$scratch/mariadb/socket" --user=root --batch --skip-column-names --execute="$1"
}
