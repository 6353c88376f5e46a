"""Who asks: somebody at this machine, somebody signed in, or anybody; and whether a form is ours.

Sessions are signed, not stored: a cookie holds the account and when it signed in, with a mark made
with the secret of the file of reviews. A form carries a mark made of the visitor's cookies, which
no other site can read or make.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import ipaddress
import secrets
import time
import urllib.parse
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

from kizuna.atlas.library.accounts import LOCAL, Accounts

SESSION = "kizuna-session"
"""The cookie of who has signed in to write reviews."""

_VISIT = "kizuna-visit"
_LARGEST_FORM = 40_000  # bytes
_LASTS = 30 * 24 * 3600
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
_HOSTS = frozenset(("localhost", "127.0.0.1", "::1"))


class Visitor(NamedTuple):
    """Who asks.

    Attributes:
        local: sits at the machine on which the atlas runs.
        account: the account that is signed in, ``local`` for who sits there, blank for nobody.
        csrf: the mark that a form of this visitor must carry.
        visit: the value of the visitor's cookie.
    """

    local: bool
    account: str
    csrf: str
    visit: str


def is_local(request: Request) -> bool:
    """Whether a request comes from this machine itself, straight and under a name of its own.

    A request passed on by a proxy on this machine comes from elsewhere, and a name that somebody
    else's domain server points here is no name of ours.
    """
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        near = ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
    return near and request.url.hostname in _HOSTS


def public_base(request: Request) -> str:
    """Scheme, host and prefix under which others can reach what is asked for.

    Blank if that is known to this machine alone: nobody could follow such an address.
    """
    host = request.url.hostname or ""
    try:
        address = ipaddress.ip_address(host)
        near = address.is_loopback or address.is_unspecified
    except ValueError:
        near = not host or host == "localhost" or host.endswith(".localhost")
    if near:
        return ""
    prefix: str = request.scope.get("root_path", "")
    return f"{request.url.scheme}://{request.url.netloc}{prefix.rstrip('/')}"


def visitor(request: Request, accounts: Accounts | None, *, cookie: str = SESSION) -> Visitor:
    """Who asks, by the request and its cookies.

    Args:
        request: the request.
        accounts: of those who can sign in; ``None`` where nobody can.
        cookie: the name of the cookie in which the session stands.
    """
    secret = accounts.secret if accounts else b""
    visit = request.cookies.get(_VISIT, "")
    if len(visit) != 32 or not visit.isalnum():
        visit = secrets.token_hex(16)
    local = is_local(request)
    session = request.cookies.get(cookie, "")
    account = (_account(session, accounts) if accounts else "") or (LOCAL if local else "")
    return Visitor(local, account, _mark(secret, "form", visit, account), visit)


def remember(response: Response, visitor: Visitor, request: Request) -> None:
    """Give the visitor the cookie that the forms on the page go with."""
    if request.cookies.get(_VISIT) != visitor.visit:
        response.set_cookie(
            _VISIT, visitor.visit, httponly=True, samesite="strict",
            secure=request.url.scheme == "https",
        )  # fmt: skip


def sign_in(
    response: Response, account: str, secret: bytes, request: Request, *, cookie: str = SESSION
) -> None:
    """Let the visitor be known as an account for thirty days."""
    name = base64.urlsafe_b64encode(account.encode()).decode()
    since = str(int(time.time()))
    value = f"{name}.{since}.{_mark(secret, 'session', name, since)}"
    response.set_cookie(
        cookie, value, max_age=_LASTS, httponly=True, samesite="strict",
        secure=request.url.scheme == "https",
    )  # fmt: skip


def sign_out(response: Response, *, cookie: str = SESSION) -> None:
    """Forget the visitor's account."""
    response.delete_cookie(cookie)


def is_ours(request: Request, visitor: Visitor, csrf: str) -> bool:
    """Whether a form that was sent is one that this atlas showed to this visitor."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    if origin is not None and origin != f"{request.url.scheme}://{request.url.netloc}":
        return False
    return hmac.compare_digest(visitor.csrf.encode(), csrf.encode("utf-8", "surrogatepass"))


async def sent(request: Request, *, most: int = 20) -> dict[str, str] | None:
    """The fields of a form that was sent; ``None`` if it is none or too large.

    Args:
        request: the request.
        most: fields that it can have.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/x-www-form-urlencoded":
        return None
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_FORM:
            return None
    try:
        pairs = urllib.parse.parse_qsl(
            body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=most
        )
    except ValueError:
        return None
    return {name: value.replace("\r\n", "\n") for name, value in pairs}


def _account(cookie: str, accounts: Accounts) -> str:
    name, _, rest = cookie.partition(".")
    since, _, mark = rest.partition(".")
    expected = _mark(accounts.secret, "session", name, since)
    if not hmac.compare_digest(mark.encode("utf-8", "surrogatepass"), expected.encode()):
        return ""
    try:
        account = base64.urlsafe_b64decode(name).decode()
        fresh = int(since) + _LASTS > time.time() and accounts.lasts(account, int(since))
        return account if fresh else ""
    except (ValueError, binascii.Error):
        return ""


def _mark(secret: bytes, *parts: str) -> str:
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hmac.new(secret, text, hashlib.sha256).hexdigest()
