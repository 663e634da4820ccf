"""Try a packaged docgen as a person would: ``python packaging/smoke.py dist/docgen/docgen``.

Needs nothing but Python itself. With ``--compare`` the documents must have the same bytes as
those that ``python -m docgen`` makes from the sources. Ends with an error at the first thing
that is not as it should be.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program", type=Path)
    arguments.add_argument("--compare", action="store_true")
    options = arguments.parse_args()
    program = options.program.resolve()
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder, "述职 材料")
        here.mkdir()
        for step in (first_steps, build, without_a_command, many, page):
            started = time.monotonic()
            step(program, here)
            print(f"{step.__name__}: {time.monotonic() - started:.1f} s", flush=True)
        if options.compare:
            compare(here)


def run(program: Path, here: Path, *arguments: str, code: int = 0) -> str:
    """What the program prints; it must end with the code."""
    environment = os.environ | {"DOCGEN_SOFFICE": "", "DOCGEN_CACHE": str(here / "缓存")}
    environment.pop("PYTHONUTF8", None)
    done = subprocess.run(
        [str(program), *arguments], cwd=here, env=environment, capture_output=True, timeout=300
    )
    text = (done.stdout + done.stderr).decode("utf-8", "replace")
    if done.returncode != code:
        sys.exit(f"{arguments} ended with {done.returncode}, not {code}:\n{text}")
    return done.stdout.decode("utf-8", "replace")


def must(truth: object, what: str) -> None:
    if not truth:
        sys.exit(f"not as it should be: {what}")


def first_steps(program: Path, here: Path) -> None:
    must("docgen" in run(program, here, "--version"), "--version")
    run(program, here, "doctor")
    run(program, here, "init", "空白.xlsx")
    run(program, here, "init", "示例.xlsx", "--sample")
    run(program, here, "check", "空白.xlsx", "--mark", "标记.xlsx", code=1)
    must((here / "标记.xlsx").stat().st_size > 10_000, "a marked copy")
    must(json.loads(run(program, here, "check", "示例.xlsx", "--json"))["ok"], "check")


def build(program: Path, here: Path) -> None:
    told = json.loads(run(program, here, "build", "示例.xlsx", "-o", "公文", "--json"))
    must(len(told["files"]) == 37, "37 documents")
    run(program, here, "verify", told["zip"], "--stage", "总结整改")
    run(program, here, "collect", "公文", "-o", "汇总.xlsx", "--jobs", "2")


def without_a_command(program: Path, here: Path) -> None:
    run(program, here, str(here / "示例.xlsx"))
    must(len(list((here / "out").glob("*/*.docx"))) == 37, "a build without a command")


def many(program: Path, here: Path) -> None:
    books = here / "各社区"
    books.mkdir()
    (books / "甲.xlsx").write_bytes((here / "示例.xlsx").read_bytes())
    early = ROOT / "samples" / "向阳桥社区_筹备中.xlsx"
    (books / "乙.xlsx").write_bytes(early.read_bytes())
    run(program, here, "batch", "各社区", "-o", "批量", "--jobs", "2")
    must(len(list((here / "批量").glob("*.zip"))) == 2, "two packages of a batch")


def page(program: Path, here: Path) -> None:
    group = {"creationflags": 0x200} if os.name == "nt" else {}  # CREATE_NEW_PROCESS_GROUP
    server = subprocess.Popen(
        [str(program), "web", "--no-browser"], cwd=here, stdout=subprocess.PIPE, **group
    )
    try:
        text = ""
        while "http://" not in text:
            line = server.stdout.readline()
            must(line, "an address")
            text = line.decode("utf-8", "replace")
        address = re.search(r"http://\S+", text)[0]
        with NO_PROXY.open(address, timeout=30) as answer:
            must("第一步" in answer.read().decode("utf-8"), "the page")
            home = answer.url
        with NO_PROXY.open(f"{home}sample", timeout=60) as answer:
            must(answer.read()[:2] == b"PK", "the sample by the page")
    finally:
        server.send_signal(signal.CTRL_BREAK_EVENT if os.name == "nt" else signal.SIGINT)
        server.wait(30)


def compare(here: Path) -> None:
    """The documents of the packaged program against those of the sources."""
    source = here / "源码"
    command = [sys.executable, "-m", "docgen", "build", str(here / "示例.xlsx"), "-o", str(source)]
    environment = os.environ | {"DOCGEN_SOFFICE": ""}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    made = {path.name: path.read_bytes() for path in (here / "公文").glob("*/*.docx")}
    wanted = {path.name: path.read_bytes() for path in source.glob("*/*.docx")}
    must(len(wanted) == 37 and made == wanted, "the same bytes as from the sources")
    print(f"compare: {len(made)} documents have the same bytes")


if __name__ == "__main__":
    main()
