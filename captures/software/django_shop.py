"""The shop on Django, with its sessions in the cache: django_shop.py HOST:PORT CACHE [SESSION_CACHE]

A cache is redis://... or memcached://HOST:PORT. Sessions lie in the second one, if there is one. GET /products/N notes its visitor
in the first one, as a bit at his customer number: few octets on the wire, 200,000 in Redis.
"""

import sys

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path, re_path
import waitress


def cache(address):
    if address.startswith("memcached://"):
        return {"BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache",
                "LOCATION": address.removeprefix("memcached://")}
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": address}


settings.configure(
    SECRET_KEY="a secret of this recording",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
    SESSION_ENGINE="django.contrib.sessions.backends.cache",
    SESSION_CACHE_ALIAS="sessions",
    SESSION_COOKIE_SAMESITE="Lax",
    CACHES={"default": cache(sys.argv[2]), "sessions": cache(sys.argv[-1])},
)


def page(text, status=200):
    return HttpResponse(f"<!doctype html><title>shop</title><p>{text}</p>\n", status=status)


def refuse(request):
    if request.path.startswith("/api"):
        return JsonResponse({"error": "not signed in"}, status=401)
    return HttpResponseRedirect("/login")


def login(request):
    if request.method == "GET":
        if "user" in request.session:
            return HttpResponseRedirect("/")
        return page('Please sign in <form method="post"><input name="user"><input name="password" type="password"></form>')
    user = request.POST.get("user", "")
    if request.POST.get("password") != "secret-of-" + user:
        return page("User or password is wrong", 401)
    request.session.cycle_key()
    request.session["user"] = user
    return HttpResponseRedirect("/")


def logout(request):
    request.session.flush()
    return HttpResponseRedirect("/login")


def home(request):
    return page("Hello " + request.session["user"]) if "user" in request.session else refuse(request)


def cart(request):
    if "user" not in request.session:
        return refuse(request)
    items = request.session.get("cart", [])
    if request.method == "POST":
        items.append(request.POST.get("item", "lamp"))
        request.session["cart"] = items
    if request.path.startswith("/api"):
        return JsonResponse({"cart": items})
    return page("In your cart: " + (", ".join(items) or "nothing"))


def product(request, number):
    from django.core.cache import caches
    redis = caches["default"]._cache.get_client()
    redis.setbit(f"product:{number}:visitors", 1_600_000, 1)
    return page(f"Product {number}")


urlpatterns = [path("login", login), path("logout", logout), path("", home), re_path("^(?:api/)?cart$", cart),
               path("products/<int:number>", product)]

django.setup()
waitress.serve(get_wsgi_application(), listen=sys.argv[1], ident="waitress", threads=4)
