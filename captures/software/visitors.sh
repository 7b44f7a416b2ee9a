# Visitors on the machine "clients".
need_python requests
export PYTHONPATH=$software

# visitors: runs the Python lines of the standard input on the machine "clients", with all of browser.py.
visitors() {
    { echo "from browser import *"; cat; } >"visitors.$BASHPID.py"
    on clients python3 "visitors.$BASHPID.py" >>client.log 2>&1
}
