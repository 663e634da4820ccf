"""Many workbooks, one package each. What is wrong with one stops no other.

``workbooks`` says what there is; ``batch`` looks at all of them for the names of their packages,
and builds those that are due. Nothing but small outcomes is held, however many there are.
"""

from __future__ import annotations

import hashlib
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path

from docgen import pipeline, resources
from docgen._version import __version__
from docgen.contents import PageCounter
from docgen.manifest import MANIFEST, SIGNATURE, WORKBOOK_KEY, decoded
from docgen.problems import DocgenError, Problem, RequestError, Severity, WorkbookRejected
from docgen.processes import Died, in_order
from docgen.template_files import read_template, template_files

RESULT = "批量结果.xlsx"  # of an earlier run
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
MOST_BYTES = 200 * 1024 * 1024  # of a workbook, as the reader takes it
_ASK = "请用 docgen build -v 单独生成这一份，把显示的内容告诉技术人员。"


class State(StrEnum):
    """What became of a workbook; the value is what the user reads."""

    MADE = "已生成"
    SAME = "未变动"
    FAULTY = "有错误"
    CLASH = "重名"
    BROKEN = "出错"
    LEFT = "没有处理"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a workbook.

    ``package`` is the name of its folder, empty when that could not be told; ``documents`` how
    many documents are in it. ``problems`` are not known of what was left or has not changed.
    """

    path: Path
    state: State
    community: str = ""
    package: str = ""
    documents: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def failed(self) -> bool:
        """True when the workbook's package is not there as it should be."""
        return self.state not in (State.MADE, State.SAME)


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for all packages; ``templates`` and ``sign`` as for ``pipeline.build``.

    ``page_counter``, too, but in a process of its own. With ``again``, what is
    done and has not changed is made all the same.
    """

    output: Path
    folder_date: date | None = None
    templates: Path | None = None
    sign: Path | None = None
    page_counter: PageCounter | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A workbook to be built, and the package that it must become."""

    path: Path
    community: str
    package: str


@dataclass(frozen=True, slots=True)
class Look:
    """What a first look at a workbook tells; ``done`` are the documents of a finished package."""

    path: Path
    community: str = ""
    package: str = ""
    done: int = 0
    fault: Problem | None = None


@dataclass(slots=True)
class Counts:
    """How many workbooks there are, and how many came to each state."""

    total: int
    by_state: dict[State, int] = field(default_factory=lambda: dict.fromkeys(State, 0))

    def add(self, outcome: Outcome) -> None:
        """One more outcome."""
        self.by_state[outcome.state] += 1

    @property
    def failed(self) -> int:
        """Workbooks whose package is not there as it should be."""
        good = self.by_state[State.MADE] + self.by_state[State.SAME]
        return sum(self.by_state.values()) - good


Builder = Callable[[Iterable[Task]], Iterator[Outcome]]
Progress = Callable[[str, int, int, str], None]  # what is done, number from 1, of how many, name
Stopping = Callable[[], bool]


# --- what there is -----------------------------------------------------------------------


def workbooks(arguments: Iterable[Path], output: Path) -> list[Path]:
    """The workbooks among files and folders, in order; each once, however often it is named.

    Folders are searched below, but for packages, the folder of the output, and hidden names.

    Raises:
        RequestError: there is none in one of the arguments, or it cannot be read.
    """
    found: dict[Path, Path] = {}
    for argument in arguments:
        try:
            paths = list(_below(argument, output.resolve())) if argument.is_dir() else [argument]
        except OSError as error:
            raise RequestError(f"无法读取“{argument}”（{resources.reason(error)}）") from error
        if not paths:
            raise RequestError(
                f"没有找到工作簿：{argument}", "请指定工作簿（.xlsx），或者存放工作簿的文件夹。"
            )
        for path in paths:
            found.setdefault(path.resolve(), path)
    return sorted(found.values(), key=str)


def _below(folder: Path, output: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~$")):
            continue
        if path.is_dir() and not path.is_symlink():
            if path.resolve() != output and not (path / MANIFEST).exists():
                yield from _below(path, output)
        elif path.suffix.lower() in WORKBOOK_SUFFIXES and path.name != RESULT:
            yield path


# --- the flow ----------------------------------------------------------------------------


def batch(
    paths: Sequence[Path],
    settings: Settings,
    *,
    jobs: int = 1,
    builder: Builder | None = None,
    progress: Progress | None = None,
    stopping: Stopping = lambda: False,
) -> Iterator[Outcome]:
    """Build the package of each workbook, ``jobs`` at a time; outcomes in order of the paths.

    ``builder`` does the work elsewhere, such as in a cluster. Once ``stopping`` says so, what is
    under way is finished and no more begun: the rest comes back as left.

    Raises:
        RequestError, TemplateFault: nothing can be built, because of a template or the key.
    """
    pipeline.private_key(settings.sign)
    templates = _digests(settings.templates)
    look = partial(_look, settings=settings, templates=templates)
    looks: list[Look] = []
    for number, seen in enumerate(in_order(paths, look, jobs, stopping), start=1):
        looks.append(_died(seen) if isinstance(seen, Died) else seen)
        if progress:
            progress("正在查看", number, len(paths), paths[number - 1].name)
    looks += [Look(path) for path in paths[len(looks) :]]
    shared = _shared_names(looks)
    due = [seen for seen in looks if _is_due(seen, shared)]
    tasks = (Task(seen.path, seen.community, seen.package) for seen in due)
    build_all = builder or partial(_build_all, settings=settings, jobs=jobs, stopping=stopping)
    built = build_all(tasks)
    made = 0
    for seen in looks:
        if not _is_due(seen, shared):
            yield _settled(seen, shared)
            continue
        outcome = next(built, None)  # none once it has stopped
        made += 1
        yield outcome or Outcome(seen.path, State.LEFT, seen.community, seen.package)
        if progress:
            progress("正在生成", made, len(due), seen.path.name)


def _is_due(seen: Look, shared: Mapping[str, Sequence[Path]]) -> bool:
    return bool(seen.package) and not seen.done and _folded(seen.package) not in shared


def _settled(seen: Look, shared: Mapping[str, Sequence[Path]]) -> Outcome:
    """The outcome of a workbook that is not built."""
    if seen.fault:
        return Outcome(seen.path, State.BROKEN, problems=(seen.fault,))
    if not seen.package:
        return Outcome(seen.path, State.LEFT)
    told = (seen.path, seen.community, seen.package)
    if _folded(seen.package) not in shared:
        return Outcome(told[0], State.SAME, told[1], told[2], seen.done)
    others = [str(path) for path in shared[_folded(seen.package)] if path != seen.path]
    named = "、".join(others[:10]) + ("等" if len(others) > 10 else "")
    fault = _fault(
        "name-clash",
        f"与“{named}”要生成同一个文件夹，都没有生成",
        "请核对社区名称和成文日期，每个社区只留一份工作簿。",
    )
    return Outcome(told[0], State.CLASH, told[1], told[2], problems=(fault,))


def _shared_names(looks: Iterable[Look]) -> dict[str, list[Path]]:
    """The packages that more than one workbook would become, as systems tell names apart."""
    owners: dict[str, list[Path]] = {}
    for seen in looks:
        if seen.package:
            owners.setdefault(_folded(seen.package), []).append(seen.path)
    return {name: paths for name, paths in owners.items() if len(paths) > 1}


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _fault(code: str, message: str, hint: str) -> Problem:
    return Problem(code, Severity.ERROR, "", "", message, hint)


# --- a first look ------------------------------------------------------------------------


def _look(path: Path, settings: Settings, templates: Mapping[str, str]) -> Look:
    """What package a workbook becomes, and whether that is there already."""
    from docgen.workbook.reader import read_info

    try:
        if path.stat().st_size > MOST_BYTES:
            return Look(path, package=_nameless(path))
        data = path.read_bytes()
        info = read_info(data)
    except OSError as error:
        message = f"无法读取“{path.name}”（{resources.reason(error)}）"
        return Look(path, fault=_fault("file-unreadable", message, "请关闭文件，核对权限后再试。"))
    except Exception as error:  # a fault of ours, in one workbook of many
        return Look(path, fault=internal(error))
    if info is None:
        return Look(path, package=_nameless(path))
    name = pipeline.package_name(info, settings.folder_date)
    digest = hashlib.sha256(data).hexdigest()
    done = 0 if settings.again else documents_done(settings, name, digest, templates)
    return Look(path, info.community, name, done)


def _nameless(path: Path) -> str:
    """In place of a package's name, which none has: the reader says what is wrong with the file."""
    return f"/{path.resolve()}"


def _died(died: Died[Path]) -> Look:
    return Look(died.task, fault=_fault("process-died", "查看时程序意外结束，可能是内存不足", _ASK))


def internal(error: BaseException) -> Problem:
    """A fault of ours, as a problem."""
    return _fault("internal-error", f"程序内部出错（{type(error).__name__}：{error}）", _ASK)


def documents_done(
    settings: Settings, name: str, workbook_sha256: str, templates: Mapping[str, str]
) -> int:
    """How many documents a finished package holds; 0 unless it is what a build would make.

    It was made by this version from this workbook and these templates (SHA-256 by document),
    every file is as the manifest says, and the zip beside it holds that manifest.
    """
    folder = settings.output / name
    try:
        text = (folder / MANIFEST).read_bytes()
        manifest = decoded(text)
        with zipfile.ZipFile(settings.output / f"{name}.zip") as filing:
            if filing.read(MANIFEST) != text:
                return 0
        signed = (folder / SIGNATURE).exists()
        if manifest.tool != __version__ or signed != bool(settings.sign):
            return 0
        for record in manifest.files:
            is_workbook = record.key == WORKBOOK_KEY
            source = record.sha256 if is_workbook else record.workbook_sha256
            if record.name == manifest.workbook and record.sha256 != workbook_sha256:
                return 0
            if not is_workbook and templates.get(record.key) != record.template_sha256:
                return 0
            if not is_workbook and source != workbook_sha256:
                return 0
            if hashlib.sha256((folder / record.name).read_bytes()).hexdigest() != record.sha256:
                return 0
        return sum(record.key != WORKBOOK_KEY for record in manifest.files)
    except Exception:  # no package, or a damaged one: it is built
        return 0


def _digests(templates: Path | None) -> dict[str, str]:
    """The SHA-256 of each document's template; a faulty one of the user's own is told now."""
    from docgen import cache
    from docgen.render import compile_template

    digests = {}
    for key, path in template_files(templates).items():
        data = read_template(path)
        if path.parent == templates:
            compile_template(path.name, data, cache.compiled())
        digests[key] = hashlib.sha256(data).hexdigest()
    return digests


# --- here --------------------------------------------------------------------------------


def _build_all(
    tasks: Iterable[Task], *, settings: Settings, jobs: int, stopping: Stopping
) -> Iterator[Outcome]:
    """Outcomes in order; fewer than tasks once it stops."""
    for outcome in in_order(tasks, partial(_build, settings=settings), jobs, stopping):
        if isinstance(outcome, Died):
            yield died(outcome.task)
        else:
            yield outcome


def died(task: Task) -> Outcome:
    """The outcome of a workbook that brings down the process that works on it."""
    fault = _fault("process-died", "生成时程序意外结束，可能是内存不足", _ASK)
    return Outcome(task.path, State.BROKEN, task.community, problems=(fault,))


def _build(task: Task, settings: Settings) -> Outcome:
    """Build one package, whatever happens."""

    def build() -> tuple[int, tuple[Problem, ...]]:
        report = pipeline.build(
            task.path,
            settings.output,
            folder_date=settings.folder_date,
            templates=settings.templates,
            page_counter=settings.page_counter,
            sign=settings.sign,
            expected=task.package if task.community else "",
        )
        return len(report.files), report.check.problems

    return outcome_of(task, build)


def outcome_of(task: Task, build: Callable[[], tuple[int, tuple[Problem, ...]]]) -> Outcome:
    """What becomes of a workbook; ``build`` tells its documents and problems, or raises."""
    package = task.package if task.community else ""
    try:
        documents, problems = build()
    except WorkbookRejected as error:
        problems = error.problems or (_fault("rejected", error.message, error.hint),)
        return Outcome(task.path, State.FAULTY, task.community, package, problems=problems)
    except DocgenError as error:
        fault = _fault("not-built", error.message, error.hint)
        return Outcome(task.path, State.BROKEN, task.community, package, problems=(fault,))
    except Exception as error:  # a fault of ours, in one workbook of many
        return Outcome(
            task.path, State.BROKEN, task.community, package, problems=(internal(error),)
        )
    return Outcome(task.path, State.MADE, task.community, package, documents, problems)
