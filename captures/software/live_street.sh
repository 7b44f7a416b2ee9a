# A WebSocket server on the machine "a", nginx with live.conf (5 s) before it, and Python clients of `visitors`.
need_python websockets
start a python3 "$software/websocket_server.py" 9000
server=$started
wait_for_port a 9000
balance "$software/live.conf"
