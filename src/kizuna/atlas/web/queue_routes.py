"""The addresses of the review queue: for signed-in coders alone, and never kept by anybody."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kizuna.atlas.web import queue_pages
from kizuna.atlas.web.leaf import Leaf, as_csv, as_json
from kizuna.atlas.web.queue_form import MOST, Draft, accepted, drafted
from kizuna.atlas.web.queue_pages import Seat
from kizuna.atlas.web.queue_words import REASONS
from kizuna.atlas.web.queue_work import STATUSES, Work, seal
from kizuna.atlas.web.scenes import SESSION
from kizuna.atlas.web.visitors import is_ours, remember, sent, sign_in, sign_out, visitor
from kizuna.atlas.wording import _
from kizuna.errors import ConflictError, InputError, StorageError
from kizuna.reading.deciding import decide, undo
from kizuna.reading.queue import Outcome, Verdict

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from kizuna.atlas.web.visitors import Visitor

Show = Callable[["Request", Leaf], str]
"""Renders a page as HTML."""

_BACK = re.compile(r"/queue(?:/[a-z0-9]{1,12}){0,2}(?:\?in=[0-9a-z]{1,12})?")
_PILE = re.compile(f"[0-9a-f]{{10}}|{'|'.join(STATUSES)}")
_LARGEST = 10**9  # number of a candidate
_HEADERS = {"Cache-Control": "private, no-store"}
_MOVED = "The record has moved on since this page was shown; look once more before you decide"


def routes(work: Work, show: Show) -> list[Route]:
    """The routes, to be put into an application.

    Args:
        work: the queue and who may decide.
        show: renders a page.
    """
    from starlette.routing import Route

    desk = QueueDesk(work, show)
    form = ["POST"]
    return [
        Route("/static/queue.css", desk.styles),
        Route("/static/queue.js", desk.script),
        Route("/queue/sign-in", desk.sign_in, methods=["GET", "POST"]),
        Route("/queue/sign-out", desk.sign_out, methods=form),
        Route("/queue/undo", desk.undo, methods=form),
        Route("/queue/next", desk.following),
        *(Route(f"/queue{kind}", desk.overview) for kind in ("", ".json", ".csv")),
        *(Route(f"/queue/agreement{kind}", desk.agreement) for kind in ("", ".json", ".csv")),
        *(Route(f"/queue/{{number:int}}{kind}", desk.candidate) for kind in ("", ".json")),
        Route("/queue/{number:int}/decide", desk.decide, methods=form),
        Route("/queue/{number:int}/edit", desk.form),
        Route("/queue/{number:int}/edit", desk.edit, methods=form),
    ]


class QueueDesk:
    """Answers requests of coders.

    Args:
        work: the queue and who may decide.
        show: renders a page.
    """

    def __init__(self, work: Work, show: Show) -> None:
        self._work = work
        self._show = show

    def overview(self, request: Request) -> Response:
        """The piles with their counts."""
        return self._page(request, lambda seat: queue_pages.overview(self._work, seat))

    def agreement(self, request: Request) -> Response:
        """How far coders agree."""
        return self._page(request, lambda seat: queue_pages.agreement_page(self._work, seat))

    def candidate(self, request: Request) -> Response:
        """A candidate, as a page or as data."""
        return self._page(
            request,
            lambda seat: queue_pages.candidate_page(self._work, seat, _number(request)),
        )

    def form(self, request: Request) -> Response:
        """The form in which a candidate's row is changed."""

        def page(seat: Seat) -> Leaf:
            number = _number(request)
            outcome = self._outcome(request, seat, number)
            draft = Draft(outcome, {}, {})
            return queue_pages.form_page(self._work, seat, number, outcome, draft)

        return self._page(request, page)

    def following(self, request: Request) -> Response:
        """Lead to the candidate at which the coder goes on."""
        _who, seat = self._seat(request)
        if not seat.coder:
            return self._ask(request)
        return self._onward(request, seat, after=0)

    async def decide(self, request: Request) -> Response:
        """Accept, reject or skip a candidate, and lead to the next."""
        return await self._act(request, self._decided)

    async def edit(self, request: Request) -> Response:
        """Accept a candidate as the coder has changed it."""
        return await self._act(request, self._edited)

    async def undo(self, request: Request) -> Response:
        """Take the coder's last decision back, and lead to its candidate."""
        return await self._act(request, self._undone)

    async def sign_in(self, request: Request) -> Response:
        """Ask for a token, and let its owner in."""
        from starlette.concurrency import run_in_threadpool

        who, _seat = await run_in_threadpool(self._seat, request)
        problem, status, back = "", 200, request.query_params.get("next", "")
        if request.method == "POST":
            fields = await sent(request)
            if fields is None or not is_ours(request, who, fields.get("csrf", "")):
                return _told(403, _("Load the page anew and sign in again."))
            back = fields.get("next", "")
            accounts = self._work.accounts
            name = await run_in_threadpool(accounts.account_of, fields.get("token", "").strip())
            if name:
                response = _led(request, back if _BACK.fullmatch(back) else "/queue")
                sign_in(response, name, accounts.secret, request, cookie=SESSION)
                return response
            problem, status = _("This is no token that was given out for this queue"), 403
        context = {"problem": problem, "csrf": who.csrf, "next": back}
        shown = Leaf(path="/queue/sign-in", title=_("Sign in"),
                     template="web/queue_sign_in.html", context=context)  # fmt: skip
        return await run_in_threadpool(self._html, request, shown, who, status)

    async def sign_out(self, request: Request) -> Response:
        """Forget who has signed in."""

        def out(request: Request, _seat: Seat, _fields: Mapping[str, str]) -> Response:
            response = _led(request, "/queue/sign-in")
            sign_out(response, cookie=SESSION)
            return response

        return await self._act(request, out)

    def styles(self, _: Request) -> Response:
        """The style sheet of the queue."""
        return _file("queue.css", "text/css; charset=utf-8")

    def script(self, _: Request) -> Response:
        """The keys of the queue, without which it is complete."""
        return _file("queue.js", "text/javascript; charset=utf-8")

    def _decided(self, request: Request, seat: Seat, fields: Mapping[str, str]) -> Response:
        number, asked = _number(request), fields.get("verdict", "")
        one = self._work.queue.get(number)
        outcome: Outcome | None = None
        verdict: Verdict
        reason = ""
        if asked in ("accept", "new"):
            verdict = "accept"
            outcome = self._work.outcome(seat.coder, one, new=asked == "new")
            shown = outcome if asked == "accept" else self._work.outcome(seat.coder, one)
            if seal(shown) != fields.get("seal", ""):
                raise ConflictError(_(_MOVED))
        elif asked == "reject":
            verdict, reason = "reject", _reason(fields)
        elif asked == "skip":
            verdict = "skip"
        else:
            raise InputError(_("say whether to accept, reject or skip it"))
        decide(
            self._work.queue, self._work.record, number, coder=seat.coder, verdict=verdict,
            outcome=outcome, reason=reason,
        )  # fmt: skip
        return self._onward(request, seat, after=number)

    def _edited(self, request: Request, seat: Seat, fields: Mapping[str, str]) -> Response:
        number, book = _number(request), self._work.record.codebook
        outcome = self._outcome(request, seat, number)
        draft = drafted(outcome, fields, book)
        if draft.problems or seal(outcome) != fields.get("seal", ""):
            problem = "" if draft.problems else _(_MOVED)
            shown = queue_pages.form_page(
                self._work, seat._replace(problem=problem), number, outcome, draft
            )
            return self._html(request, shown, None, 422 if draft.problems else 409)
        final = accepted(outcome, draft, book)
        verdict: Verdict = "edit" if final != outcome else "accept"
        decide(
            self._work.queue, self._work.record, number, coder=seat.coder, verdict=verdict,
            outcome=final,
        )  # fmt: skip
        return self._onward(request, seat, after=number)

    def _undone(self, request: Request, seat: Seat, fields: Mapping[str, str]) -> Response:
        decisions = self._work.queue.decisions(seat.coder)
        if not decisions:
            raise ConflictError(_("There is nothing to undo"))
        if decisions[-1].token != fields.get("token", ""):
            raise ConflictError(_("That was not your last decision; nothing was undone"))
        undone = undo(self._work.queue, self._work.record, coder=seat.coder)
        place = f"/queue/{undone.candidate}" if undone else "/queue"
        return _led(request, place + (f"?in={seat.pile}" if seat.pile else ""))

    def _outcome(self, request: Request, seat: Seat, number: int) -> Outcome:
        new = request.query_params.get("as", "") == "new"
        return self._work.outcome(seat.coder, self._work.queue.get(number), new=new)

    def _onward(self, request: Request, seat: Seat, *, after: int) -> Response:
        following = self._work.following(seat.coder, seat.pile, after=after)
        if following is None:
            return _led(request, "/queue")
        return _led(request, f"/queue/{following}" + (f"?in={seat.pile}" if seat.pile else ""))

    def _seat(self, request: Request) -> tuple[Visitor, Seat]:
        who = visitor(request, self._work.accounts, cookie=SESSION)
        coder = self._work.name_of(who.account)
        pile = request.query_params.get("in", "")
        return who, Seat(
            coder=coder,
            csrf=who.csrf,
            signed_in=bool(coder) and SESSION in request.cookies,
            pile=pile if _PILE.fullmatch(pile) else "",
        )

    def _page(self, request: Request, make: Callable[[Seat], Leaf]) -> Response:
        """A page for a coder, as HTML or as data; somebody else is asked to sign in."""
        from starlette.exceptions import HTTPException
        from starlette.responses import Response

        who, seat = self._seat(request)
        _path, _dot, form = request.url.path.rpartition("/")[2].partition(".")
        if not seat.coder:
            return self._ask(request, data=bool(form))
        try:
            shown = make(seat)
        except InputError as error:
            raise HTTPException(404) from error
        if form == "json":
            return Response(as_json(shown), media_type="application/json", headers=_HEADERS)
        if form == "csv":
            body = as_csv(shown).encode("utf-8-sig")
            return Response(body, media_type="text/csv; charset=utf-8", headers=_HEADERS)
        return self._html(request, shown, who)

    async def _act(
        self, request: Request, act: Callable[[Request, Seat, Mapping[str, str]], Response]
    ) -> Response:
        """Do what a form asks for, if it is ours and comes from a coder."""
        from starlette.concurrency import run_in_threadpool

        who, seat = await run_in_threadpool(self._seat, request)
        fields = await sent(request, most=MOST)
        if fields is None:
            return _told(413, _("This is no form, or too large a one."))
        if not seat.coder or not is_ours(request, who, fields.get("csrf", "")):
            return _told(403, _("Sign in and send the form again."))
        if self._work.pace.spent(seat.coder):
            return _told(429, _("Slower, please: nobody reads so fast. Try again in a moment."))
        return await run_in_threadpool(self._acted, request, seat, fields, act)

    def _acted(
        self,
        request: Request,
        seat: Seat,
        fields: Mapping[str, str],
        act: Callable[[Request, Seat, Mapping[str, str]], Response],
    ) -> Response:
        try:
            # One at a time: a decision changes what the next one sees.
            with self._work.lock:
                return act(request, seat, fields)
        except InputError as error:
            return self._refused(request, seat, str(error), 422)
        except StorageError as error:
            return self._refused(request, seat, str(error), 503)
        except ConflictError as error:
            return self._refused(request, seat, str(error), 409)

    def _refused(self, request: Request, seat: Seat, problem: str, status: int) -> Response:
        """The page from which a form came, with what was wrong."""
        from starlette.exceptions import HTTPException

        seat = seat._replace(problem=problem[:1].upper() + problem[1:])
        if "number" not in request.path_params:
            return self._html(request, queue_pages.overview(self._work, seat), None, status)
        try:
            shown = queue_pages.candidate_page(self._work, seat, _number(request))
        except InputError as error:
            raise HTTPException(404) from error
        return self._html(request, shown, None, status)

    def _ask(self, request: Request, *, data: bool = False) -> Response:
        if data:
            return _told(401, _("Sign in first."))
        path = request.url.path.removeprefix(_prefix(request))
        query = f"?{request.url.query}" if request.url.query else ""
        return _led(request, f"/queue/sign-in?next={quote(path + query, safe='/')}")

    def _html(
        self, request: Request, shown: Leaf, who: Visitor | None, status: int = 200
    ) -> Response:
        from starlette.responses import HTMLResponse

        body = self._show(request, shown).encode("utf-8", "replace")
        response = HTMLResponse(body, status_code=status, headers=_HEADERS)
        if who is not None:
            remember(response, who, request)
        return response


def _number(request: Request) -> int:
    number = int(request.path_params["number"])
    if not 0 < number < _LARGEST:
        raise InputError(_("the queue has no such candidate"))
    return number


def _reason(fields: Mapping[str, str]) -> str:
    """Why a candidate is rejected, as it is kept.

    Raises:
        InputError: none of the reasons was chosen.
    """
    reason, note = fields.get("reason", ""), " ".join(fields.get("note", "").split())
    if reason not in REASONS:
        raise InputError(_("choose why you reject it"))
    return f"{reason}: {note}" if note else reason


def _prefix(request: Request) -> str:
    prefix: str = request.scope.get("root_path", "")
    return prefix.rstrip("/")


def _led(request: Request, path: str) -> Response:
    from starlette.responses import RedirectResponse

    return RedirectResponse(_prefix(request) + path, 303, _HEADERS)


def _told(status: int, words: str) -> Response:
    from starlette.responses import PlainTextResponse

    return PlainTextResponse(words, status, _HEADERS)


def _file(name: str, media_type: str) -> Response:
    from starlette.responses import Response

    body: Any = (files("kizuna.atlas") / "templates" / "web" / name).read_bytes()
    return Response(body, media_type=media_type, headers={"Cache-Control": "no-cache"})
