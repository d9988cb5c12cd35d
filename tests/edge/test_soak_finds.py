"""What `make soak` once found stays found; and a slice of its mutants runs with every test run."""

import io
import struct
from zoneinfo import ZoneInfo

import pytest
from core import returns_world
from soak import mutate, parts
from zoo import binary, build

from jlhy_xl.core.errors import Refusal
from jlhy_xl.edge import read
from jlhy_xl.edge.intake import mail_parts
from jlhy_xl.edge.intake.parts import Budget


def test_package_with_a_nameless_entry() -> None:
    """An entry whose name is empty is damage, and said so."""
    named = build.pack({**build.parts_of(build.sheet(build.row_of("甲"))), "q": "x"})
    nameless = named
    at = nameless.rfind(b"PK\x01\x02")
    assert nameless[at + 28] == 1  # the length of the last name
    broken = bytearray(nameless)
    broken[at + 46 : at + 47] = b"\0"  # zipfile cuts a name at its NUL
    with pytest.raises(Refusal) as caught:
        read.read(bytes(broken), "周报.xlsx")
    assert caught.value.finding.code == "G102"


def test_mail_whose_charset_holds_a_nul() -> None:
    """A charset that no codec can be asked for leaves the mail readable."""
    data = (
        b'From: a@b.cn\r\nSubject: x\r\nContent-Type: text/plain; charset="g\0b"\r\n'
        b"Content-Transfer-Encoding: 8bit\r\n\r\n\xc7\xf8\r\n"
    )
    mail = mail_parts.open_mail(data, "周报.eml", Budget(), ZoneInfo("Asia/Shanghai"))
    assert mail.opened.refused is None


def _with_name(formula: bytes) -> bytes:
    """Return an .xls with a defined name of this formula (a NAME record, MS-XLS 2.4.150)."""
    import xlwt
    from xlwt.CompoundDoc import XlsDoc

    book = xlwt.Workbook(encoding="utf-8")
    book.add_sheet("表一").write(0, 0, "区法院")
    data = book.get_biff_data()
    body = struct.pack("<HBBHHHBBBB", 0, 0, 4, len(formula), 0, 0, 0, 0, 0, 0) + b"\0area" + formula
    name = struct.pack("<HH", 0x18, len(body)) + body
    at = 0
    while struct.unpack_from("<H", data, at)[0] != 0x85:  # the sheet's record says where it stands
        at += 4 + struct.unpack_from("<H", data, at + 2)[0]
    moved = struct.unpack_from("<I", data, at + 4)[0] + len(name)
    end = at + 4 + struct.unpack_from("<H", data, at + 2)[0]
    whole = data[: at + 4] + struct.pack("<I", moved) + data[at + 8 : end] + name + data[end:]
    out = io.BytesIO()
    XlsDoc().save(out, whole)
    return out.getvalue()


@pytest.mark.parametrize("token", [0x01, 0x1C, 0x3A, 0x7F, 0xFF])
def test_old_book_whose_name_has_a_broken_formula(token: int) -> None:
    """A defined name that cannot be worked out is nobody's business: the cells are read."""
    book = read.read(_with_name(bytes([token, 9, 9])), "周报.xls")
    assert book.sheets[0].cells[0, 0] == "区法院"


@pytest.mark.parametrize(("rows", "column"), [(b"", 0), (binary.row(0), 8251 << 16)])
def test_binary_book_with_a_formula_nowhere(rows: bytes, column: int) -> None:
    """A formula that shows nothing before any row, or beyond the last column, is damage."""
    text = binary.wide("") + bytes(2)
    with pytest.raises(Refusal) as caught:
        read.read(binary.xlsb(rows + binary.cell(8, column, text)), "周报.xlsb")
    assert caught.value.finding.code == "G102"


def test_mutants_of_the_zoo() -> None:
    """Any bytes give a verdict: none of these mutants is a bug, a hang or a dead process."""
    at = returns_world.world()
    from jlhy_xl.edge import workers

    for number in range(300):
        name, data = mutate.mutant(number)
        examined = workers.examine_leaf(name, data, at)
        assert examined.reason
        assert not parts.BAD & {found.code for found in examined.findings}, (number, name)


def test_mutants_of_mails_and_archives() -> None:
    """A damaged mail or archive is opened as far as it goes, or stays closed with a reason."""
    assert parts.containers(0, 300) == []


def test_mutants_are_the_same_every_time() -> None:
    """The number alone makes the mutant, so that a find can be made again."""
    assert mutate.mutant(7) == mutate.mutant(7)
    assert mutate.mutant(7) != mutate.mutant(8)
