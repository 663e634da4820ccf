"""The project as a whole: what is shipped, who may import whom, how large a module may be."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath

import pytest

import docgen
from docgen.documents import DOCUMENTS
from tools import build_samples, build_templates

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "docgen").rglob("*.py"))
SOURCES = sorted([*MODULES, *(ROOT / "tools").rglob("*.py")])
KEYS = [document.key for document in DOCUMENTS]


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


EACH_MODULE = pytest.mark.parametrize("path", MODULES, ids=names(MODULES))
EACH_SOURCE = pytest.mark.parametrize("path", SOURCES, ids=names(SOURCES))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Each module that a file imports, and whether only for the type checker."""
    module = parsed(path)
    for_types = {
        id(inner)
        for node in ast.walk(module)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            found = [str(node.module)]
            # ``from docgen import schema`` imports the module schema
            found += [
                f"{node.module}.{alias.name}"
                for alias in node.names
                if is_module(f"{node.module}.{alias.name}")
            ]
        else:
            continue
        for name in found:
            yield name, id(node) in for_types


def is_module(name: str) -> bool:
    path = ROOT / name.replace(".", "/")
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


# --- who may import whom: the layers stand in pyproject.toml, held by import-linter -------


def test_there_are_four_modules_and_twelve_packages_at_the_top() -> None:
    top = {path.relative_to(ROOT / "docgen").parts[0] for path in MODULES}
    modules = {name for name in top if name.endswith(".py")}
    assert modules == {"__init__.py", "__main__.py", "_version.py", "errors.py"}
    assert top - modules == {"campaign", "chinese", "cli", "commands", "documents", "gbt9704",
                             "ooxml", "package", "rendering", "system", "web", "workbook"}  # fmt: skip


def test_no_folder_holds_more_than_sixteen_modules() -> None:
    fullest = Counter(path.parent for path in MODULES if path.name != "__init__.py")
    assert {folder.name: n for folder, n in fullest.items() if n > 16} == {}


def test_a_class_name_stands_for_one_thing() -> None:
    classes = Counter(
        node.name
        for path in MODULES
        for node in parsed(path).body
        if isinstance(node, ast.ClassDef)
    )
    assert {name for name, times in classes.items() if times > 1 and name[0] != "_"} == set()


@EACH_MODULE
def test_what_is_private_is_imported_by_nobody_else(path: Path) -> None:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("docgen"):
            private = [a.name for a in node.names if re.match("_[^_]", a.name)]
            assert private in ([], ["_version"]), f"{path} imports {private}"


@EACH_MODULE
def test_a_package_hands_on_names_and_defines_nothing(path: Path) -> None:
    if path.name != "__init__.py" or path.parent.name == "docgen":
        return
    defined = [
        node for node in parsed(path).body if isinstance(node, ast.ClassDef | ast.FunctionDef)
    ]
    assert defined == []


def used_by(*packages: str) -> set[str]:
    """The files of docgen that import one of these packages when they run."""
    return {
        path.relative_to(ROOT / "docgen").as_posix()
        for path in MODULES
        for name, for_types in imports(path)
        if name.split(".")[0] in packages and not for_types
    }


def test_only_workbooks_use_openpyxl() -> None:
    users = used_by("openpyxl")
    assert users
    reports = {"commands/batch/result_workbook.py", "commands/collect/rollup_charts.py",
               "commands/collect/rollup_workbook.py"}  # fmt: skip
    assert all(user.startswith("workbook/") for user in users - reports), users


def test_only_the_renderer_uses_docxtpl_and_jinja() -> None:
    assert used_by("docxtpl") == {"rendering/template.py"}
    users = {"rendering/template.py", "rendering/sandbox.py", "rendering/cache.py", "rendering/fault_words.py",
             "commands/build/proof_key.py", "web/html.py"}  # fmt: skip
    assert used_by("jinja2", "markupsafe") == users


def test_only_the_command_line_uses_click() -> None:
    users = used_by("click")
    assert users
    assert all(user == "__main__.py" or user.startswith("cli/") for user in users), users


def test_only_the_page_uses_the_web_server() -> None:
    users = used_by("starlette", "uvicorn", "python_multipart")
    assert users
    assert {PurePosixPath(user).parent.name for user in users} == {"web"}


def test_only_the_cluster_uses_distributed() -> None:
    assert used_by("distributed", "dask") == {"commands/batch/dask_cluster.py"}


def test_only_the_inspection_uses_python_docx() -> None:
    assert used_by("docx") == {"rendering/inspection.py"}


# Where the clock, chance or the locale may be asked for: by path, for names come twice.
EDGE = {"__main__.py", "rendering/cache.py", "rendering/libreoffice.py", "system/lock.py"}
READS_THE_DATE = {"commands/doctor.py", "web/community_routes.py", "web/office_routes.py"}


@EACH_MODULE
def test_the_core_knows_no_clock_no_chance_and_no_locale(path: Path) -> None:
    called = {
        node.func.attr
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    clocks = {"today", "now", "utcnow", "fromtimestamp", "localtime"}
    own = path.relative_to(ROOT / "docgen").as_posix()
    may = own in READS_THE_DATE or own.startswith("cli/")
    assert called & clocks <= ({"today", "now"} if may else set())
    if own in EDGE or own.startswith(("cli/", "web/")):
        return
    imported = {name.split(".")[0] for name, _ in imports(path)}
    assert imported & {"time", "random", "locale", "secrets", "uuid", "gettext"} == set()


# --- what an import costs ----------------------------------------------------------------

HEAVY = {"openpyxl", "docx", "docxtpl", "docxtpl_lint", "jinja2", "lxml", "chinese_calendar",
         "cryptography", "distributed", "starlette", "uvicorn", "pypdfium2"}  # fmt: skip


@pytest.mark.parametrize(
    "code",
    [
        "import docgen",
        "import docgen; docgen.__version__",
        "from docgen.__main__ import main; main(['--help'])",
        "from docgen.__main__ import main; main(['build', '--help'])",
        "from docgen.__main__ import main; main(['templates', 'check', '--help'])",
        "from docgen.__main__ import main; main(['--version'])",
        "from docgen.__main__ import main; main(['completion', 'zsh'])",
        "from docgen.__main__ import main; main(['chekc'])",
    ],
)
def test_the_libraries_for_documents_are_loaded_only_when_needed(code: str, tmp_path: Path) -> None:
    listing = "import sys, json; json.dump(sorted(sys.modules), open('modules.json', 'w'))"
    wrapped = f"try:\n    {code}\nexcept SystemExit:\n    pass\n{listing}"
    subprocess.run(
        [sys.executable, "-c", wrapped],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    loaded = set(json.loads((tmp_path / "modules.json").read_text(encoding="utf-8")))
    assert "docgen" in loaded
    assert loaded & HEAVY == set()
    if "main" not in code:
        assert "click" not in loaded


def test_every_public_name_is_there() -> None:
    assert docgen.__all__ == sorted(docgen.__all__)
    for name in docgen.__all__:
        assert getattr(docgen, name) is not None
    assert callable(docgen.check)
    assert callable(docgen.build)
    with pytest.raises(AttributeError, match="nothing"):
        _ = docgen.nothing  # type: ignore[attr-defined]


# --- templates and samples ---------------------------------------------------------------


def parts(data: bytes) -> dict[str, bytes]:
    archive = zipfile.ZipFile(BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("key", KEYS)
def test_a_committed_template_is_what_its_source_builds(key: str) -> None:
    source = build_templates.sources()[key].read_text(encoding="utf-8")
    committed = (build_templates.TEMPLATES / f"{key}.docx").read_bytes()
    built = parts(build_templates.build(source))
    assert list(parts(committed)) == list(built)
    for name, data in parts(committed).items():
        assert data == built[name], name


def test_every_document_has_a_template_and_a_source_and_there_are_no_others() -> None:
    assert len(KEYS) == len(set(KEYS))
    assert {path.name for path in build_templates.TEMPLATES.iterdir()} == {
        f"{key}.docx" for key in KEYS
    }
    assert set(build_templates.sources()) == set(KEYS)


# --- the wheel ---------------------------------------------------------------------------


def _not_for_the_wheel(folder: str, names: list[str]) -> set[str]:
    """What the copy leaves out; .gitignore goes along, as the builder obeys it."""
    if Path(folder) != ROOT:
        return {"__pycache__"} & set(names)
    hidden = {name for name in names if name.startswith(".")} - {".gitignore"}
    return hidden | {"__pycache__", "dist", "build", "out", "docs"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the tree."""
    source = tmp_path_factory.mktemp("source")
    shutil.copytree(ROOT, source / "docgen", ignore=_not_for_the_wheel)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", source / "dist"],
        cwd=source / "docgen",
        capture_output=True,
        text=True,
        check=True,
    )
    (path,) = (source / "dist").glob("*.whl")
    return path


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_the_wheel_holds_exactly_what_is_needed(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        shipped = set(archive.namelist())
    version = docgen.__version__
    information = {
        name for name in shipped if name.startswith(f"shequ_docgen-{version}.dist-info/")
    }
    assert {PurePosixPath(name).name for name in information} == {
        "METADATA",
        "WHEEL",
        "RECORD",
        "entry_points.txt",
        "LICENSE",
    }
    assert shipped - information == {
        *names(MODULES),
        *names([*(ROOT / "docgen/web/templates").iterdir()]),
        *names([*(ROOT / "docgen/web/static").iterdir()]),
        "docgen/py.typed",
        "docgen/cli/locale/zh_CN/LC_MESSAGES/messages.po",
        "docgen/cli/locale/zh_CN/LC_MESSAGES/messages.mo",
        *(f"docgen/templates_docx/{key}.docx" for key in KEYS),
        *(f"docgen/samples/{name}" for name in build_samples.SAMPLES),
    }


def installed(unpacked: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs docgen as the wheel has it, out of sight of the source tree."""
    return subprocess.run(
        [sys.executable, "-m", "docgen", *arguments],
        env=os.environ | {"PYTHONPATH": str(unpacked)},
        cwd=cwd,
        capture_output=True,
        text=True,
        check=True,
    )


def test_the_wheel_makes_the_sample_and_its_documents(unpacked: Path, tmp_path: Path) -> None:
    where = subprocess.run(
        [sys.executable, "-c", "import docgen; print(docgen.__file__)"],
        env=os.environ | {"PYTHONPATH": str(unpacked)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(unpacked)
    installed(unpacked, tmp_path, "init", "--sample", "示例.xlsx")
    done = installed(unpacked, tmp_path, "build", "示例.xlsx", "--json")
    assert len(json.loads(done.stdout)["files"]) == 37
    assert "用法" in installed(unpacked, tmp_path, "--help").stdout
    installed(unpacked, tmp_path, "init", "空白.xlsx")
    assert {path.name for path in tmp_path.iterdir()} == {"示例.xlsx", "空白.xlsx", "out"}


# --- size --------------------------------------------------------------------------------


@EACH_SOURCE
def test_no_module_is_longer_than_500_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


@EACH_SOURCE
def test_no_function_is_longer_than_60_lines(path: Path) -> None:
    long = {
        node.name: length
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > 60
    }
    assert long == {}


@EACH_SOURCE
def test_every_module_says_what_it_is_for(path: Path) -> None:
    docstring = ast.get_docstring(parsed(path))
    empty = not path.read_text(encoding="utf-8").strip()
    assert docstring or empty
    assert (docstring or "").isascii() or re.search(r"[A-Za-z]{3}", docstring or "")
