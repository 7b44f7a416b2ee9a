"""A server of tools over the Model Context Protocol, streamable HTTP with JSON answers: tools_server.py PORT"""

import sys

from mcp.server.mcpserver import MCPServer

server = MCPServer("shop tools")


@server.tool()
def price(what: str) -> int:
    """The price of a thing."""
    return 10 + len(what)


server.run("streamable-http", host="0.0.0.0", port=int(sys.argv[1]), json_response=True)
