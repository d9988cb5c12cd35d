"""The names and contents of a mail's attachments, in every way that programs write them."""

import base64
import re

import mails
import pytest
from mails import b64, simple, word

from jlhy_xl.core.wording import intake as words
from jlhy_xl.edge.intake import mail_words
from jlhy_xl.edge.intake.mail_parts import Mail
from tests.edge.mail_world import names, opened


def codes(mail: Mail) -> list[str]:
    return [note.code for note in mail.opened.notes]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("attachment; filename=plain.xlsx", "plain.xlsx"),
        ('attachment; filename="a;b \\"c\\".xlsx"', 'a;b "c".xlsx'),
        ("attachment; FileName*=gb18030''%C7%F8.xlsx", "区.xlsx"),
        ("attachment; filename*=UTF-8'zh'%E5%8C%BA.xlsx; filename=x.xlsx", "区.xlsx"),
        ("attachment; filename=x.xlsx; filename*=UTF-8''%E5%8C%BA.xlsx", "区.xlsx"),
        ("attachment; filename*1=b.xlsx; filename*0=a", "ab.xlsx"),
        ("attachment; filename*0*=utf-8''%E5%8C; filename*1*=%BA.xlsx", "区.xlsx"),
        ("attachment; filename*=nonsense''%C7%F8.xlsx", "区.xlsx"),
        ("attachment; filename*==?gbk?B?x/g=?=.xlsx", "区.xlsx"),
        ("attachment; filename==?gbk?Q?=C7=F8_1?=.xlsx", "区 1.xlsx"),
        (
            'attachment; filename="=?gb2312?B?'
            + base64.b64encode("朱镕基".encode("gbk")).decode()
            + '?="',
            "朱镕基",
        ),
        ("attachment; filename*99999=x; filename*=", "x"),
        ("attachment", ""),
    ],
)
def test_names_in_every_way_of_writing(value: str, name: str) -> None:
    """RFC 2231, RFC 2047 where it is forbidden, bare text, pieces out of order."""
    assert mail_words.parameters(value).get("filename", "") == name


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ("=?utf-8?B?5ZGo?= =?utf-8?B?5oql?=", "周报"),
        ("a =?gbk?B?x/g=?= b", "a 区 b"),
        ("=?utf-8?B?x/g=?=", "区"),
        ("=?gb2312*zh?B?x/g=?=", "区"),
        ("=?hz-gb-2312?Q?~{Gx~}?=", "区"),
        ("=?nonsense?B?x/g=?=", "区"),
        ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        ("=?utf-8?B?!!!?=", ""),
        ("plain", "plain"),
    ],
)
def test_encoded_words(value: str, plain: str) -> None:
    """The charset that was named is tried, then the one that the bytes are really in."""
    assert mail_words.decoded_words(value) == plain


@pytest.mark.parametrize(
    ("coding", "body", "data"),
    [
        (b"base64", b"QUJD\r\n", b"ABC"),
        (b"BASE64", b"QUJD QUJ", b"ABCAB"),
        (b"base64", b"Q", b""),
        (b"quoted-printable", b"=41=\r\nB\xff", b"AB\xff"),
        (b"x-uuencode", b"begin 644 a\r\n#04)#\r\nXX\xff\r\n \r\nend", b"ABC"),
        (b"8bit", b"\xc7\xf8", b"\xc7\xf8"),
        (b"nonsense", b"x", b"x"),
    ],
)
def test_transfer_codings(coding: bytes, body: bytes, data: bytes) -> None:
    """A broken coding gives what can be read; the file's reader then says what is missing."""
    mail = opened(
        b"From: a@x.example\r\nContent-Disposition: attachment; filename=a.bin\r\n"
        b"Content-Transfer-Encoding: " + coding + b"\r\n\r\n" + body
    )
    assert mail.opened.parts[0].data.rstrip(b"\r\n") == data


def test_a_file_without_a_name_gets_one() -> None:
    """It is a leaf all the same, under a number, with a note."""
    data = b"From: a@x.example\r\nContent-Type: application/pdf\r\n\r\n%PDF"
    mail = opened(data)
    assert names(mail) == ["未命名附件1"]
    assert codes(mail) == [words.NO_NAME.code]


def test_a_name_never_holds_a_path() -> None:
    """Folders in an attachment's name are cut off."""
    mail = opened(simple(b"From: a@x.example", attached=[("C:\\周报\\..\\区.xlsx", b"x")]))
    assert names(mail) == ["区.xlsx"]


def test_a_mac_resource_is_ignored_with_a_note() -> None:
    """The half of an AppleDouble that is no file is not counted as one."""
    mail = opened(b"From: a@x.example\r\nContent-Type: application/applefile; name=a.xlsx\r\n\r\nx")
    assert mail.opened.ignored == 1
    assert codes(mail) == [words.IGNORED.code, words.NO_ATTACHMENT.code]


def test_a_mail_without_a_file_says_so() -> None:
    """A report written into the body is not lost in silence."""
    mail = opened(simple(b"From: a@x.example", b"Subject: " + word("周报")))
    assert codes(mail) == [words.NO_ATTACHMENT.code]
    assert mail.opened.notes[0].found == "周报"


@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
def test_a_mail_without_a_file_is_told_with_what_it_says(kind: str) -> None:
    """The beginning of its text in one line, decoded, without tags: a person decides knowing it."""
    words_ = "因业务系统升级，\n本周数据下周一补报。" + "另行说明" * 30
    text = f"<style>p {{x}}</style><p>{words_}</p>" if kind == "text/html" else words_
    head = f'Content-Type: {kind}; charset="gb2312"\r\nContent-Transfer-Encoding: base64'
    mail = opened(
        b"\r\n".join([b"From: a@x.example", head.encode(), b"", b64(text.encode("gb18030"))])
    )
    (note,) = mail.opened.notes
    (told,) = re.findall("正文写道：“(.*)”", note.message)
    assert told.startswith("因业务系统升级， 本周数据下周一补报。另行说明")
    assert told.endswith("…")
    assert len(told) == 61
    bare = opened(b"From: a@x.example\r\nSubject: a\r\n\r\n \r\n")
    assert "正文写道" not in bare.opened.notes[0].message


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://mail.qq.com/cgi-bin/ftnExs_download?t=exs_ftn_download&k=1">a.xlsx</a>',
        '<a href="https://wx.mail.qq.com/ftn/download?func=3&key=1">进入下载页面</a>',
        "从网易163邮箱发来的云附件 https://mail.163.com/large-attachment-download/index.html?file=1",
        "超大附件：http://example.com/f",
    ],
)
def test_links_to_large_attachments_are_told(body: str) -> None:
    """The file is not in the mail: told at once, never followed."""
    mail = opened(mails.qq(body=body.encode("gb18030")))
    assert codes(mail) == [words.LARGE_LINK.code]
    assert names(mail)[0] == "区住建局周报.xlsx"


def test_a_word_about_large_attachments_is_no_link() -> None:
    """A sentence like 请勿使用超大附件, without a link, is no link."""
    assert codes(opened(mails.qq(body="请勿使用超大附件".encode("gb18030")))) == []
