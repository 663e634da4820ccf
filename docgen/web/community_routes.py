"""The secretary's pages: get a workbook, hand it in, see what is wrong, build, take the papers."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from docgen.commands.init import blank_workbook, next_year_workbook, sample_workbook
from docgen.errors import DocgenError, RequestError
from docgen.rendering.libreoffice import find_office
from docgen.rendering.pdf import page_image
from docgen.web import community_actions, html
from docgen.web.jobs import Job
from docgen.web.responses import (
    Handler,
    download,
    home_of,
    kept,
    numbered,
    progress,
    sent,
    session_of,
    to,
    uploads,
)
from docgen.web.sessions import Session
from docgen.web.state import Built
from docgen.workbook.marking import marked_ending
from docgen.workbook.safety import MAX_FILE_BYTES

UPLOAD, FORMER = "book", "former"  # the paths that take a workbook: this year's, last year's
MAX_BYTES = MAX_FILE_BYTES + 64 * 1024  # with what a form adds
_CHECK, _BUILD = "#check", "#build"
_MAX_RENAMES = 1000  # names that can be asked about
_MAX_PAGES = 12  # of one document that are shown: the others of 50 ballots look the same
_PAGE_WIDTH = 420  # pixels; pictures are made twice as fine


async def home(request: Request) -> Response:
    """The five steps, as far as this window has come."""
    session = session_of(request)
    trouble, session.trouble = session.trouble, None
    book, work = session.book, session.build
    return html.page(
        "home.html",
        {
            "home": home_of(request),
            "number": session.show(),
            "trouble": trouble,
            "book": book,
            "stages": html.stages(book, date.today()) if book else [],
            "has_office": find_office() is not None,
            "work": work,
            "built": work.result if work and not work.is_running else None,
        },
    )


async def blank(request: Request) -> Response:
    """The blank workbook."""
    session_of(request)
    return download(await run_in_threadpool(blank_workbook), "活动工作簿.xlsx")


async def sample(request: Request) -> Response:
    """The filled sample."""
    session_of(request)
    return download(await run_in_threadpool(sample_workbook), "示例工作簿.xlsx")


async def begin_from(request: Request) -> Response:
    """A workbook for the year after that of the one handed in."""
    session = session_of(request)
    async with request.form(max_files=1, max_fields=2) as form:
        files = uploads(form, "former")
        if not files:
            return _troubled(
                request, session, RequestError("没有选择文件", "请先选择上年的工作簿，再点“结转”。")
            )
        path = await kept(files[0], session.new_folder("former"))
        make = partial(next_year_workbook, path, carry_over="carry" in form)
    try:
        renewed = await run_in_threadpool(make)
    except DocgenError as fault:
        return _troubled(request, session, fault)
    finally:
        path.unlink()
    return download(renewed.data, f"{renewed.contents.year}年活动工作簿.xlsx")


async def take_book(request: Request) -> Response:
    """Take a filled workbook and check it."""
    session = session_of(request)
    async with request.form(max_files=1, max_fields=1) as form:
        files = uploads(form, "book")
        if not files:
            return _troubled(
                request, session, RequestError("没有选择文件", "请先选择填好的工作簿，再点“检查”。")
            )
        folder = session.new_folder("book")
        path = await kept(files[0], folder)
    book = await run_in_threadpool(community_actions.checked, path.name, path, date.today())
    session.set_book(book)
    return to(request, _CHECK)


async def lay_out(request: Request) -> Response:
    """Lay out the votes in the window's copy of the workbook."""
    session = session_of(request)
    async with request.form(max_files=0, max_fields=_MAX_RENAMES) as form:
        answers = {key: str(value) for key, value in form.items()}
    if session.book is None:
        return to(request, "")
    try:
        laid_out = partial(community_actions.laid_out, session.book, answers, date.today())
        session.set_book(await run_in_threadpool(laid_out))
    except DocgenError as fault:
        return _troubled(request, session, fault)
    return to(request, _CHECK)


async def book(request: Request) -> Response:
    """The workbook as it is now, laid out if that was asked for."""
    session = session_of(request)
    if session.book is None:
        return to(request, "")
    return sent(session.book.path)


async def marked(request: Request) -> Response:
    """The workbook with its problems marked."""
    session = session_of(request)
    if session.book is None:
        return to(request, "")
    try:
        data = await run_in_threadpool(community_actions.marked, session.book)
    except DocgenError as fault:
        return _troubled(request, session, fault)
    name = Path(session.book.name)
    return download(data, f"{name.stem}_标记{marked_ending(data)}")


async def build(request: Request) -> Response:
    """Begin to build what is ready."""
    session = session_of(request)
    async with request.form(max_files=0, max_fields=10) as form:
        stages = html.wanted_stages([str(value) for value in form.getlist("stage")])
        wants_pdf = "pdf" in form
    if session.book is None:
        return to(request, "")
    if not stages:
        return _troubled(
            request, session, RequestError("没有选择阶段", "请至少勾选一个阶段，再点“生成”。")
        )
    folder = session.new_folder("build")
    do = partial(community_actions.build, session.book, stages, wants_pdf, folder, date.today())
    session.set_build(Job(do, folder))
    return to(request, _BUILD)


async def build_progress(request: Request) -> Response:
    """How far the build is."""
    return JSONResponse(progress(session_of(request).build))


async def forget(request: Request) -> Response:
    """Delete everything of this window and begin anew."""
    request.app.state.sessions.delete(session_of(request))
    return to(request, "../")


async def leave(request: Request) -> Response:
    """The window was closed, or goes on to another page."""
    page = request.query_params.get("page", "")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 9 else 0
    request.app.state.sessions.close(request.path_params["session"], number)
    return Response(status_code=204)


def _troubled(request: Request, session: Session, fault: DocgenError) -> Response:
    session.trouble = fault
    return to(request, "#trouble")


# --- what was built ----------------------------------------------------------------------


def _built(request: Request) -> Built | None:
    work = session_of(request).build
    return work.result if work else None


async def document(request: Request) -> Response:
    """One document, to be saved."""
    built = _built(request)
    return sent(numbered(request, built.documents if built else ()).path)


async def document_pdf(request: Request) -> Response:
    """One document's PDF, to be shown."""
    built = _built(request)
    return _inline_pdf(numbered(request, built.documents if built else ()).pdf)


async def all_pdf(request: Request) -> Response:
    """All documents but the ballots in one PDF, to be shown and printed."""
    built = _built(request)
    return _inline_pdf(built.all_pdf if built else None)


def _inline_pdf(pdf: Path | None) -> Response:
    if pdf is None:
        raise HTTPException(404)
    return sent(pdf, inline=True)


async def show_pages(request: Request) -> Response:
    """The documents page by page."""
    session, built = session_of(request), _built(request)
    if built is None:
        return to(request, "")
    context = {
        "home": home_of(request),
        "number": session.show(),
        "documents": built.documents,
        "most": _MAX_PAGES,
        "width": _PAGE_WIDTH,
    }
    return html.page("pages.html", context)


async def page_picture(request: Request) -> Response:
    """A page of a document as a picture."""
    built = _built(request)
    pdf = numbered(request, built.documents if built else ()).pdf
    page = request.path_params["page"]
    if pdf is None or page >= _MAX_PAGES:
        raise HTTPException(404)
    try:
        data = await run_in_threadpool(page_image, pdf.read_bytes(), page, 2 * _PAGE_WIDTH)
    except (IndexError, OSError) as error:
        raise HTTPException(404) from error
    return Response(data, media_type="image/png")  # not even the browser keeps it


async def package(request: Request) -> Response:
    """The filing's zip."""
    built = _built(request)
    return sent(built.report.package.zip_path) if built else to(request, "")


ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "", home),
    ("GET", "blank", blank),
    ("GET", "sample", sample),
    ("POST", FORMER, begin_from),
    ("POST", UPLOAD, take_book),
    ("GET", UPLOAD, book),
    ("GET", "marked", marked),
    ("POST", "grid", lay_out),
    ("POST", "build", build),
    ("GET", "build/progress", build_progress),
    ("GET", "files/{number:int}", document),
    ("GET", "pdf/{number:int}", document_pdf),
    ("GET", "print", all_pdf),
    ("GET", "pages", show_pages),
    ("GET", "pages/{number:int}/{page:int}.png", page_picture),
    ("GET", "package", package),
    ("POST", "forget", forget),
    ("POST", "leave", leave),
)
