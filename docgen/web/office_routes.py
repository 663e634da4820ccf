"""The upper-level office's pages: hand filings in, see what holds, take the roll-up."""

from __future__ import annotations

from datetime import date
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from docgen.errors import RequestError
from docgen.package.reader import MAX_FILE_BYTES
from docgen.web import html, office_actions
from docgen.web.jobs import Job
from docgen.web.responses import Handler, home_of, kept, progress, sent, session_of, to, uploads

UPLOAD = "office"  # the path that takes filings
MAX_BYTES = 5 * MAX_FILE_BYTES  # of all filings together
MAX_FILES = 2000


async def office(request: Request) -> Response:
    """The form, and what became of the filings handed in."""
    session = session_of(request)
    trouble, session.trouble = session.trouble, None
    work = session.receipt
    received = work.result if work and not work.is_running else None
    context = {
        "home": home_of(request),
        "number": session.show(),
        "trouble": trouble,
        "work": work,
        "rollup": received.rollup if received else None,
    }
    return html.page("office.html", context)


async def take_filings(request: Request) -> Response:
    """Take filings, verify them and roll them up."""
    session = session_of(request)
    async with request.form(max_files=MAX_FILES, max_fields=10) as form:
        files = uploads(form, "filings")
        if not files:
            session.trouble = RequestError(
                "没有选择材料", "请先选择各社区报送的压缩包，再点“核验并汇总”。"
            )
            return to(request, "office#trouble")
        folder = session.new_folder("office")
        given = folder / "filings"
        given.mkdir()
        filings = [await kept(each, given) for each in files]
        keys = [await kept(each, folder) for each in uploads(form, "keys")]
        stages = html.wanted_stages([str(form.get("stage", ""))])
    stage = stages[0] if stages else None
    do = partial(office_actions.receive, filings, keys, stage, date.today(), folder)
    session.set_receipt(Job(do, folder))
    return to(request, "office#result")


async def office_progress(request: Request) -> Response:
    """How far the work is."""
    return JSONResponse(progress(session_of(request).receipt))


async def rollup(request: Request) -> Response:
    """The roll-up, to be saved."""
    work = session_of(request).receipt
    if work is None or work.result is None:
        return to(request, "office")
    return sent(work.result.path)


ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", UPLOAD, office),
    ("POST", UPLOAD, take_filings),
    ("GET", "office/progress", office_progress),
    ("GET", "rollup", rollup),
)
