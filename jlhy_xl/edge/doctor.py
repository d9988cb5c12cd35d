"""What this machine and this folder lack: each thing that a run rests on, looked at, not touched."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from jlhy_xl.core.errors import JlhyError, SchemeError
from jlhy_xl.edge import files, run_lock, stage, suite, surroundings
from jlhy_xl.edge.intake.receive import original_path
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import Office, secret

GOOD, NOTE, BAD = "good", "note", "bad"
SIGNS = {GOOD: "√", NOTE: "○", BAD: "×"}
REPORT = "run.json"
# of the key that the sample folder and every practice folder have: whoever has the program has it
PUBLIC_KEY = "af401417fd18d7113b7f8cd58e9dc45e63cef4a47dbeb3ee73ce24f7087dcb4b"
_SAMPLE = "示例"  # how the sample's own 减扣细则文号 begins
_NEW_KEY = (
    "正式使用前请删去 {path}，程序会自动生成新的，再用 jlhy issue 重新生成模板发给各单位；"
    "也可以用 jlhy init 另建文件夹"
)
_BACKUP = "请从备份恢复 workbooks/台账；收件仍在 inbox 里的，重新运行会自动补存"
_SPOILT = "请从备份恢复；没有备份而收件仍在 inbox 里的，删除这个文件后重新运行，会自动补存"


class Line(Struct, frozen=True):
    """One thing that was looked at."""

    state: str
    what: str
    step: str = ""  # what to do, where it is not good

    def __str__(self) -> str:
        """Return the line as a person reads it."""
        return f"{SIGNS[self.state]} {self.what}" + (f"。{self.step}" if self.step else "")


def examine(office: Office) -> tuple[Line, ...]:
    """Return everything that was looked at, in the order in which it matters."""
    return (
        *machine(), *folder(office), scheme(office), *key(office), *ledger(office),
        *outputs(office),
    )  # fmt: skip


# -- the machine ----------------------------------------------------------------------------------


def machine() -> Iterator[Line]:
    """Yield whether the program's own parts are there, and what letters and PDFs need."""
    yield Line(GOOD, "Python " + ".".join(map(str, sys.version_info[:3])))
    yield from _libraries()
    yield _zone()
    if suite.program():
        yield Line(GOOD, "LibreOffice 已安装（生成 PDF 用）")
    else:
        step = "只在加 --pdf 时需要：请安装 LibreOffice，或用 WPS 打开后另存为 PDF"
        yield Line(NOTE, "没有找到 LibreOffice", step)
    yield _fonts()


def _libraries() -> Iterator[Line]:
    from importlib import metadata

    missing, found = [], []
    for need in metadata.requires("jlhy-xl") or ():
        name, _, least = need.partition(">=")
        if ";" in need:
            continue  # an extra
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
            continue
        found.append(f"{name} {version}")
        if _numbers(version) < _numbers(least):
            missing.append(f"{name}（现为 {version}，需要 {least} 以上）")
    if missing:
        step = "请重新安装程序（在程序文件夹内运行 make run，或 pip install -r requirements.lock）"
        yield Line(BAD, "缺少程序库：" + "、".join(missing), step)
    else:
        yield Line(GOOD, "程序库齐全：" + "、".join(sorted(found)))


def _numbers(version: str) -> tuple[int, ...]:
    parts = (part for part in version.split(".")[:3])
    return tuple(int("".join(sign for sign in part if sign.isdecimal()) or 0) for part in parts)


def _zone() -> Line:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo("Asia/Shanghai")
    except ZoneInfoNotFoundError:
        return Line(BAD, "没有时区数据", "请安装程序库 tzdata")
    return Line(GOOD, "时区数据可用")


def _fonts() -> Line:
    """Letters name the office's fonts; whoever opens them needs one that can show Chinese."""
    program = shutil.which("fc-list")
    if program is None:
        return Line(GOOD, "字体由系统管理（公文用仿宋_GB2312、楷体_GB2312、黑体、宋体）")
    done = subprocess.run(  # noqa: S603 - the system's own list of fonts
        [program, ":lang=zh", "family"], check=False, capture_output=True, timeout=30
    )
    if done.stdout.strip():
        return Line(GOOD, "有中文字体")
    step = "简报、通报的 PDF 会显示成方框：请安装中文字体，如 fonts-noto-cjk"
    return Line(NOTE, "没有中文字体", step)


# -- the folder -------------------------------------------------------------------------------------


def folder(office: Office) -> Iterator[Line]:
    """Yield whether the folder can be written to, has room and locks, and who holds it."""
    yield from _writable(office)
    try:
        surroundings.check_room(office)
        free = surroundings.room(office.root) or 0
        yield Line(GOOD, f"磁盘空间够用：剩余 {free / surroundings.MIB:,.0f} MB")
    except JlhyError as fault:
        yield Line(BAD, fault.what, fault.step)
    if office.archive.is_dir() and not run_lock.has_locks(office.archive):
        step = "请把办公室文件夹放到本机磁盘，或请管理员为共享文件夹开启文件锁"
        yield Line(BAD, f"{office.archive} 所在磁盘不支持文件锁", step)
    holder = office.archive / run_lock.NAME
    if holder.exists():
        step = "正在运行的话请等它结束；已中断的，下次运行会自动接管"
        yield Line(NOTE, f"{holder.name} 存在：有一次运行正在进行，或被中断", step)
    left = sum(1 for _ in surroundings.parts(office))
    if left:
        yield Line(NOTE, f"有 {left} 个被中断的运行留下的半成品", "下次运行会自动清理")


def _writable(office: Office) -> Iterator[Line]:
    places = (office.workbooks, office.archive, office.root / "output")
    for place in (each for each in places if each.exists()):
        probe = files.part_of(place / "试写")
        try:
            files.fill(probe, b"jlhy", flush=False)
            probe.unlink()
        except OSError as fault:
            yield Line(BAD, f"写不进 {place}：{files.why(fault)}", "请检查文件夹权限")
        else:
            yield Line(GOOD, f"{place} 可以写入")


def scheme(office: Office) -> Line:
    """Return whether 方案.xlsx can be read and has no mistakes."""
    try:
        loaded = office.load_scheme()
    except SchemeError as fault:
        step = "请用 jlhy scheme check 列出全部并改正"
        return Line(BAD, f"方案.xlsx 有 {len(fault.findings)} 处须改正", step)
    except JlhyError as fault:
        return Line(BAD, fault.what, fault.step or fault.why)
    return Line(GOOD, f"方案可用，摘要 {loaded.digest}，提示 {len(loaded.warnings)} 处")


def key(office: Office) -> Iterator[Line]:
    """Yield whether the key by which our own templates are told from others' is the office's alone."""
    path = office.key_path
    try:
        office.passwords()
        own = office.key() if secret(path) is not None else b""
    except JlhyError as fault:
        yield Line(BAD, fault.what + (f"：{fault.why}" if fault.why else ""), fault.step)
        return
    if not own:
        return
    if files.sha256(own) != PUBLIC_KEY:
        yield Line(GOOD, "办公室密钥是本办公室自己的")
        return
    try:
        parameters = office.load_scheme().scheme.parameters
        is_real = bool(parameters.rule_number) and not parameters.rule_number.startswith(_SAMPLE)
    except (JlhyError, SchemeError):
        is_real = False  # told as such
    what = "办公室密钥是示例文件夹里公开的那一把：谁都能仿制本办公室的模板"
    yield Line(BAD if is_real else NOTE, what, _NEW_KEY.format(path=path))


# -- the ledger and its originals ----------------------------------------------------------------


def ledger(office: Office) -> Iterator[Line]:
    """Yield whether the ledger is whole, only grows, and every original is what its hash says."""
    if not office.ledger_path.is_file():
        yield Line(NOTE, "还没有台账", "第一次 jlhy run 时自动建立")
        return
    try:
        with Ledger.open(office.ledger_path, frozen=True) as book:
            defects = book.defects()
            needed, ran = dict(_needed(book)), book.runs()
    except JlhyError as fault:
        yield Line(BAD, fault.what + (f"：{fault.why}" if fault.why else ""), fault.step)
        return
    for defect in defects:
        yield Line(BAD, f"台账有损坏或被改动：{defect}", _BACKUP)
    if not defects:
        yield Line(GOOD, f"台账完好，只增不改的保护都在（{len(ran)} 次运行）")
    yield from _originals(office, needed)


def _needed(book: Ledger) -> Iterator[tuple[str, str]]:
    """Yield each hash that an original must stand under, and what it is called."""
    for run in book.runs():
        if "inputs" in run.content:
            yield str(run.content["inputs"]), f"{run.period} 一次运行的收件清单"
    for arrival in book.arrivals():
        yield arrival.sha256, arrival.source


def _originals(office: Office, needed: dict[str, str]) -> Iterator[Line]:
    for digest, lists in list(needed.items()):
        if lists.endswith("收件清单"):
            needed |= _listed(original_path(office.archive, digest), needed)
    missing = [name for digest, name in needed.items()
               if not original_path(office.archive, digest).is_file()]  # fmt: skip
    kept = [path for path in (office.archive / "originals").rglob("*") if path.is_file()]
    spoilt = [
        path for path in sorted(kept) if not path.name.endswith(".part") and not _is_right(path)
    ]
    for name in missing:
        yield Line(BAD, f"缺少原件：{name}", _BACKUP)
    for path in spoilt:
        place = path.relative_to(office.root).as_posix()
        what = f"原件与登记的校验值不符：{needed.get(path.name, '')}（{place}）"
        yield Line(BAD, what, _SPOILT)
    if not missing and not spoilt:
        yield Line(GOOD, f"{len(needed)} 个原件都在，校验值相符")


def _listed(path: Path, known: dict[str, str]) -> dict[str, str]:
    """Return what a run's list of inputs names and nobody has named yet."""
    try:
        told = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}  # missing or spoilt: told as such
    return {digest: name for name, digest in told.items()
            if len(digest) == 64 and digest not in known}  # fmt: skip


def _is_right(path: Path) -> bool:
    try:
        return files.sha256(path.read_bytes()) == path.name
    except OSError:
        return False


# -- the outputs ---------------------------------------------------------------------------------


def outputs(office: Office) -> Iterator[Line]:
    """Yield whether each period's outputs are those that its run.json vouches for."""
    root = office.root / "output"
    if not root.is_dir():
        return
    for place in sorted(path for path in root.iterdir() if (path / REPORT).is_file()):
        yield from _period(place)
    for place in sorted(path for path in root.iterdir() if path.is_dir()):
        if stage.unfinished(place) or (place / stage.MARK).exists():
            yield Line(BAD, f"output/{place.name} 只更新了一部分", "请重新运行 jlhy run")
    yield from _history(office)


def _period(place: Path) -> Iterator[Line]:
    try:
        told = json.loads((place / REPORT).read_bytes())
        rows = [(str(row["file"]), str(row["sha256"])) for row in told["outputs"]]
    except (OSError, ValueError, KeyError, TypeError):
        yield Line(BAD, f"output/{place.name}/{REPORT} 读不出来", "请重新运行 jlhy run")
        return
    other = [name for name, digest in rows if not _is(place / name, digest)]
    step = "填写了意见的请另存到 workbooks/reviewed/；再重新运行 jlhy run"
    if other:
        named = "、".join(other[:5]) + ("等" if len(other) > 5 else "")
        yield Line(
            BAD, f"output/{place.name} 有 {len(other)} 个文件与记录不符或缺失：{named}", step
        )
    else:
        yield Line(GOOD, f"output/{place.name} 的 {len(rows)} 个文件与记录相符")
    for name in told.get("stale", []):
        yield Line(NOTE, f"output/{place.name}/{name} 是旧的，当时正被打开", "请关闭后重新运行")


def _is(path: Path, digest: str) -> bool:
    try:
        return files.sha256(path.read_bytes()) == digest
    except OSError:
        return False


def _history(office: Office) -> Iterator[Line]:
    from jlhy_xl.edge import history

    for period in history.periods(office.history):
        try:
            history.rows_of(office.history, period, ("unit",))
        except JlhyError as fault:
            yield Line(BAD, fault.what, fault.step)


def is_well(lines: Iterable[Line]) -> bool:
    """Whether nothing needs mending."""
    return all(line.state != BAD for line in lines)
