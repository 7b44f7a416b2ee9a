# Shops on the machine "proxy" of street.sh, beside their stores: what they ask is in the capture, too.
if declare -F redis_store >/dev/null; then
    return      # it is there already
fi
. "$software/street.sh"

# redis_store PORT [OPTION...]: a Redis of that machine, without persistence unless an option says otherwise.
redis_store() {
    need redis-server redis-server
    need_python redis
    mkdir -p "redis-$1"
    start proxy redis-server --port "$1" --bind 127.0.0.1 --dir "$scratch/redis-$1" --save "" --appendonly no "${@:2}"
    wait_for_port proxy "$1"
}

# redis_say PORT COMMAND...
redis_say() {
    on proxy redis-cli -p "$1" "${@:2}"
}

# memcached_store MACHINE [OPTION...]: a memcached on port 11211.
memcached_store() {
    need memcached memcached
    need_python pymemcache
    start "$1" memcached -u nobody -l 0.0.0.0 -U 0 "${@:2}"
    wait_for_port "$1" 11211
}

# django_shop PORT CACHE [SESSION_CACHE]
django_shop() {
    need_python django
    need_python redis
    need_python pymemcache
    start proxy python3 "$software/django_shop.py" "127.0.0.1:$1" "${@:2}"
    wait_for_port proxy "$1"
}

# express_shop PORT TTL COOKIE_AGE [rolling]
express_shop() {
    need node nodejs
    start proxy node "$software/express_shop.js" "$@"
    wait_for_port proxy "$1"
}

# php_shop PORT HANDLER PATH LIFETIME: sessions by PHP's handler "redis" or "memcached".
php_shop() {
    need php php-cli
    php -m | grep -qx redis || apt-get install --yes --quiet php-redis >/dev/null
    php -m | grep -qx memcached || apt-get install --yes --quiet php-memcached >/dev/null
    start proxy php -d "session.save_handler=$2" -d "session.save_path=$3" -d "session.gc_maxlifetime=$4" \
        -S "127.0.0.1:$1" "$software/php_shop.php"
    wait_for_port proxy "$1"
}

# rack_shop PORT LIFETIME
rack_shop() {
    need puma puma
    ruby -e 'require "redis-rack"' 2>/dev/null || apt-get install --yes --quiet ruby-redis-rack >/dev/null
    start proxy env RACK_LIFETIME="$2" RACK_ENV=production puma --quiet --threads 1:1 --bind "tcp://127.0.0.1:$1" \
        "$software/rack_shop.ru"
    wait_for_port proxy "$1"
}

# flask_session_shop PORT STORE LIFETIME
flask_session_shop() {
    need_python flask_session flask-session
    need_python redis
    need_python pymemcache
    start proxy python3 "$software/flask_session_shop.py" "127.0.0.1:$1" "${@:2}"
    wait_for_port proxy "$1"
}

# spring_shop PORT LIFETIME
spring_shop() {
    need_python redis
    start proxy python3 "$software/spring_shop.py" "127.0.0.1:$1" "$2"
    wait_for_port proxy "$1"
}

# redis_cluster: two nodes, 6379 with the lower half of the slots, 6380 with the upper one.
redis_cluster() {
    local port
    for port in 6379 6380; do
        redis_store "$port" --cluster-enabled yes --cluster-node-timeout 60000
    done
    {
        redis_say 6379 CLUSTER ADDSLOTSRANGE 0 8191
        redis_say 6380 CLUSTER ADDSLOTSRANGE 8192 16383
        redis_say 6380 CLUSTER SET-CONFIG-EPOCH 2
        redis_say 6379 CLUSTER SET-CONFIG-EPOCH 1
        redis_say 6379 CLUSTER MEET 127.0.0.1 6380
    } >>client.log
    for port in 6379 6380; do
        for _ in $(seq 100); do
            redis_say "$port" CLUSTER INFO | grep -q cluster_state:ok && break
            sleep 0.1
        done
    done
}
