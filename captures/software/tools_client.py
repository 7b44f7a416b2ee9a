"""A program that uses tools_server.py and keeps to the session the server gave it."""

from browser import Browser


class ToolUser(Browser):
    number = 0

    def __init__(self, user):
        super().__init__(user, agent=f"assistant/0.9 ({user})",
                         headers={"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"})

    def say(self, method, status, request=True, **parameters):
        message = {"jsonrpc": "2.0", "method": method, "params": parameters}
        if request:
            self.number += 1
            message["id"] = self.number
        return self.ask("POST", "/mcp", status, json=message)

    def begin(self):
        self.session.headers.pop("Mcp-Session-Id", None)
        answer = self.say("initialize", 200, protocolVersion="2025-06-18", capabilities={},
                          clientInfo={"name": "assistant", "version": "0.9"})
        self.session.headers["Mcp-Session-Id"] = answer.headers["Mcp-Session-Id"]
        self.say("notifications/initialized", 202, request=False)

    def price(self, what, status=200):
        return self.say("tools/call", status, name="price", arguments={"what": what})

    def end(self):
        self.ask("DELETE", "/mcp", 200)
