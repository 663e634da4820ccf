"""Many workbooks, one package each. What is wrong with one stops no other.

``batch`` looks at all of them for the names of their packages (``docgen.commands.batch.discovery``), and builds
those that are due. Nothing but small outcomes is held, however many there are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path

from docgen.commands.batch import discovery
from docgen.commands.batch.discovery import Candidate, Settings, Task, manifest_in
from docgen.commands.build import build as build_command
from docgen.errors import DocgenError, Problem, Severity, WorkbookRejected
from docgen.package.manifest import MANIFEST
from docgen.package.replacing import KEPT
from docgen.system.process_pool import WorkerDied, map_in_order

_MOST_PROBLEMS = 1000  # of one workbook that are reported
_ASK = "请用 docgen build -v 单独生成这一份，把显示的内容告诉技术人员。"


class BuildState(StrEnum):
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
    many documents are in it. Of very many ``problems`` the first are reported; ``errors`` and
    ``warnings`` count all. Of what was left or has not changed they are not known.
    """

    path: Path
    state: BuildState
    community: str = ""
    package: str = ""
    documents: int = 0
    problems: tuple[Problem, ...] = ()
    errors: int = 0
    warnings: int = 0

    @property
    def failed(self) -> bool:
        """True when the workbook's package is not there as it should be."""
        return self.state not in (BuildState.MADE, BuildState.SAME)


@dataclass(slots=True)
class Counts:
    """How many workbooks there are, and how many came to each state."""

    total: int
    by_state: dict[BuildState, int] = field(default_factory=lambda: dict.fromkeys(BuildState, 0))

    def add(self, outcome: Outcome) -> None:
        """One more outcome."""
        self.by_state[outcome.state] += 1

    @property
    def failed(self) -> int:
        """Workbooks whose package is not there as it should be."""
        good = self.by_state[BuildState.MADE] + self.by_state[BuildState.SAME]
        return sum(self.by_state.values()) - good


Builder = Callable[[Iterable[Task]], Iterator[Outcome]]
Progress = Callable[[str, int, int, str], None]  # what is done, number from 1, of how many, name
Stopping = Callable[[], bool]


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
    key = build_command.private_key(settings.sign)
    inspect = partial(
        discovery.inspect_workbook,
        settings=settings,
        templates=discovery.digests(settings.templates),
        public=key.public if key else None,
    )
    looks: list[Candidate] = []
    for seen in map_in_order(paths, inspect, jobs, stopping):
        looks.append(
            Candidate(Task(seen.task), died=True) if isinstance(seen, WorkerDied) else seen
        )
        if progress:
            progress("正在查看", len(looks), len(paths), looks[-1].task.path.name)
    shared = _shared_names(looks)
    due = [seen.task for seen in looks if _is_due(seen, shared)]
    older = _older_packages(settings.output)
    build_all = builder or partial(_build_all, settings=settings, jobs=jobs, stopping=stopping)
    built = build_all(iter(due))
    made = 0
    for seen in looks:
        if not _is_due(seen, shared):
            yield _unbuilt_outcome(seen, shared)
            continue
        outcome = next(built, None)  # none once it has stopped
        yield _with_older(outcome, seen, older, settings) if outcome else left(seen.task)
        made += 1
        if progress:
            progress("正在生成", made, len(due), seen.task.path.name)
    yield from (left(Task(path)) for path in paths[len(looks) :])


def _is_due(seen: Candidate, shared: Mapping[str, Sequence[Path]]) -> bool:
    return not seen.died and not seen.existing and _folded(seen.task.package) not in shared


def _unbuilt_outcome(seen: Candidate, shared: Mapping[str, Sequence[Path]]) -> Outcome:
    """The outcome of a workbook that is not built."""
    task, existing = seen.task, seen.existing
    if seen.died:
        return died(task)
    if same := shared.get(_folded(task.package)):
        others = list(islice((str(path) for path in same if path != task.path), 5))
        named = "、".join(f"“{other}”" for other in others)
        more = f"等，共{len(same)}份，" if len(same) > len(others) + 1 else ""
        fault = _fault(
            "name-clash",
            f"与{named}{more}要生成同一个文件夹，都没有生成，文件夹里原有的没有改动",
            "请核对社区名称和成文日期，一个社区只留一份工作簿，再运行一次。",
        )
        return _outcome(task, BuildState.CLASH, (fault,))
    edited = Problem(
        "edited-since",
        Severity.WARNING,
        "",
        "",
        f"有{existing.edited if existing else 0}个文件在生成以后经人工修改，压缩包里的还是修改以前的",
        "要把修改后的放进压缩包，请用 docgen build 单独生成一次。",
    )
    problems = (edited,) if existing and existing.edited else ()
    return replace(
        _outcome(task, BuildState.SAME, problems), documents=existing.documents if existing else 0
    )


def _shared_names(looks: Iterable[Candidate]) -> dict[str, list[Path]]:
    """The packages that more than one workbook would become, as systems tell names apart."""
    owners: dict[str, list[Path]] = {}
    for seen in looks:
        if seen.task.package:
            owners.setdefault(_folded(seen.task.package), []).append(seen.task.path)
    return {name: paths for name, paths in owners.items() if len(paths) > 1}


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _older_packages(output: Path) -> dict[str, list[str]]:
    """The packages that were there before, by their names without the date."""
    older: dict[str, list[str]] = {}
    try:
        for path in output.iterdir():
            if (path / MANIFEST).is_file():
                older.setdefault(path.name.partition("_")[2], []).append(path.name)
    except OSError:
        return {}
    return older


def _with_older(
    outcome: Outcome, seen: Candidate, older: Mapping[str, Sequence[str]], settings: Settings
) -> Outcome:
    """The outcome, and a word about a package of another date from the very same workbook."""
    names = older.get(outcome.package.partition("_")[2], ()) if outcome.package else ()
    for name in sorted(names):
        manifest = manifest_in(settings.output / name)
        if outcome.state is not BuildState.MADE or name == outcome.package or manifest is None:
            continue
        if any(file.sha256 == seen.digest for file in manifest.files):
            failure = Problem(
                "other-date",
                Severity.WARNING,
                "",
                "",
                f"同一份工作簿以前还生成过日期不同的文件夹“{name}”，原样保留",
                "请核对报送哪一个，不用的请移走。",
            )
            problems = (*outcome.problems, failure)
            return replace(outcome, problems=problems, warnings=outcome.warnings + 1)
    return outcome


def _fault(code: str, message: str, hint: str) -> Problem:
    return Problem(code, Severity.ERROR, "", "", message, hint)


# --- here, and what is the same everywhere -----------------------------------------------


def _build_all(
    tasks: Iterable[Task], *, settings: Settings, jobs: int, stopping: Stopping
) -> Iterator[Outcome]:
    """Outcomes in order; fewer than tasks once it stops."""
    for outcome in map_in_order(tasks, partial(_build, settings=settings), jobs, stopping):
        yield died(outcome.task) if isinstance(outcome, WorkerDied) else outcome


def _build(task: Task, settings: Settings) -> Outcome:
    """Build one package, whatever happens."""

    def build() -> tuple[int, tuple[Problem, ...]]:
        report = build_command.build(
            task.path,
            settings.output,
            folder_date=settings.folder_date,
            templates=settings.templates,
            page_counter=settings.page_counter,
            sign=settings.sign,
            expected=task.package,
            today=settings.today,
        )
        kept = report.kept
        return len(report.files) + len(kept), (*report.check.problems, *kept_problems(kept))

    return outcome_of(task, build)


def kept_problems(kept: Sequence[str]) -> tuple[Problem, ...]:
    """What to say of the documents that stayed as they were issued; nothing when none did."""
    if not kept:
        return ()
    return (
        Problem(
            "kept-as-issued",
            Severity.WARNING,
            "",
            "",
            f"{KEPT}（{len(kept)}个文件）",
            "要换成新版式，请用 docgen build --force 单独生成一次。",
        ),
    )


def outcome_of(task: Task, build: Callable[[], tuple[int, tuple[Problem, ...]]]) -> Outcome:
    """What becomes of a workbook; ``build`` tells its documents and problems, or raises."""
    try:
        documents, problems = build()
    except WorkbookRejected as error:
        problems = error.problems or (_fault("rejected", error.message, error.hint),)
        return _outcome(task, BuildState.FAULTY, problems)
    except DocgenError as error:
        return _outcome(task, BuildState.BROKEN, (_fault("not-built", error.message, error.hint),))
    except Exception as error:  # a fault of ours, in one workbook of many
        fault = _fault("internal-error", f"程序内部出错（{type(error).__name__}）", _ASK)
        return _outcome(task, BuildState.BROKEN, (fault,))
    return replace(_outcome(task, BuildState.MADE, problems), documents=documents)


def died(task: Task) -> Outcome:
    """The outcome of a workbook that brings down the process that works on it."""
    fault = _fault("process-died", "处理这份工作簿的程序意外终止，可能是内存不足", _ASK)
    return _outcome(task, BuildState.BROKEN, (fault,))


def left(task: Task) -> Outcome:
    """The outcome of a workbook whose turn did not come."""
    return _outcome(task, BuildState.LEFT, ())


def _outcome(task: Task, state: BuildState, problems: Sequence[Problem]) -> Outcome:
    errors = sum(problem.is_error for problem in problems)
    reported = tuple(problems[:_MOST_PROBLEMS])
    if more := len(problems) - len(reported):
        reported += (
            Problem(
                "more",
                Severity.WARNING,
                "",
                "",
                f"另外还有{more}处问题，没有列出",
                "请先改正列出的，再用 docgen check 查看其余的。",
            ),
        )
    warnings = len(problems) - errors
    return Outcome(task.path, state, task.community, task.package, 0, reported, errors, warnings)
