#!/bin/bash
# Anna looks at a stream of orders and leaves it after the second one: her program cancels the call (RST_STREAM CANCEL). She goes on.
. "$(dirname "$0")/../recording.sh"
. "$software/grpc_street.sh"
grpc_shop proxy 10.20.0.2:50051

record proxy any tcp
callers <<'PY'
anna = Caller("anna")
anna.login()
for _ in range(2):
    orders = anna.method("Orders/Watch")("0.2 0.2 0.2 0.2 0.2 0.2 0.2 0.2", metadata=anna.metadata())
    print(next(orders), next(orders))
    orders.cancel()
    anna.call("Cart/View")
anna.call("Sessions/Logout")
pause(1)
PY
keep
