"""What stands before every page: headers, limits of size and rate, and memory of what was made."""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    # Not "no-referrer": with that, browsers hide the origin of our own forms from us.
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
LONGEST_ADDRESS = 1_000  # bytes, the query included
LARGEST_BODY = 65_536
_VISITORS = 10_000
_LARGEST_KEPT = 64 * 1024 * 1024
_LONG = 256 * 1024  # bytes from which an answer is compressed in haste
_SQUEEZED = (b"text/", b"application/json", b"image/svg+xml")


def told(
    scope: Scope, status: int, words: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Why there is no page, in a sentence: as JSON for who asks for data, else as text.

    Args:
        scope: of the request.
        status: of the answer.
        words: the sentence.
        headers: of the answer.
    """
    from starlette.responses import JSONResponse, PlainTextResponse

    wanted = dict(scope["headers"]).get(b"accept", b"")
    if wants_data(scope["path"], wanted.decode("latin-1")):
        return JSONResponse({"error": words}, status, headers)
    return PlainTextResponse(words, status, headers)


def wants_data(path: str, accept: str) -> bool:
    """Whether who asks for an address reads JSON."""
    return path.endswith((".json", "/answers")) or accept.startswith("application/json")


class Trickle:
    """Turns that trickle in again with time, for each of many visitors.

    Args:
        rate: turns a second in the long run.
        burst: turns that can be taken at once.
    """

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spent(self, visitor: str) -> bool:
        """Take a turn; whether there was none left."""
        now = time.monotonic()
        left, since = self._buckets.pop(visitor, (self._burst, now))
        left = min(self._burst, left + (now - since) * self._rate)
        self._buckets[visitor] = (max(left - 1, 0), now)
        if len(self._buckets) > _VISITORS:
            self._buckets.popitem(last=False)
        return left < 1


class Guard:
    """Refuses what is too long, too large or too often, and puts the headers on every answer.

    Args:
        app: what answers.
        rate: requests a second that one visitor may make in the long run.
        burst: requests that one visitor may make at once.
        exempt: whether a request is not counted, such as one from this machine itself.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        rate: float = 30.0,
        burst: float = 300.0,
        exempt: Callable[[Scope], bool] = lambda _: False,
    ) -> None:
        self._app = app
        self._turns, self._exempt = Trickle(rate, burst), exempt

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        refusal = self._refusal(scope)
        if refusal:
            status, words = refusal
            later = {"Retry-After": "1"} if status == 429 else None
            await told(scope, status, words, later)(scope, receive, with_headers)
        else:
            await self._app(scope, receive, with_headers)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        if len(scope["raw_path"] or b"") + len(scope["query_string"]) > LONGEST_ADDRESS:
            return 414, "The address is too long."
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            return 413, "What was sent is too large."
        client = scope["client"][0] if scope["client"] else ""
        if not self._exempt(scope) and self._turns.spent(client):
            return 429, "Too many requests; try again in a moment."
        return None


class Kept(NamedTuple):
    """An answer that is kept."""

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    squeezed: bytes | None
    tag: bytes


class Memory:
    """Keeps answers, whole and compressed, for as long as the record does not move on.

    Answers that say ``no-store`` or set a cookie are not kept.

    Args:
        app: what answers.
        state: what an answer depends on besides its address: revision, date, kind of visitor.
    """

    def __init__(self, app: ASGIApp, *, state: Callable[[Scope], tuple[object, ...]]) -> None:
        self._app = app
        self._state = state
        self._kept: OrderedDict[tuple[object, ...], Kept] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or remember the answer."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        key = (*self._state(scope), scope["path"], scope["query_string"])
        kept = self._kept.get(key)
        if kept is None:
            answer = _Listener(send)
            # The body is wanted whole even where only the headers were asked for.
            try:
                await self._app({**scope, "method": "GET"}, receive, answer)
            except Exception:
                await answer.pass_on()
                raise
            kept = answer.kept()
            if kept is None:
                await answer.pass_on()
                return
            self._keep(key, kept)
        await _send(kept, scope, send)

    def _keep(self, key: tuple[object, ...], kept: Kept) -> None:
        with self._lock:
            self._kept[key] = kept
            self._size += len(kept.body) + len(kept.squeezed or b"")
            while self._size > _LARGEST_KEPT:
                _, oldest = self._kept.popitem(last=False)
                self._size -= len(oldest.body) + len(oldest.squeezed or b"")


class _Listener:
    """Takes an answer in, to be kept or to be passed on."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._messages: list[Message] = []

    async def __call__(self, message: Message) -> None:
        self._messages.append(message)

    async def pass_on(self) -> None:
        """Send the answer as it came."""
        for message in self._messages:
            await self._send(message)

    def kept(self) -> Kept | None:
        """The answer, if it may be kept."""
        start, *rest = self._messages
        headers = dict(start["headers"])
        if start["status"] != 200 or b"set-cookie" in headers:
            return None
        if b"no-store" in headers.get(b"cache-control", b""):
            return None
        body = b"".join(message.get("body", b"") for message in rest)
        effort = 6 if len(body) < _LONG else 3
        squeezes = headers.get(b"content-type", b"").startswith(_SQUEEZED)
        return Kept(
            headers=tuple(h for h in start["headers"] if h[0] != b"content-length"),
            body=body,
            squeezed=gzip.compress(body, effort, mtime=0) if squeezes else None,
            tag=b'"' + hashlib.sha256(body).hexdigest()[:24].encode() + b'"',
        )


async def _send(kept: Kept, scope: Scope, send: Send) -> None:
    asked = dict(scope["headers"])
    headers = [*kept.headers, (b"etag", kept.tag), (b"vary", b"Accept-Encoding")]
    if not any(name == b"cache-control" for name, _ in headers):
        headers.append((b"cache-control", b"no-cache"))
    if asked.get(b"if-none-match") == kept.tag:
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    body = kept.body
    if kept.squeezed is not None and b"gzip" in asked.get(b"accept-encoding", b""):
        body = kept.squeezed
        headers.append((b"content-encoding", b"gzip"))
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
