"""A gateway between gRPC callers and a service: grpc_gateway.py HOST:PORT SERVICE_HOST:PORT [NAME...]

Passes calls of one request and one answer on, with only the metadata NAME..., and what the service sends back as it is.
"""

from concurrent import futures
import sys

import grpc

passed_on = sys.argv[3:]
service = grpc.insecure_channel(sys.argv[2], options=[("grpc.enable_http_proxy", 0)])


class Gateway(grpc.GenericRpcHandler):
    def service(self, details):
        def pass_on(request, context):
            metadata = [(name, value) for name, value in context.invocation_metadata() if name in passed_on]
            try:
                answer, call = service.unary_unary(details.method).with_call(request, metadata=metadata, timeout=10)
            except grpc.RpcError as error:
                context.abort(error.code(), error.details())
            context.send_initial_metadata([pair for pair in call.initial_metadata() if pair[0].startswith("x-")])
            return answer
        return grpc.unary_unary_rpc_method_handler(pass_on)


server = grpc.server(futures.ThreadPoolExecutor(8), options=[("grpc.so_reuseport", 0)], handlers=[Gateway()])
server.add_insecure_port(sys.argv[1])
server.start()
server.wait_for_termination()
