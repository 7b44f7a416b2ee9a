"""A single-page application that carries a JWT, for token_service.py."""

from browser import Browser


class Page(Browser):
    def take(self, answer):
        if answer.status_code == 200:
            self.refresh_token = answer.json()["refresh_token"]
            self.session.headers["Authorization"] = "Bearer " + answer.json()["access_token"]
        return answer.status_code == 200

    def ask_for_tokens(self, status, **form):
        # The access token is not for the issuer.
        return self.take(self.post("/oauth/token", status, {"client_id": "shop-web", **form}, headers={"Authorization": None}))

    def sign_in(self):
        return self.ask_for_tokens(200, grant_type="password", username=self.user, password="secret-of-" + self.user)

    def refresh(self, status=None):
        return self.ask_for_tokens(status, grant_type="refresh_token", refresh_token=self.refresh_token)

    def forget(self):
        self.session.headers.pop("Authorization", None)
        self.refresh_token = None

    def work(self, path):
        """As such pages do: after 401 one refresh and once more."""
        answer = self.get(path)
        if answer.status_code == 401 and self.refresh(200):
            answer = self.get(path, 200)
        return answer
