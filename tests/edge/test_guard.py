"""The guard: what a file is, told by its bytes, and what is too much."""

import io
import random
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zoo import build
from zoo.verdicts import ODD, Odd

from jlhy_xl.core.errors import Refusal
from jlhy_xl.core.wording import guard as words
from jlhy_xl.core.wording import reading
from jlhy_xl.edge import guard
from jlhy_xl.edge import read as reader


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.name)
def test_kind_by_bytes(odd: Odd) -> None:
    """Every odd file is told by its content."""
    assert guard.sniff(odd.data, odd.name) == odd.kind


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_an_odd_packing_is_not_unpacked_to_tell_the_kind(method: int) -> None:
    """Whatever stands in such a part, and however much memory it asks for: the members tell, then a refusal."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as book:
        book.writestr("[Content_Types].xml", b"x" * 5000)
        book.writestr("xl/workbook.xml", b"<x/>")
    for at in range(30 + 19, 30 + 19 + 16):
        data = bytearray(out.getvalue())
        data[at : at + 8] = b"\xff" * 8
        assert guard.sniff(bytes(data), "周报.xlsx") == "xlsx"
        with pytest.raises(Refusal):
            reader.read(bytes(data), "周报.xlsx")


def test_no_table_of_texts_is_taken_for_dbase() -> None:
    """A .csv that begins with a digit or a C is a .csv, wherever its lines end."""
    rows = "\r\n".join(f"{row},区市场监管局,推进中" for row in range(700)).encode("gb18030")
    for width in range(60):
        for first in ("0", "1", "2", "C"):
            data = f"{first}{'9' * width},编码\r\n".encode("gb18030") + rows
            assert guard.sniff(data, "周报.csv") == "csv"


@given(st.binary(max_size=3000), st.sampled_from(["a.xlsx", "a.txt", "", "a.xls"]))
def test_sniff_never_raises(data: bytes, name: str) -> None:
    """Any bytes have a kind."""
    assert guard.sniff(data, name)


@given(st.sampled_from(ODD), st.integers(0, 2**32))
def test_sniff_of_damaged_files(odd: Odd, seed: int) -> None:
    """A damaged file has a kind, too."""
    chance = random.Random(seed)  # noqa: S311 - damage, no secret
    data = bytearray(odd.data[:50_000])
    for _ in range(min(len(data), 8)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    assert guard.sniff(bytes(data[: chance.randrange(len(data) + 1)]), odd.name)


def test_name_never_decides_over_content() -> None:
    """A workbook is a workbook under any name."""
    for name in ("a.pdf", "a", "a.csv", "a.zip", ""):
        assert guard.sniff(build.small(), name) == "xlsx"


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        ("区法院".encode("utf-8-sig"), "区法院", "utf-8-sig"),
        ("区法院".encode(), "区法院", "utf-8"),
        ("区法院".encode("gbk"), "区法院", "gb18030"),
        ("区\t法院".encode("utf-16"), "区\t法院", "utf-16"),
        ("a,b".encode("utf-16-le"), "a,b", "utf-16-le"),
        ("a,b".encode("utf-16-be"), "a,b", "utf-16-be"),
    ],
)
def test_encodings(data: bytes, text: str, encoding: str) -> None:
    """BOM, UTF-16, strict UTF-8, then GB18030."""
    assert guard.decode(data) == (text, encoding)


def test_undecodable_text_is_not_guessed() -> None:
    """Bytes in none of the encodings stay undecoded: nothing is replaced."""
    assert guard.decode(b"\xff\xff\x81") is None


def test_budget_counts_all_entries_together() -> None:
    """The budget runs over entries; one entry's density counts only past its floor."""
    budget = guard.Budget()
    small = [bytes(guard.MIB)] * 16
    assert sum(map(len, budget.watch(small, 1))) == 16 * guard.MIB
    with pytest.raises(Refusal) as caught:
        list(budget.watch([bytes(guard.MIB)] * 17, 1))
    assert caught.value.finding.code == "G104"
    dense = budget.watch([bytes(guard.MIB)] * 600, 100 * guard.MIB)
    with pytest.raises(Refusal):
        list(dense)


def test_end_record_is_claimed_not_believed() -> None:
    """A claim of more entries than allowed is refused before the list is made."""
    data = bytearray(build.small())
    at = data.rfind(b"PK\x05\x06")
    data[at + 10 : at + 12] = struct.pack("<H", 60_000)
    assert guard.claimed_entries(bytes(data)) == 60_000
    assert guard.claimed_entries(b"PK\x05\x06") == -1


def test_codes_are_unique_and_complete() -> None:
    """Each code stands once in its room, and every sentence ends open for the full stop."""
    for room in (words, reading):
        named = {code for code in vars(room).values() if type(code).__name__ == "Code"}
        assert named == set(room.CODES)
        assert len({code.code for code in room.CODES}) == len(room.CODES)
        assert not [code.code for code in room.CODES if (code.message + code.mend).endswith("。")]
