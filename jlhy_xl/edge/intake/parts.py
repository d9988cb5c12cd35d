"""What every container (mail, archive, Outlook package) yields, and the one budget of all levels."""

import re
import unicodedata
from html import unescape

from msgspec import Struct, field

from jlhy_xl.core import text
from jlhy_xl.core.model import Finding
from jlhy_xl.core.wording import intake as words

MIB = 1 << 20
_KNOWN = {"from", "date", "received", "message-id", "subject", "to", "return-path",
          "mime-version", "content-type", "delivered-to", "x-mailer"}  # fmt: skip
_READ, _GIST = 1 << 16, 60  # of a mail's text: what is looked at, what is told
_HIDDEN = re.compile(
    r"<(style|script|head|title)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
_HEADER = re.compile(rb"([A-Za-z0-9-]{1,60}):")


class Budget(Struct):
    """How much may still be unpacked from one file of the inbox, over all its levels."""

    inflated: int = 512 * MIB
    members: int = 200
    mail_parts: int = 500
    zip_depth: int = 2
    mail_depth: int = 20
    passwords: tuple[str, ...] = ()  # the office's list, for locked archives


class Part(Struct, frozen=True):
    """One file that a container held."""

    name: str  # decoded, safe to show; never used as a path
    data: bytes
    path: str = ""  # folders inside the archive, to tell equal names apart
    concerns: tuple[Finding, ...] = ()  # why a person must look before it is used
    hops: tuple[str, ...] = ()  # clocks that are shown and never count
    refused: Finding | None = None  # why it cannot be opened at all
    is_ornament: bool = False  # a signature's picture: shown inside a mail's text, nobody's 佐证


class Opened(Struct, frozen=True):
    """What was in a container; ``refused`` says why it stays closed."""

    parts: tuple[Part, ...] = ()
    notes: tuple[Finding, ...] = ()
    ignored: int = 0
    refused: Finding | None = None
    gist: str = ""  # how a mail begins that held nothing


class Haul(Struct):
    """What has been taken out of a container so far."""

    parts: list[Part] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    ignored: int = 0
    body: str = ""  # the first text of a mail, as it came

    def ignore(self, name: str, what: str) -> None:
        """One more file is ignored, with a note."""
        self.ignored += 1
        self.notes.append(words.IGNORED.finding(found=name, words={"what": what}))

    def opened(self) -> Opened:
        """Return what was in the container."""
        said = "" if self.parts else gist(self.body)
        return Opened(tuple(self.parts), tuple(self.notes), self.ignored, gist=said)


def gist(body: str) -> str:
    """Return the beginning of a mail's text in one line, as it may be shown; tags of a page left out.

    >>> gist("<html><style>p {}</style><p>您好：</p>  因系统升级，&nbsp;下周一补报。</html>")
    '您好： 因系统升级， 下周一补报。'
    >>> gist("长" * 80) == "长" * 60 + "…"
    True
    """
    flat = body[:_READ]
    if "<" in flat:
        flat = unescape(_TAG.sub(" ", _HIDDEN.sub(" ", flat)))
    told = " ".join(text.display(unicodedata.normalize("NFC", flat)).split())
    return told if len(told) <= _GIST else f"{told[:_GIST]}…"


def shown(name: str, otherwise: str = "") -> str:
    r"""Return a file's bare name as it may be shown: no folders, one line, at most 200 characters.

    >>> shown("C:\\周报\\区法院\u202e.xlsx"), shown("../", "x")
    ('区法院.xlsx', 'x')
    """
    bare = name.replace("\\", "/").rpartition("/")[2]
    safe = " ".join(text.display(unicodedata.normalize("NFC", bare)).split())
    return safe[-200:] or otherwise


def not_a_report(path: str) -> str:
    """Return what a file is that is never a report, "" for any other.

    >>> not_a_report("~$区法院.xlsx"), not_a_report("__MACOSX/._a.xlsx"), not_a_report("区法院.xlsx")
    ('打开文件时产生的临时文件', '系统自动生成的文件', '')
    """
    folders, _, name = path.replace("\\", "/").rpartition("/")
    lower = name.lower()
    if lower.startswith(("~$", ".~lock.", ".~")):
        return words.LOCK_FILE
    if "__macosx" in folders.lower().split("/") or lower.startswith("._"):
        return words.SYSTEM_FILE
    if lower in {"thumbs.db", ".ds_store", "desktop.ini", "ehthumbs.db", ".gitkeep", ".gitignore"}:
        return words.SYSTEM_FILE
    if lower.endswith((".tmp", ".part", ".crdownload")):
        return words.UNFINISHED
    return ""


def decoded(raw: bytes) -> str:
    r"""Return what bytes without a stated encoding say: UTF-8, GB18030, else byte for byte.

    >>> decoded("周报".encode("gbk")), decoded("周报".encode()), decoded(b"\xff\xff")
    ('周报', '周报', 'ÿÿ')
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def is_mail(data: bytes, name: str) -> bool:
    """Whether the bytes are a mail as a mail program saves it; a web archive (.mht) is none."""
    head = data[:8192].lstrip()
    if head.startswith(b"From "):  # a mailbox's own separator line
        head = head.partition(b"\n")[2]
    if not _HEADER.match(head) or b"\0" in head[:512]:
        return False
    names = {
        found[1].decode().lower() for line in head.split(b"\n") if (found := _HEADER.match(line))
    }
    known = names & _KNOWN
    if name.lower().endswith(".eml"):
        return bool(known)
    if name.lower().endswith((".mht", ".mhtml", ".txt", ".csv")) or head.startswith(
        b"From: <Saved"
    ):
        return False
    return bool({"received", "message-id", "return-path"} & known) and len(known) >= 3
