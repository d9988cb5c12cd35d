"""The office's folder: where each thing stands, and the two things every command needs first.

Holds paths only; the scheme and the key are read here, nothing else is.
"""

import secrets
import stat
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from jlhy_xl.core.calendar import is_period, kind_of
from jlhy_xl.core.errors import JlhyError, Refusal, SchemeError, UsageError
from jlhy_xl.core.model import Finding, Severity
from jlhy_xl.core.scheme.model import Scheme, Unit
from jlhy_xl.core.text import key as text_key
from jlhy_xl.edge import guard
from jlhy_xl.edge.files import why, write_whole
from jlhy_xl.edge.intake.parts import not_a_report

SCHEME_NAME = "方案.xlsx"
SPOILT = "请用表格软件打开它，另存为 .xlsx；打不开的，请换回改动以前的那一份"
_RESTORE = "请从备份把原来的文件放回这个位置，不要用链接、快捷方式代替"
_RENEWED = "；换一把新密钥会使已发出的模板认不出来"
_KINDS = {stat.S_IFLNK: "链接", stat.S_IFDIR: "文件夹"}
SECRET_BYTES = 1 << 20  # of a key or a list of passwords
MOST_PASSWORDS = 40  # each costs a locked file up to a second


class LoadedScheme(Struct, frozen=True):
    """The scheme with the bytes it was read from."""

    scheme: Scheme
    digest: str
    data: bytes
    warnings: tuple[Finding, ...]


class Office(Struct, frozen=True, dict=True):
    """An office's folder, as design and README lay it out."""

    root: Path

    @cached_property
    def workbooks(self) -> Path:
        """What people edit or send."""
        return self.root / "workbooks"

    @cached_property
    def scheme_path(self) -> Path:
        """方案.xlsx."""
        return self.workbooks / SCHEME_NAME

    @cached_property
    def inbox(self) -> Path:
        """What came back, a folder a period; never altered."""
        return self.workbooks / "inbox"

    @cached_property
    def reviewed(self) -> Path:
        """Workbooks as people filled them in."""
        return self.workbooks / "reviewed"

    @cached_property
    def archive(self) -> Path:
        """台账: the ledger, the originals by hash, the office's key."""
        return self.workbooks / "台账"

    @cached_property
    def ledger_path(self) -> Path:
        """ledger.db."""
        return self.archive / "ledger.db"

    @cached_property
    def key_path(self) -> Path:
        """The office's key."""
        return self.archive / "office.key"

    @cached_property
    def passwords_path(self) -> Path:
        """The office's list of units' passwords."""
        return self.archive / "passwords.txt"

    @cached_property
    def history(self) -> Path:
        """Readings of every period; may be deleted and is made again."""
        return self.root / "output" / "history"

    def templates(self, period: str) -> Path:
        """Return the folder of a period's templates."""
        return self.workbooks / "templates" / period

    def issued(self) -> tuple[str, ...]:
        """Return the periods that have a folder of templates, oldest first."""
        folder = self.workbooks / "templates"
        found = folder.iterdir() if folder.is_dir() else ()
        return tuple(sorted(row.name for row in found if row.is_dir() and is_period(row.name)))

    def output(self, period: str) -> Path:
        """Return the folder of a period's outputs."""
        return self.root / "output" / period

    def periods_received(self) -> tuple[str, ...]:
        """Return the periods that have an inbox folder with something in it, oldest first."""
        return tuple(sorted(folder.name for folder in self._inbox_folders()))

    def _inbox_folders(self) -> Iterator[Path]:
        if not self.inbox.is_dir():
            return
        for folder in self.inbox.iterdir():
            if folder.is_dir() and is_period(folder.name) and any(folder.iterdir()):
                yield folder

    def strays(self) -> tuple[str, ...]:
        """Return what lies in the inbox under no period's name, so that nobody reads it."""
        if not self.inbox.is_dir():
            return ()
        return tuple(
            sorted(
                each.name
                for each in self.inbox.iterdir()
                if not each.name.startswith(".") and not not_a_report(each.name)
                if each.is_file() or (not is_period(each.name) and any(each.iterdir()))
            )
        )

    def load_scheme(self) -> LoadedScheme:
        """Return the scheme.

        Raises:
            JlhyError: there is no 方案.xlsx, it cannot be read, or what was received is of weeks
                where the scheme has months.
            SchemeError: it has mistakes; all of them.
        """
        if not self.scheme_path.is_file():
            raise UsageError(
                f"没有找到 {self.scheme_path}",
                "",
                "请先运行 jlhy init，或用 --folder 指明办公室文件夹",
            )
        loaded = read_scheme(self.scheme_path)
        kind = loaded.scheme.parameters.period_kind
        other = [row for row in self.periods_received() if kind_of(row) is not kind]
        if other:
            raise UsageError(
                f"收件文件夹 {'、'.join(other)} 与方案的报送周期“{kind.value}”不符", "",
                "改变报送周期请用 jlhy init 另建文件夹；文件夹名写错的请改正，如 2026-W48 或 2026-11",
            )  # fmt: skip
        return loaded

    def passwords(self) -> tuple[str, ...]:
        """Return the office's list of units' passwords: 台账/passwords.txt, one a line.

        A workbook or an archive that is locked is tried with each, after Excel's own default.
        """
        data = secret(self.passwords_path)
        if data is None:
            return ()
        found = guard.decode(data) or ("", "")
        lines = (line.strip("\ufeff \t\r") for line in found[0].split("\n"))
        return tuple(dict.fromkeys(line for line in lines if line))[:MOST_PASSWORDS]

    def key(self) -> bytes:
        """Return the office's key, made on first use; templates are signed with it.

        Raises:
            JlhyError: what stands there is no key: a new one would make strangers of all templates.
        """
        data = secret(self.key_path)
        if data is None:
            data = secrets.token_hex(32).encode() + b"\n"
            write_whole(self.key_path, data)
            self.key_path.chmod(0o600)
        if not data.strip():
            raise JlhyError(f"办公室密钥 {self.key_path} 是空的", "", _RESTORE + _RENEWED)
        return data.strip()


def secret(path: Path) -> bytes | None:
    """Return what a file beside the ledger holds; None where there is none.

    A link is not followed: it may lead out of the folder, to nothing, or to what never ends.

    Raises:
        JlhyError: it is no file of its own, is absurdly big or cannot be read.
    """
    step = _RESTORE + (_RENEWED if path.suffix == ".key" else "")
    try:
        told = path.lstat()
        if not stat.S_ISREG(told.st_mode):
            kind = _KINDS.get(stat.S_IFMT(told.st_mode), "特殊文件")
            raise JlhyError(f"{path} 是{kind}，不是普通文件，没有读取", "", step)
        if told.st_size > SECRET_BYTES:
            raise JlhyError(f"{path} 大得不像密钥或密码表，没有读取", "", step)
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise JlhyError(f"打不开 {path}", why(fault), "请检查文件权限后重新运行") from fault


def read_scheme(path: Path) -> LoadedScheme:
    """Return the scheme that a workbook holds.

    Raises:
        JlhyError: the workbook cannot be read.
        SchemeError: it has mistakes; all of them.
    """
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise JlhyError(
            f"打不开 {path}", fault.strerror or "", "请关闭占用它的程序后再试"
        ) from fault
    return load_bytes(data, str(path))


def load_bytes(data: bytes, name: str = SCHEME_NAME) -> LoadedScheme:
    """Return the scheme that a workbook's bytes hold.

    Raises:
        JlhyError: the workbook cannot be read.
        SchemeError: it has mistakes; all of them.
    """
    from jlhy_xl.core.scheme import parse as rooms
    from jlhy_xl.edge.read import read

    try:
        book = read(data, Path(name).name)
    except Refusal as refusal:
        # what the finding says next is meant for a unit that sent a file
        reason = refusal.finding.message.partition("。")[0]
        raise JlhyError(f"读不出 {name}", reason, SPOILT) from refusal
    found, findings = rooms.parse(book)
    if found is None:
        raise SchemeError(findings)
    warnings = tuple(row for row in findings if row.severity is not Severity.ERROR)
    return LoadedScheme(found, rooms.digest(found), data, warnings)


def find_unit(scheme: Scheme, name: str) -> Unit:
    """Return the unit that a code, a name or an alias means.

    Raises:
        UsageError: no unit has that name.
    """
    wanted = text_key(name)
    for unit in scheme.units:
        if wanted in {text_key(word) for word in (unit.code, unit.name, *unit.aliases)}:
            return unit
    raise UsageError(
        f"方案中没有单位“{name}”", "", "请用单位编码、名称或别名，见 方案.xlsx 的 单位 表"
    )
