"""Sends mails through the office's own server; settings come from the environment, never a file.

JLHY_SMTP_HOST, _PORT, _USER, _PASSWORD, _FROM; _SECURITY is ssl (default on 465), starttls or none.
"""

import smtplib
import socket
import ssl
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from email.message import EmailMessage

from msgspec import Struct

from jlhy_xl.core.errors import JlhyError, UsageError
from jlhy_xl.edge import files

_PREFIX = "JLHY_SMTP_"
_SECONDS = 30.0
SSL, STARTTLS, NONE = "ssl", "starttls", "none"


class Server(Struct, frozen=True):
    """Where mails are handed in."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    sender: str = ""
    security: str = STARTTLS


class Outcome(Struct, frozen=True):
    """What became of one mail; ``refused`` says why it was not taken, "" where it was."""

    message_id: str
    refused: str = ""


def server(environment: Mapping[str, str]) -> Server:
    """Return the server that the environment names.

    Raises:
        UsageError: none is named, or its port or security is no such thing.
    """
    told = {name: environment.get(f"{_PREFIX}{name}", "").strip()
            for name in ("HOST", "PORT", "USER", "PASSWORD", "FROM", "SECURITY")}  # fmt: skip
    if not told["HOST"]:
        raise UsageError(
            "没有设置发信服务器", "",
            f"请设置环境变量 {_PREFIX}HOST、{_PREFIX}USER、{_PREFIX}PASSWORD 等后再加 --send；"
            "不发信时，可把生成的 .eml 用邮件软件打开发出",
        )  # fmt: skip
    port = int(told["PORT"]) if told["PORT"].isdecimal() else 465 if not told["PORT"] else 0
    security = told["SECURITY"].lower() or (SSL if port == 465 else STARTTLS)
    if not 0 < port < 65536 or security not in (SSL, STARTTLS, NONE):
        raise UsageError(
            f"{_PREFIX}PORT 或 {_PREFIX}SECURITY 不对", f"{told['PORT']} {told['SECURITY']}",
            "端口应为数字，安全方式为 ssl、starttls 或 none",
        )  # fmt: skip
    return Server(told["HOST"], port, told["USER"], told["PASSWORD"], told["FROM"], security)


def deliver(to: Server, mails: Iterable[EmailMessage]) -> tuple[Outcome, ...]:
    """Each mail is handed in or its refusal told; one refusal never stops the rest.

    Raises:
        JlhyError: the server cannot be reached or does not let us in.
    """
    outcomes = []
    with ExitStack() as leave:
        try:
            link = leave.enter_context(_link(to))
        except (OSError, smtplib.SMTPException) as fault:
            raise JlhyError(
                f"连不上发信服务器 {to.host}:{to.port}",
                _why(fault),
                f"请检查网络和 {_PREFIX}* 设置；没有发出任何邮件",
            ) from fault
        for mail in mails:
            if to.sender and mail["From"] is None:
                mail["From"] = to.sender
            outcomes.append(Outcome(str(mail["Message-ID"]), _hand_in(link, to, mail)))
    return tuple(outcomes)


def _link(to: Server) -> smtplib.SMTP:
    safe = ssl.create_default_context()
    if to.security == SSL:
        link: smtplib.SMTP = smtplib.SMTP_SSL(to.host, to.port, timeout=_SECONDS, context=safe)
    else:
        link = smtplib.SMTP(to.host, to.port, timeout=_SECONDS)
    with ExitStack() as undo:
        undo.callback(link.close)
        if to.security == STARTTLS:
            link.starttls(context=safe)
        if to.user:
            link.login(to.user, to.password)
        undo.pop_all()
    return link


def _why(fault: Exception) -> str:
    """Return why nothing was sent; what a mail server itself answers is repeated as it came."""
    if isinstance(fault, socket.gaierror):
        return "找不到这台服务器"
    if isinstance(fault, TimeoutError):
        return "连接超时"
    if isinstance(fault, OSError) and not isinstance(fault, smtplib.SMTPException):
        return files.why(fault)
    return str(fault)


def _hand_in(link: smtplib.SMTP, to: Server, mail: EmailMessage) -> str:
    try:
        refused = link.send_message(mail, from_addr=to.sender or None)
    except (smtplib.SMTPException, OSError, ValueError) as fault:
        return _why(fault)
    return "；".join(f"{address}：{why[0]}" for address, why in refused.items())
