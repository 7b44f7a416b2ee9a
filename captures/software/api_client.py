"""A program that carries its session in a header, for session_service.py."""

from browser import Browser


class Program(Browser):
    def __init__(self, user, header="X-Session-ID", **more):
        super().__init__(user, agent=f"shop-client/2.1 ({user})", **more)
        self.header = header

    def begin(self):
        answer = self.ask("POST", "/sessions", 201, json={"user": self.user})
        self.session.headers[self.header] = answer.json()["session_id"]

    def end(self, status=200):
        self.ask("DELETE", "/sessions", status)
