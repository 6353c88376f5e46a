"""The atlas on a server: an ASGI application that only reads, except for readers' reviews."""

from __future__ import annotations

import datetime as dt
import gc
import re
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import msgspec

from kizuna.atlas import prose
from kizuna.atlas.library.reviews import Reviews
from kizuna.atlas.pictures import to_png
from kizuna.atlas.web import astray, home
from kizuna.atlas.web.addresses import addresses, served, stamp
from kizuna.atlas.web.frame import framed, script, style_sheet
from kizuna.atlas.web.guard import Guard, Memory, told, wants_data
from kizuna.atlas.web.holdings import Holdings
from kizuna.atlas.web.leaf import Leaf, as_csv, as_json
from kizuna.atlas.web.openapi import described
from kizuna.atlas.web.page import Page, Site, make, stops
from kizuna.atlas.web.partnership import measured
from kizuna.atlas.web.queue_routes import routes as queue_routes
from kizuna.atlas.web.queue_work import Work
from kizuna.atlas.web.reading_routes import routes as reading_routes
from kizuna.atlas.web.scenes import Scene, Scenes, last_revision
from kizuna.atlas.web.states import States
from kizuna.atlas.web.visitors import is_local, public_base
from kizuna.errors import MissingExtraError
from kizuna.record import Record, View

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

_FORM = re.compile(r"(?P<page>/.*?)(?:/charts/(?P<chart>[a-z0-9-]+))?\.(?P<form>[a-z]+)")
_WARMED = 12  # partnerships that are measured at the start
_LOOK = 1.0  # seconds after which the record is asked whether it has moved on


def create_app(
    record: Record,
    *,
    focal: str | None = None,
    library: Sequence[Path] = (),
    reviews: Reviews | None = None,
    today: dt.date | None = None,
    rate: float = 30.0,
    work: Work | None = None,
) -> Atlas:
    """The application.

    Args:
        record: an open record.
        focal: code, name or alias of the actor with whom it opens; by default the one that most
            instruments name.
        library: files and folders with texts that the user has.
        reviews: where readers' reviews are kept; ``None`` to take none.
        today: the last date; by default today's, each day anew.
        rate: requests a second that a visitor from elsewhere may make in the long run.
        work: the queue that coders review; ``None`` to show none.

    Raises:
        MissingExtraError: Starlette is not installed.
        InputError: the focal actor is unknown.
    """
    try:
        from starlette.applications import Starlette
        from starlette.requests import Request
        from starlette.routing import Route
    except ImportError as error:
        raise MissingExtraError("starlette", "atlas") from error
    if focal is None and work is not None and not record.view().count("instrument"):
        focal = work.leading()
    moment = Moment(record, focal=focal, library=library, reviews=reviews, today=today)
    desk = Counter(moment, work)
    app = Starlette(
        routes=[
            Route("/", desk.root),
            Route("/go", desk.go),
            Route("/openapi.json", desk.description),
            Route("/static/atlas.css", desk.styles),
            Route("/static/atlas.js", desk.scripts),
            *reading_routes(lambda request: desk.scene(request).holdings, desk.framed),
            *(queue_routes(work, desk.framed) if work else ()),
            Route("/{rest:path}", desk.page),
        ],
        exception_handlers={404: desk.missing, 405: desk.otherwise},
    )

    def state(scope: Scope) -> tuple[object, ...]:
        request = Request(scope)
        place = (request.url.scheme, request.url.netloc, scope.get("root_path", ""))
        newest = moment.view.revision
        shown = last_revision(request, work, newest)
        return (
            newest if shown in (None, newest) else (shown,),
            moment.day,
            is_local(request),
            *place,
        )

    def near(scope: Scope) -> bool:
        return is_local(Request(scope))

    guard = Guard(Memory(app, state=state), rate=rate, burst=10 * rate, exempt=near)
    return Atlas(guard, moment)


class Atlas:
    """The application, and how it is made ready.

    It listens at once; what the first visitors would wait for is made meanwhile, where the server
    tells the application that it starts.

    Args:
        app: what answers.
        moment: the record as it is now.
    """

    def __init__(self, app: ASGIApp, moment: Moment) -> None:
        self._app = app
        self._moment = moment

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; at the start, begin to make things ready."""
        if scope["type"] == "lifespan":
            threading.Thread(target=self.warm, name="atlas-warm", daemon=True).start()
        await self._app(scope, receive, send)

    def warm(self) -> None:
        """Make now what the first visitors would wait for: indexes, and a page of each kind."""
        self._moment.warm()


class Moment:
    """The record as it is now; asked at most once a second whether it has moved on.

    Args:
        record: an open record.
        focal: the actor with whom the atlas opens.
        library: texts that the user has.
        reviews: where reviews are kept.
        today: the last date; ``None`` for that of the clock.
    """

    def __init__(
        self,
        record: Record,
        *,
        focal: str | None = None,
        library: Sequence[Path] = (),
        reviews: Reviews | None = None,
        today: dt.date | None = None,
    ) -> None:
        self._record, self._library, self._reviews = record, library, reviews
        self._today = today
        self._asked = 0.0
        self._lock = threading.Lock()
        self._older = Scenes(self._at)
        self._take(record.view())
        self.focal = record.codebook.actor(focal).code if focal else self.states.leading()

    @property
    def view(self) -> View:
        """The newest state of the record."""
        if not self._record.read_only and time.monotonic() > self._asked + _LOOK:
            with self._lock:
                view = self._record.view()
                if view.revision != self._view.revision:
                    self._take(view)
                self._asked = time.monotonic()
        return self._view

    @property
    def day(self) -> dt.date:
        """The last date that can be shown."""
        return self._today or dt.datetime.now(dt.UTC).date()

    def scene(self, last: int | None = None) -> Scene:
        """What pages are made from: the newest state, or none after this revision."""
        if last is None or last >= self.view.revision:
            return Scene(self.states, self.holdings)
        return self._older.at(last)

    def site(self, base: str, scene: Scene | None = None) -> Site:
        """The site, of the newest state or another scene."""
        scene = scene or self.scene()
        day = stops(self.day)
        return Site(scene.states, self.focal, day, base, held_back=scene.held_back)

    def warm(self) -> None:
        """Make now what the first visitors would wait for."""
        site = self.site("")
        for path in firsts(site):
            page = make(addresses(), site, path)
            if page is not None:
                framed(site, page, url=str)
        for partner in home.deepest(site.states.table(site.focal, site.today), _WARMED):
            measured(site.states, site.focal, partner, site.today)
        self.holdings.warm()
        for name in prose.names():
            prose.prose(name)
        # What is there stays; the collector of garbage need not look through it ever again.
        gc.collect()
        gc.freeze()

    def _at(self, revision: int) -> Scene:
        view = self._record.view(revision)
        holdings = Holdings(view, library=self._library, reviews=self._reviews)
        return Scene(States(view), holdings, held_back=True)

    def _take(self, view: View) -> None:
        self._view = view
        self.states = States(view)
        self.holdings = Holdings(view, library=self._library, reviews=self._reviews)
        self._asked = time.monotonic()


class Counter:
    """Answers requests for the pages that show the world as of a date.

    Args:
        moment: the record as it is now.
        work: the queue to be reviewed, to which pages lead; ``None`` where there is none.
    """

    def __init__(self, moment: Moment, work: Work | None = None) -> None:
        self._moment = moment
        self._work = work
        self._queue = work is not None
        self._addresses = addresses()

    def page(self, request: Request) -> Response:
        """A page, its data, or one of its charts."""
        from starlette.responses import HTMLResponse, Response

        path, chart, form = _parsed(request.url.path.removeprefix(_prefix(request)))
        site = self._site(request)
        page = make(self._addresses, site, path)
        if page is None:
            return self.missing(request)
        if not form:
            shown = framed(site, page, url=served(_prefix(request)), queue=self._queue)
            return HTMLResponse(shown)
        found = delivered(page, chart, form)
        if found is None:
            return self.missing(request)
        return Response(found[0], media_type=found[1])

    def framed(self, request: Request, leaf: Leaf) -> str:
        """A page of evidence, library or search in the frame of all pages."""
        query = request.url.query if leaf.path == "/search" else ""
        if leaf.older and leaf.known:
            query = f"as-known={stamp(leaf.known)}"
        return framed(
            self._site(request),
            leaf,
            url=served(_prefix(request)),
            question=f"?{query}" if query else "",
            queue=self._queue,
        )

    def root(self, request: Request) -> Response:
        """Lead to the focal actor as of today."""
        from starlette.responses import RedirectResponse

        place = f"{_prefix(request)}/{self._moment.focal}/{self._moment.day}"
        return RedirectResponse(place, 307, {"Cache-Control": "no-store"})

    def go(self, request: Request) -> Response:
        """Lead to the page that was chosen in a form: actor, date, and partners to compare."""
        from starlette.responses import RedirectResponse

        asked = request.query_params
        actor, date = asked.get("actor", ""), asked.get("date", "")
        chosen = asked.getlist("with")
        partners = "+".join(chosen)
        path = f"/{actor}/{date}" + (f"/compare/{partners}" if partners else "")
        if make(self._addresses, self._site(request), path) is None:
            return self.missing(request, asked=path)
        return RedirectResponse(_prefix(request) + path, 303, {"Cache-Control": "no-store"})

    def styles(self, _: Request) -> Response:
        """The style sheet."""
        return _lasting(style_sheet(), "text/css; charset=utf-8")

    def scripts(self, _: Request) -> Response:
        """The script."""
        return _lasting(script(), "text/javascript; charset=utf-8")

    def missing(self, request: Request, _: Exception | None = None, *, asked: str = "") -> Response:
        """There is no such page, and why; or the one that was meant, if it is written otherwise."""
        from starlette.responses import HTMLResponse, RedirectResponse

        path = request.url.path.removeprefix(_prefix(request))
        site = self._site(request)
        if path.endswith("/") and path.strip("/"):
            # Slashes ahead are dropped too: ``//elsewhere/`` must not lead there.
            place = quote(unquote(path.strip("/")), safe="/+")
            return RedirectResponse(f"{_prefix(request)}/{place}", 308)
        place = asked or _parsed(unquote(path))[0]
        better = astray.meant(site, place) if place == unquote(path) else None
        if better and better != place and make(self._addresses, site, better):
            headers = {"Cache-Control": "no-store"}
            return RedirectResponse(f"{_prefix(request)}{better}", 307, headers)
        why = astray.why_not(site, place)
        if wants_data(request.url.path, request.headers.get("accept", "")):
            words = f"There is nothing at this address. {why}".rstrip()
            return told(request.scope, 404, words)
        page = Page(
            path="/", title="No such page", template="web/missing.html", context={"why": why}
        )
        shown = framed(site, page, url=served(_prefix(request)), queue=self._queue)
        return HTMLResponse(shown, status_code=404)

    def otherwise(self, request: Request, error: Exception) -> Response:
        """The address is there, but not to be asked in this way."""
        headers = getattr(error, "headers", None)
        ways = (headers or {}).get("Allow", "GET, HEAD")
        return told(request.scope, 405, f"This address answers to {ways} alone.", headers)

    def description(self, _: Request) -> Response:
        """What can be asked of the atlas, for programs."""
        from starlette.responses import Response

        return Response(msgspec.json.encode(described()), media_type="application/json")

    def _site(self, request: Request) -> Site:
        return self._moment.site(public_base(request), self.scene(request))

    def scene(self, request: Request) -> Scene:
        """The state that who asks may see."""
        last = last_revision(request, self._work, self._moment.view.revision)
        return self._moment.scene(last)


def delivered(page: Page, chart: str, form: str) -> tuple[bytes, str] | None:
    """The data, the lines or a chart of a page, with its media type; ``None`` if it has none."""
    if chart:
        draw = page.charts.get(chart)
        if draw is None or form not in ("svg", "png"):
            return None
        if form == "png":
            return to_png(draw(), effort=4), "image/png"
        return draw().encode(), "image/svg+xml"
    if form == "json" and page.data is not None:
        return as_json(page), "application/json"
    if form == "csv" and page.table:
        return as_csv(page).encode("utf-8-sig"), "text/csv; charset=utf-8"
    return None


def firsts(site: Site) -> list[str]:
    """The addresses that are asked for first: a page of each kind, as of the last date."""
    here = f"/{site.focal}/{site.today}"
    deepest = home.deepest(site.states.table(site.focal, site.today), 2)
    found = [here, *(f"{here}/{partner}" for partner in deepest), f"/architecture/{site.today}"]
    return [*found, f"{here}/compare/{'+'.join(deepest)}"] if len(deepest) == 2 else found


def _parsed(path: str) -> tuple[str, str, str]:
    found = _FORM.fullmatch(path)
    return (found["page"], found["chart"] or "", found["form"]) if found else (path, "", "")


def _prefix(request: Request) -> str:
    prefix: str = request.scope.get("root_path", "")
    return prefix.rstrip("/")


def _lasting(body: bytes, media_type: str) -> Response:
    from starlette.responses import Response

    headers = {"Cache-Control": "public, max-age=86400"}
    return Response(body, media_type=media_type, headers=headers)
