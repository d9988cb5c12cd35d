"""Locked workbooks and archives: opened with the office's list, else named so."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from zoo import binary, build

from jlhy_xl import desk
from jlhy_xl.edge.formats import sealed
from jlhy_xl.edge.intake import archive
from jlhy_xl.edge.intake.parts import Budget
from jlhy_xl.edge.office import MOST_PASSWORDS, Office

NOW = datetime.fromisoformat("2026-11-25T09:00+08:00")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    desk.init(tmp_path, NOW)
    return Office(tmp_path)


def _filler() -> bytes:
    return build.pack(
        {**build.parts_of(build.sheet(build.row_of("甲"))), "pad": "填" * 9000}, zipfile.ZIP_STORED
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_locked_workbook_is_opened_with_the_list(office: Office, encoding: str) -> None:
    """The list may have been saved by any editor; what opened the book is noted."""
    text = "不是这个\r\n\r\n台儿庄2026\r\n"
    (office.archive / "passwords.txt").write_bytes(text.encode(encoding))
    path = office.root / "区法院.xlsx"
    path.write_bytes(binary.sealed(_filler(), "台儿庄2026"))
    (found,) = desk.check(office, [path], NOW)
    assert found.examined.kind == "xlsx"
    assert {"L101", "G125"} == {each.code for each in found.examined.findings}
    assert "台儿庄2026" not in str(found.examined)


def test_a_locked_workbook_that_no_password_opens_is_named_so(office: Office) -> None:
    """Without a fitting password the verdict says that there is one."""
    path = office.root / "区法院.xlsx"
    path.write_bytes(binary.sealed(_filler(), "谁也不知道"))
    (found,) = desk.check(office, [path], NOW)
    assert [each.code for each in found.examined.findings] == ["G108"]


def test_the_list_is_bounded(office: Office) -> None:
    """A list of any length costs a bounded time; blanks and repeats are no passwords."""
    lines = "\n".join(["甲", "", "甲", *map(str, range(100))])
    (office.archive / "passwords.txt").write_text(lines, "utf-8")
    assert len(office.passwords()) == MOST_PASSWORDS
    assert office.passwords()[:2] == ("甲", "0")


def test_costly_locks_are_tried_with_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The dearer a password is to try, the fewer are tried: one book takes seconds, not minutes."""
    tried: list[str] = []
    monkeypatch.setattr(sealed, "_try", lambda _library, _data, password: tried.append(password))
    with pytest.raises(sealed.Refusal):
        sealed.open_sealed(b'spinCount="1000000"', tuple(map(str, range(40))), "sealed")
    assert len(tried) == 6


# ZipCrypto, byte by byte: no library here writes it.
def _keys(password: bytes) -> list[int]:
    keys = [0x12345678, 0x23456789, 0x34567890]
    for byte in password:
        _turn(keys, byte)
    return keys


def _crc(crc: int, byte: int) -> int:
    crc ^= byte
    for _ in range(8):
        crc = crc >> 1 ^ (0xEDB88320 if crc & 1 else 0)
    return crc


def _turn(keys: list[int], byte: int) -> None:
    keys[0] = _crc(keys[0], byte)
    keys[1] = (keys[1] + (keys[0] & 0xFF)) * 134775813 + 1 & 0xFFFFFFFF
    keys[2] = _crc(keys[2], keys[1] >> 24)


def locked_zip(name: str, data: bytes, password: bytes) -> bytes:
    """Return a stored archive of one file under the old lock."""
    whole = bytearray(build.pack({name: data}, zipfile.ZIP_STORED))
    with zipfile.ZipFile(io.BytesIO(bytes(whole))) as book:
        info = book.infolist()[0]
    keys, out = _keys(password), bytearray()
    for byte in bytes(11) + bytes([info.CRC >> 24]) + data:
        pad = keys[2] | 2
        out.append(byte ^ (pad * (pad ^ 1) >> 8 & 0xFF))
        _turn(keys, byte)
    start = 30 + len(name.encode())
    whole[start : start + len(data)] = out
    for at in (whole.find(b"PK\x03\x04"), whole.find(b"PK\x01\x02")):
        shift = 0 if at == 0 else 2
        whole[at + 6 + shift] |= 1
        whole[at + 18 + shift : at + 22 + shift] = len(out).to_bytes(4, "little")
    end = whole.find(b"PK\x05\x06")
    central = whole.find(b"PK\x01\x02")
    whole[end + 16 : end + 20] = central.to_bytes(4, "little")
    return bytes(whole)


def test_a_locked_archive_is_opened_with_the_list() -> None:
    """The office's list opens archives too, whichever code page the password was typed in."""
    for encoding in ("utf-8", "gb18030"):
        data = locked_zip("a.xlsx", b"PK\x03\x04 something", "区法院".encode(encoding))
        opened = archive.unpack(data, "材料.zip", Budget(passwords=("不是", "区法院")))
        assert opened.refused is None
        assert [part.data for part in opened.parts] == [b"PK\x03\x04 something"]
        refused = archive.unpack(data, "材料.zip", Budget(passwords=("不是",))).refused
        assert refused is not None
        assert refused.code == "I202"
