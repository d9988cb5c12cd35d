"""What `make soak` once found stays found; and a slice of its mutants runs with every test run."""

from zoneinfo import ZoneInfo

import pytest
from core import returns_world
from soak import mutate, parts
from zoo import build

from jlhy_xl.core.errors import Refusal
from jlhy_xl.edge import mail_parts, read
from jlhy_xl.edge.parts import Budget


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
