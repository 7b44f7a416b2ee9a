# Visitors on the machine "clients" (10.20.0.11 to 10.20.0.15), a shop on the machine "app" (10.20.0.2), its database on the machine
# "db" (10.20.2.3), and the machine "router" between the two (10.20.1.254). Recorded on the shop's device "any": both legs.
. "$software/visitors.sh"
. "$software/database_servers.sh"
need_python flask
need_python waitress
need_python sqlalchemy

host clients app router db
join clients 10.20.0.11 app 10.20.0.2
for last in 12 13 14 15; do
    ip -n "$(namespace clients)" address add "10.20.0.$last/24" dev to-app
done
join app 10.20.1.2 router 10.20.1.254
join router 10.20.2.254 db 10.20.2.3
router router
gateway app 10.20.1.254
gateway db 10.20.2.254

# database_shop postgresql|mariadb [OPTION...]: the shop on port 80 of the machine "app".
database_shop() {
    if [ "$1" = postgresql ]; then
        need_python psycopg "psycopg[binary]"
    fi
    start app python3 "$software/database_shop.py" 10.20.0.2:80 "$@"
    shop=$started
    wait_for_port app 80
}
