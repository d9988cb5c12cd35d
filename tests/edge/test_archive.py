"""Archives: names as the sender's system wrote them, budgets that count what comes out."""

import io
import stat
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jlhy_xl.core.wording import intake as words
from jlhy_xl.edge.intake import archive
from jlhy_xl.edge.intake.parts import MIB, Budget, Opened
from tests.edge.inbox_world import assert_accounted


def made(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as book:
        for name, data in members.items():
            book.writestr(zipfile.ZipInfo(name, (2026, 11, 27, 16, 20, 0)), data, method)
    return stream.getvalue()


def raw_zip(entries: list[tuple[bytes, bytes]], flags: int = 0, extra: bytes = b"") -> bytes:
    """Write a zip byte by byte: names as given, no flag but the given ones."""
    body, directory = b"", b""
    for name, data in entries:
        crc = zlib.crc32(data)
        common = struct.pack(
            "<HHHHHIIIHH", 20, flags, 0, 0x8283, 0x5D7B, crc, len(data), len(data), len(name), 0
        )
        central = struct.pack(
            "<HHHHHIIIHHHHHII", 20, flags, 0, 0x8283, 0x5D7B, crc, len(data), len(data), len(name),
            len(extra), 0, 0, 0, 0, len(body),
        )  # fmt: skip
        directory += b"PK\x01\x02" + b"\x14\x00" + central + name + extra
        body += b"PK\x03\x04" + common + name + data
    end = struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def names(opened: Opened) -> list[str]:
    assert opened.refused is None, opened.refused
    return [part.name for part in opened.parts]


def refusal(data: bytes, budget: Budget | None = None) -> str:
    opened = archive.unpack(data, "材料.zip", budget or Budget())
    assert opened.refused is not None
    assert not opened.parts, "all or nothing"
    assert opened.refused.code == words.ZIP_TWINS.code or opened.refused.found == "材料.zip"
    return opened.refused.code


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_without_the_flag_are_read(encoding: str) -> None:
    """Windows writes GBK, macOS writes UTF-8, neither says so: both names come out right."""
    data = raw_zip([("区法院周报.xlsx".encode(encoding), b"x")])
    opened = archive.unpack(data, "材料.zip", Budget())
    assert names(opened) == ["区法院周报.xlsx"]
    assert opened.parts[0].data == b"x"


def test_a_flagged_name_is_utf8() -> None:
    """A name that says it is UTF-8 is."""
    assert names(archive.unpack(made({"区法院.xlsx": b"x"}), "a.zip", Budget())) == ["区法院.xlsx"]


def test_the_unicode_path_field_comes_first() -> None:
    """Field 0x7075 wins over the plain name while it belongs to it; a stale one is passed over."""
    plain = b"????.xlsx"
    field = b"\x01" + struct.pack("<I", zlib.crc32(plain)) + "区法院.xlsx".encode()
    extra = struct.pack("<HH", 0x5455, 1) + b"\0" + struct.pack("<HH", 0x7075, len(field)) + field
    assert names(archive.unpack(raw_zip([(plain, b"x")], extra=extra), "a.zip", Budget())) == [
        "区法院.xlsx"
    ]
    stale = raw_zip([(b"b.xlsx", b"x")], extra=extra)
    assert names(archive.unpack(stale, "a.zip", Budget())) == ["b.xlsx"]


def test_a_name_in_no_known_code_is_still_a_name() -> None:
    """Bytes that are neither UTF-8 nor GB18030 are shown byte for byte."""
    assert names(archive.unpack(raw_zip([(b"\xff\xff.xlsx", b"x")]), "a.zip", Budget()))


def test_folders_tell_equal_names_apart() -> None:
    """Two units' files of one name in two folders are two parts, each with its clock."""
    opened = archive.unpack(
        made({"甲/周报.xlsx": b"1", "乙/周报.xlsx": b"2", "丙/": b""}), "", Budget()
    )
    assert [(part.path, part.name) for part in opened.parts] == [
        ("甲", "周报.xlsx"),
        ("乙", "周报.xlsx"),
    ]
    assert opened.parts[0].hops == ("压缩包内文件时间：2026-11-27 16:20",)


@pytest.mark.parametrize(
    "name",
    ["__MACOSX/._区法院.xlsx", "~$区法院.xlsx", "Thumbs.db", "甲/.DS_Store", "._a", "x.tmp"],
)
def test_what_systems_leave_behind_is_ignored_with_a_note(name: str) -> None:
    """Never "the unit has reported"; never in silence."""
    opened = archive.unpack(made({name: b"x"}), "材料.zip", Budget())
    assert not opened.parts
    assert opened.ignored == 1
    assert [note.code for note in opened.notes] == [words.IGNORED.code, words.ZIP_EMPTY.code]


@pytest.mark.parametrize(
    "name", ["../../周报.xlsx", "/etc/周报.xlsx", "C:\\周报.xlsx", "a/../周报.xlsx", "\\周报.xlsx"]
)
def test_a_path_that_leaves_the_folder_is_asked_about(name: str) -> None:
    """The file is kept under its bare name, and a person is asked; no path is made."""
    opened = archive.unpack(raw_zip([(name.encode(), b"x")]), "材料.zip", Budget())
    assert names(opened) == ["周报.xlsx"]
    assert [row.code for row in opened.parts[0].concerns] == [words.ZIP_PATH.code]


def test_a_backslash_alone_is_an_honest_separator() -> None:
    """Old Windows programs write them; nobody has to be asked."""
    opened = archive.unpack(raw_zip([("甲\\周报.xlsx".encode(), b"x")]), "材料.zip", Budget())
    assert [(part.path, part.name) for part in opened.parts] == [("甲", "周报.xlsx")]
    assert not opened.parts[0].concerns


def test_a_link_is_asked_about() -> None:
    """A symbolic link's content is a path: nobody follows it."""
    info = zipfile.ZipInfo("周报.xlsx")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as book:
        book.writestr(info, "/etc/passwd")
    opened = archive.unpack(stream.getvalue(), "材料.zip", Budget())
    assert [row.code for row in opened.parts[0].concerns] == [words.ZIP_LINK.code]
    assert opened.parts[0].data == b"/etc/passwd"


@pytest.mark.parametrize("other", ["周报.xlsx", "周报.XLSX"])
def test_twins_are_refused(other: str) -> None:
    """Two members of one name: programs differ on which is true."""
    assert (
        refusal(raw_zip([("周报.xlsx".encode(), b"1"), (other.encode(), b"2")]))
        == words.ZIP_TWINS.code
    )


def test_a_locked_archive_is_named_so() -> None:
    """A password is told from damage, before anything is inflated."""
    data = raw_zip([(b"a.xlsx", bytes(20))], flags=1)
    assert refusal(data) == words.ZIP_LOCKED.code


def test_an_uncommon_method_is_named_so() -> None:
    """LZMA and bzip2 archives are asked for again, in the common way."""
    assert refusal(made({"a.xlsx": b"x"}, zipfile.ZIP_BZIP2)) == words.ZIP_METHOD.code


@pytest.mark.parametrize("cut", [3, 30, 60, -1, -30])
def test_a_cut_archive_is_damaged(cut: int) -> None:
    """Half an archive is no archive, wherever it was cut."""
    assert refusal(made({"区法院.xlsx": bytes(500)})[:cut]) == words.ZIP_DAMAGED.code


def test_a_damaged_member_is_damage() -> None:
    """A wrong checksum is damage: never half a sheet."""
    data = bytearray(made({"a.xlsx": b"0123456789"}, zipfile.ZIP_STORED))
    data[data.index(b"0123")] ^= 1
    assert refusal(bytes(data)) == words.ZIP_DAMAGED.code


def test_a_bomb_is_stopped_while_it_inflates() -> None:
    """The ratio is watched past 16 MiB; the memory used stays far below what was claimed."""
    data = made({"a.xlsx": bytes(100 * MIB)})
    tracemalloc.start()
    assert refusal(data) == words.ZIP_LIMIT.code
    assert tracemalloc.get_traced_memory()[1] < 60 * MIB
    tracemalloc.stop()


def test_an_honest_large_file_is_no_bomb() -> None:
    """Below the ratio's threshold even zeros may be sent."""
    opened = archive.unpack(made({"a.xlsx": bytes(16 * MIB)}), "a.zip", Budget())
    assert len(opened.parts[0].data) == 16 * MIB


def test_the_budget_is_one_for_all_levels() -> None:
    """What one archive has spent, the next one of the same mail has not."""
    budget = Budget(inflated=1000, members=3)
    assert archive.unpack(made({"a": bytes(600), "b": b""}), "", budget).refused is None
    assert refusal(made({"a": bytes(600)}), budget) == words.ZIP_LIMIT.code
    assert refusal(made({"a": b"", "b": b""}), Budget(members=1)) == words.ZIP_LIMIT.code


def test_one_member_has_its_own_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """A single member past its bound closes the archive; at the bound it is taken."""
    monkeypatch.setattr(archive, "ENTRY_BYTES", 10)
    assert archive.unpack(made({"a": bytes(10)}), "", Budget()).refused is None
    assert refusal(made({"a": bytes(11)})) == words.ZIP_LIMIT.code


def test_two_hundred_members_are_enough() -> None:
    """200 files are taken, 201 are not; 100,000 entries are refused before they are listed."""
    many = {f"{number}.xlsx": b"" for number in range(200)}
    assert len(archive.unpack(made(many), "", Budget()).parts) == 200
    assert refusal(made(many | {"x": b""})) == words.ZIP_LIMIT.code
    assert (
        refusal(raw_zip([(b"%d" % number, b"") for number in range(2_001)])) == words.ZIP_LIMIT.code
    )
    assert refusal(b"PK\x01\x02" * 100_000) == words.ZIP_LIMIT.code


def test_an_empty_archive_says_so() -> None:
    """An archive without a file is no report and no error."""
    opened = archive.unpack(made({}), "材料.zip", Budget())
    assert [note.code for note in opened.notes] == [words.ZIP_EMPTY.code]


def test_a_clock_that_is_none_is_not_shown() -> None:
    """1980 is an archive's way of saying that it does not know; a thirteenth month is no clock."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as book:
        book.writestr(zipfile.ZipInfo("a.xlsx"), b"")
    assert archive.unpack(stream.getvalue(), "", Budget()).parts[0].hops == ()
    data = raw_zip([(b"a.xlsx", b"")]).replace(struct.pack("<H", 0x5D7B), struct.pack("<H", 0x5DFB))
    assert archive.unpack(data, "", Budget()).parts[0].hops == ()


GOOD = made({"区法院/周报.xlsx": b"x" * 300, "b.txt": b"y"})


@given(st.binary(max_size=400))
def test_any_bytes_give_an_answer(data: bytes) -> None:
    """Law 9: no bytes raise, bare or after an archive's signature."""
    for odd in (data, b"PK\x03\x04" + data, data + GOOD):
        assert_accounted(archive.unpack(odd, "a.zip", Budget()))


@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=8),
    st.integers(0, len(GOOD)),
)
def test_any_change_to_an_archive_gives_an_answer(changes: list[tuple[int, int]], cut: int) -> None:
    """Law 9: a good archive with bytes changed or its end cut never raises."""
    data = bytearray(GOOD)
    for at, value in changes:
        data[at] = value
    for damaged in (bytes(data), bytes(data[:cut])):
        assert_accounted(archive.unpack(damaged, "a.zip", Budget()))
