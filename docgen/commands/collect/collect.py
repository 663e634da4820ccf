"""Many packages verified and rolled up, one a community. What is wrong with one stops no other.

``packages`` says what there is, ``collect`` verifies it and decides what counts, ``write``
puts the workbook on disk. The order of arguments makes no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from docgen.chinese.signs import comparison_key
from docgen.commands.collect.figures import Entry, Refusal, Rollup, figures
from docgen.commands.verify.verify import Verified, verify
from docgen.errors import DocgenError, Finding, RequestError, printable
from docgen.package.manifest import MANIFEST, Manifest
from docgen.package.signing import PublicKey
from docgen.system import resources
from docgen.system.process_pool import WorkerDied, map_in_order

Verify = Callable[[Path, Sequence[PublicKey]], Verified]
Progress = Callable[[int, int, str], None]  # number from 1, of how many, name

REJECTED, BROKEN, CONFLICT, DUPLICATE = "没有通过核验", "程序内部出错", "材料不一致", "重复报送"
_KEEP_ONE = "请与社区核对，只保留正确的一份，移走其他的，再汇总一次。"
_ONE_OF_THEM = "请与社区核对；是同一个社区的，只保留一份，再汇总一次。"
_ASK = "请用 docgen verify -v 单独核验这份材料，把显示的内容告诉技术人员。"


@dataclass(frozen=True, slots=True)
class Packages:
    """The packages to collect, in order, and the names of what is none."""

    paths: tuple[Path, ...]
    skipped: tuple[str, ...] = ()


# --- what there is -----------------------------------------------------------------------


def packages(arguments: Iterable[Path]) -> Packages:
    """The packages among files and folders; each once, however often it is named.

    A folder with a manifest is a package; any other holds packages: zips, and folders with a
    manifest that have no zip of the same name beside them. Hidden names are passed over.

    Raises:
        RequestError: there is none in one of the arguments, or it cannot be read.
    """
    found: dict[Path, Path] = {}
    skipped: set[str] = set()
    for argument in arguments:
        try:
            paths, others = _expanded(argument)
        except OSError as error:
            raise RequestError(
                f"无法读取“{argument}”（{resources.os_error_text(error)}）"
            ) from error
        if not paths:
            raise RequestError(
                f"没有找到报送的材料：{argument}",
                "请指定社区报送的压缩包（.zip），或者存放这些压缩包的文件夹。",
            )
        skipped.update(others)
        for path in sorted(paths):
            key = path.resolve()
            found[key] = min(path, found.get(key, path))
    order = sorted(found.values(), key=lambda path: (path.name, str(path)))
    return Packages(tuple(order), tuple(sorted(skipped)))


def _expanded(argument: Path) -> tuple[list[Path], list[str]]:
    """The packages of an argument, and what lies beside them."""
    if not argument.is_dir() or (argument / MANIFEST).is_file():
        return [argument], []
    inside = [path for path in argument.iterdir() if not path.name.startswith((".", "~$"))]
    zips = [path for path in inside if path.suffix.lower() == ".zip" and path.is_file()]
    zipped = {path.stem for path in zips}
    folders = [path for path in inside if path.is_dir()]
    alone = [path for path in folders if path.name not in zipped and (path / MANIFEST).is_file()]
    others = [
        path.name
        for path in inside
        if path not in zips and path not in alone and path.name not in zipped
    ]
    return [*zips, *alone], others


# --- what counts -------------------------------------------------------------------------


def collect(
    found: Packages,
    as_of: date,
    trusted: Sequence[PublicKey] = (),
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    verify: Verify = verify,
) -> Rollup:
    """Verify the packages, ``jobs`` at a time, and add up those that hold.

    Two equal packages of a community and year count once; two unequal ones not at all, for
    nobody here can say which is right.

    Raises:
        RequestError: nothing can be verified, such as signatures without the library for them.
    """
    judge = partial(_judged, verify=verify, trusted=tuple(trusted))
    labels = _display_names(found.paths)
    verified: list[tuple[str, Verified]] = []
    judged = map_in_order(found.paths, judge, min(jobs, len(found.paths)))
    for number, answer in enumerate(judged, start=1):
        result = _dead(answer.task) if isinstance(answer, WorkerDied) else answer
        name = labels[result.path]
        if progress:
            progress(number, len(found.paths), name)
        verified.append((name, result))
    entries: list[Entry] = []
    refusals: list[Refusal] = []
    by_campaign: dict[tuple[str, str, int], list[tuple[str, Verified, Manifest]]] = {}
    for name, result in verified:
        if result.ok and result.manifest:
            by_campaign.setdefault(_identity(result.manifest), []).append(
                (name, result, result.manifest)
            )
        else:
            refusals.append(_rejected(name, result))
    for group in by_campaign.values():
        for each in _one_of_each(group, as_of, bool(trusted)):
            entries += [each] if isinstance(each, Entry) else []
            refusals += [each] if isinstance(each, Refusal) else []
    entries = _with_other_offices(entries)
    entries.sort(key=lambda e: (e.data.upper_office, e.data.community, e.data.year, e.source))
    refusals.sort(key=lambda refusal: refusal.source)
    return Rollup(as_of, tuple(entries), tuple(refusals), found.skipped)


def _display_names(paths: Sequence[Path]) -> dict[Path, str]:
    """The name of each package; the whole path where two have the same name."""
    names = [path.name for path in paths]
    return {
        path: printable(path.name if path.name and names.count(path.name) == 1 else str(path), 200)
        for path in paths
    }


def _identity(manifest: Manifest) -> tuple[str, str, int]:
    data = manifest.campaign
    return comparison_key(data.community), comparison_key(data.upper_office), data.year


def _rejected(name: str, result: Verified) -> Refusal:
    errors = tuple(finding for finding in result.findings if finding.is_error)
    if not errors:
        errors = (Finding.error("manifest-missing", MANIFEST, "没有材料清单，不能核验", ""),)
    is_ours = errors[0].code == "internal-error"
    return _refusal(name, result.manifest, BROKEN if is_ours else REJECTED, errors)


def _refusal(
    name: str, manifest: Manifest | None, reason: str, findings: tuple[Finding, ...]
) -> Refusal:
    data = manifest.campaign if manifest else None
    community, year = (data.community, data.year) if data else ("", None)
    return Refusal(name, reason, findings, community, year, reason == DUPLICATE)


def _one_of_each(
    group: Sequence[tuple[str, Verified, Manifest]], as_of: date, is_trusted: bool
) -> Iterator[Entry | Refusal]:
    """What counts of the packages of one community and year."""
    sent = [(manifest.campaign, _workbook_digest(manifest)) for _, _, manifest in group]
    if any(data != sent[0][0] and digest != sent[0][1] for data, digest in sent[1:]):
        names = [name for name, _, _ in group]
        for name, _, manifest in group:
            others = "、".join(other for other in names[:10] if other != name)
            message = f"同一社区有{len(group)}份不一致的材料，都没有计入；另外的是：{others}"
            finding = Finding.error("conflict", name, message, _KEEP_ONE)
            yield _refusal(name, manifest, CONFLICT, (finding,))
        return
    fullest = max(group, key=_fullness)  # the first of equals
    yield _entry(*fullest, as_of, is_trusted)
    for name, _, manifest in group:
        if name != fullest[0]:
            message = f"与“{fullest[0]}”内容相同，重复报送，只计入一份"
            finding = Finding.warning("duplicate", name, message, "不影响汇总，可以移走。")
            yield _refusal(name, manifest, DUPLICATE, (finding,))


def _with_other_offices(entries: Sequence[Entry]) -> list[Entry]:
    """The entries, with a word where a community has another of the year under another office."""
    by_community: dict[tuple[str, int], list[Entry]] = {}
    for entry in entries:
        key = comparison_key(entry.data.community), entry.data.year
        by_community.setdefault(key, []).append(entry)
    found = []
    for same in by_community.values():
        for entry in same:
            others = [other for other in same if other is not entry]
            told = "、".join(f"“{each.source}”写的是{each.data.upper_office}" for each in others)
            message = f"同一社区同一年度还有别的材料，上级机关不同：{printable(told, 200)}"
            finding = Finding.warning("office-differs", entry.source, message, _ONE_OF_THEM)
            warnings = (*entry.warnings, finding) if others else entry.warnings
            found.append(replace(entry, warnings=warnings))
    return found


def _workbook_digest(manifest: Manifest) -> str:
    return next(f.sha256 for f in manifest.files if f.name == manifest.workbook)


def _fullness(each: tuple[str, Verified, Manifest]) -> tuple[bool, int, int]:
    _, result, manifest = each
    return result.signed_by is not None, len(result.stages), len(manifest.files)


def _entry(
    name: str, result: Verified, manifest: Manifest, as_of: date, is_trusted: bool
) -> Entry | Refusal:
    try:
        own = figures(manifest.campaign, as_of)
    except Exception as error:  # one strange package must not stop the others
        return _refusal(name, manifest, BROKEN, (_internal(name, error),))
    return Entry(
        source=name,
        data=manifest.campaign,
        figures=own,
        stages=tuple(stage.value for stage in result.stages),
        files=len(manifest.files),
        edited=len(result.edited),
        signature=_signature(result, is_trusted),
        warnings=tuple(finding for finding in result.findings if not finding.is_error),
    )


def _signature(result: Verified, is_trusted: bool) -> str:
    if result.signed_by:
        return f"{'可信' if is_trusted else '未核对'}（{result.signed_by}）"
    is_unchecked = any(finding.code == "signature-unchecked" for finding in result.findings)
    return "未核对" if is_unchecked else "无"


# --- one after another, or several at a time ---------------------------------------------


def _judged(path: Path, *, verify: Verify, trusted: Sequence[PublicKey]) -> Verified:
    """Verify one package, whatever happens."""
    try:
        return verify(path, trusted)
    except RequestError:  # it is the same for all
        raise
    except DocgenError as error:
        finding = Finding.error("unusable", path.name, error.message, error.hint)
    except Exception as error:  # a fault of ours, in one package of many
        finding = _internal(path.name, error)
    return Verified(path, None, (), (finding,))


def _dead(path: Path) -> Verified:
    """The result for a package that brings down the process that looks at it."""
    message = "核验这份材料的程序意外终止，可能是内存不足"
    finding = Finding.error("internal-error", path.name, message, _ASK)
    return Verified(path, None, (), (finding,))


def _internal(name: str, error: BaseException) -> Finding:
    message = f"程序内部出错（{type(error).__name__}）"
    return Finding.error("internal-error", name, message, _ASK)


# --- the workbook ------------------------------------------------------------------------


def require_free(path: Path, force: bool) -> None:
    """Say before a long work that its result could not be kept.

    Raises:
        RequestError: the name does not end in .xlsx, or the file exists and ``force`` is off.
    """
    if path.suffix.lower() != ".xlsx":
        raise RequestError(f"文件名应以.xlsx结尾：{path}", "例如：-o 汇总.xlsx")
    if not force and path.exists():
        raise RequestError(
            f"文件已存在，没有改动：{path}", "请换一个文件名；确要覆盖请加 --force。"
        )


def write(path: Path, rollup: Rollup) -> None:
    """Write the workbook, whole or not at all.

    Raises:
        OutputFault: the file cannot be written.
    """
    from docgen.commands.collect.rollup_workbook import rollup_workbook
    from docgen.system.files import put_file

    put_file(path, rollup_workbook(rollup))
