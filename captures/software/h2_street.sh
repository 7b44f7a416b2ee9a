# Cleartext HTTP/2 on the machines of street.sh: visitors of h2_browser.py.
. "$software/store_street.sh"
need_python httpx "httpx[http2]"

# visitors_h2: runs the Python lines of the standard input on the machine "clients", with all of h2_browser.py.
visitors_h2() {
    { echo "from h2_browser import *"; cat; } >"visitors.$BASHPID.py"
    on clients python3 "visitors.$BASHPID.py" >>client.log 2>&1
}

# visitors_node: runs the JavaScript lines of the standard input on the machine "clients", with all of http2_visitor.js.
visitors_node() {
    need node nodejs
    {
        echo "const { http2, pause, Visitor } = require('$software/http2_visitor.js');"
        echo "(async () => {"
        cat
        echo "})().catch(error => { console.log(error.message); process.exit(1); });"
    } >"visitors.$BASHPID.js"
    on clients node "visitors.$BASHPID.js" >>client.log 2>&1
}
