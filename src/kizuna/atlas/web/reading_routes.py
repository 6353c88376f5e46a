"""The addresses of evidence, library, search, codebook and method on a server, and the reviews."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from kizuna.atlas.library.reviews import RateError, Reviews
from kizuna.atlas.search.entries import source_path
from kizuna.atlas.web import search_pages
from kizuna.atlas.web.holdings import Holdings
from kizuna.atlas.web.leaf import Leaf, as_csv, as_json
from kizuna.atlas.web.leaves import Asked, leaf
from kizuna.atlas.web.library_pages import Form
from kizuna.atlas.web.visitors import (
    Visitor,
    is_ours,
    public_base,
    remember,
    sent,
    sign_in,
    visitor,
)
from kizuna.errors import InputError
from kizuna.record import Source

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

Show = Callable[["Request", Leaf], str]
"""Renders a page as HTML."""

_OLDER = 4  # former states of the record that are kept at hand
_BACK = re.compile(r"/library/[A-Za-z0-9_-]{1,80}")


def routes(held: Callable[[Request], Holdings], show: Show) -> list[Route]:
    """The routes, to be put into an application.

    Args:
        held: the holdings of the moment, as far as who asks may see them.
        show: renders a page.
    """
    from starlette.routing import Route

    desk = Desk(held, show)
    found = [Route("/search/answers", desk.answers)]
    for first in ("evidence", "library", "search", "codebook", "method"):
        found.append(Route(f"/{first}", desk.page))
        found += [Route(f"/{first}.{form}", desk.page) for form in ("json", "csv")]
        if first != "search":
            found.append(Route(f"/{first}/{{rest:path}}", desk.page, methods=["GET"]))
    return [
        *found,
        Route("/library/{source}/reviews", desk.review, methods=["POST"]),
        Route("/sign-in", desk.sign_in, methods=["GET", "POST"]),
    ]


class Desk:
    """Answers requests from the holdings of the moment.

    Args:
        held: the holdings of the moment, as far as who asks may see them.
        show: renders a page.
    """

    def __init__(self, held: Callable[[Request], Holdings], show: Show) -> None:
        self._held = held
        self._show = show
        self._older: OrderedDict[int, Holdings] = OrderedDict()
        self._lock = threading.Lock()

    def page(self, request: Request) -> Response:
        """A page, as HTML, JSON or CSV."""
        from starlette.exceptions import HTTPException
        from starlette.responses import Response

        path, _, form = request.url.path.removeprefix(_prefix(request)).partition(".")
        newest = self._held(request)
        held = self._as_known(newest, request.query_params.get("as-known", ""))
        who = self._visitor(request, newest)
        shown = leaf(held, path, self._asked(request, held, who)) if held else None
        if shown is None or held is None or form not in ("", "json", "csv"):
            raise HTTPException(404)
        if shown.known and held is not newest:
            shown = msgspec.structs.replace(shown, older=True)
        if form == "json" and shown.data is not None:
            answer = Response(as_json(shown), media_type="application/json")
            return _fresh(answer, held, shown)
        if form == "csv" and shown.table:
            # With the mark by which spreadsheets know that it is Unicode.
            return Response(as_csv(shown).encode("utf-8-sig"), media_type="text/csv; charset=utf-8")
        if form:
            raise HTTPException(404)
        return self._html(request, held, shown, who)

    def answers(self, request: Request) -> Response:
        """The best hits for what has been typed so far."""
        from starlette.responses import Response

        held = self._held(request)
        query = request.query_params.get("q", "")
        who = self._visitor(request, held)
        data = search_pages.answers(held, query, local=bool(who and who.local))
        for hit in data["hits"]:
            hit["path"] = _prefix(request) + hit["path"]
        return Response(msgspec.json.encode(data), media_type="application/json")

    async def review(self, request: Request) -> Response:
        """Take a review, and show the page of the source again."""
        from starlette.concurrency import run_in_threadpool
        from starlette.responses import PlainTextResponse, RedirectResponse

        held = self._held(request)
        fields = await sent(request)
        place = source_path(request.path_params["source"])
        source = held.view.get(Source, place.rpartition("/")[2]) if _BACK.fullmatch(place) else None
        who = self._visitor(request, held)
        if source is None or held.reviews is None or who is None:
            return PlainTextResponse("There is nothing to review here.", status_code=404)
        if fields is None:
            return PlainTextResponse("This is no form, or too large a one.", status_code=413)
        if not who.account or not is_ours(request, who, fields.get("csrf", "")):
            return PlainTextResponse("Sign in and send the form again.", status_code=403)
        rating = (
            int(fields["rating"])
            if fields.get("rating", "") in "12345" and fields.get("rating")
            else 0
        )
        try:
            await run_in_threadpool(
                held.reviews.add, source.id, account=who.account, name=fields.get("name", ""),
                rating=rating, text=fields.get("text", ""),
            )  # fmt: skip
        except InputError as error:
            form = Form(who.account, who.csrf, fields.get("name", ""), rating,
                        fields.get("text", ""), str(error))  # fmt: skip
            shown = leaf(
                held,
                source_path(source.id),
                self._asked(request, held, who)._replace(form=form),
            )
            status = 429 if isinstance(error, RateError) else 422
            return (
                self._html(request, held, shown, who, status)
                if shown
                else PlainTextResponse("", 404)
            )
        return RedirectResponse(
            f"{_prefix(request)}{source_path(source.id)}#reviews", status_code=303
        )

    async def sign_in(self, request: Request) -> Response:
        """Ask for a token, and let its owner in."""
        from starlette.concurrency import run_in_threadpool
        from starlette.responses import PlainTextResponse, RedirectResponse

        held = self._held(request)
        reviews: Reviews | None = held.reviews
        who = self._visitor(request, held)
        if reviews is None or who is None:
            return PlainTextResponse("This copy of the atlas has nothing to sign in for.", 404)
        problem = ""
        fields: dict[str, str] | None = {"next": request.query_params.get("next", "")}
        if request.method == "POST":
            fields = await sent(request)
            if fields is None or not is_ours(request, who, fields.get("csrf", "")):
                return PlainTextResponse("Load the page anew and sign in again.", status_code=403)
            account = await run_in_threadpool(reviews.account_of, fields.get("token", "").strip())
            if account:
                back = fields.get("next", "")
                place = back if _BACK.fullmatch(back) else "/library"
                response = RedirectResponse(_prefix(request) + place, status_code=303)
                sign_in(response, account, reviews.secret, request)
                return response
            problem = "This is no token that the keeper of the atlas has given out"
        context = {"problem": problem, "csrf": who.csrf, "next": (fields or {}).get("next", "")}
        shown = Leaf(path="/sign-in", title="Sign in", template="web/sign_in.html", context=context)
        return self._html(request, held, shown, who, 403 if problem else 200)

    def _as_known(self, newest: Holdings, asked: str) -> Holdings | None:
        """The holdings as they were known at a moment; ``None`` if that is none."""
        if not asked:
            return newest
        try:
            view = newest.view.record.view(asked)
        except InputError:
            return None
        # What came after the newest state that who asks may see is hidden from a blind coder.
        if view.revision >= newest.view.revision:
            return newest
        with self._lock:
            held = self._older.pop(view.revision, None) or Holdings(view, reviews=newest.reviews)
            self._older[view.revision] = held
            if len(self._older) > _OLDER:
                self._older.popitem(last=False)
        return held

    def _visitor(self, request: Request, held: Holdings) -> Visitor | None:
        return visitor(request, held.reviews)

    def _asked(self, request: Request, held: Holdings, who: Visitor | None) -> Asked:
        page = request.query_params.get("page", "")
        form = Form(who.account, who.csrf) if who and held.reviews else None
        return Asked(
            base=public_base(request),
            url=lambda path: f"{_prefix(request)}{path}",
            query=request.query_params.get("q", ""),
            page=int(page) if re.fullmatch("[0-9]{1,4}", page, re.ASCII) else 1,
            local=bool(who and who.local),
            form=form,
        )

    def _html(
        self, request: Request, held: Holdings, shown: Leaf, who: Visitor | None, status: int = 200
    ) -> Response:
        from starlette.responses import HTMLResponse

        response = HTMLResponse(
            self._show(request, shown).encode("utf-8", "replace"), status_code=status
        )
        if who and held.reviews and (shown.template in ("web/source.html", "web/sign_in.html")):
            remember(response, who, request)
        return _fresh(response, held, shown)


def _fresh(answer: Response, held: Holdings, shown: Leaf) -> Response:
    """Pages with reviews are not kept: those change while the record does not."""
    if held.reviews and shown.path.startswith(("/library", "/sign-in")):
        answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _prefix(request: Request) -> str:
    """Under which the atlas is mounted; blank for the root."""
    prefix: str = request.scope.get("root_path", "")
    return prefix.rstrip("/")
