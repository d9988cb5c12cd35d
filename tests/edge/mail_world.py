"""A mail opened in one line, and what it tells, for the tests of mails."""

from datetime import timedelta, timezone

from jlhy_xl.edge.intake import mail_parts
from jlhy_xl.edge.intake.mail_parts import Mail
from jlhy_xl.edge.intake.parts import Budget

CHINA = timezone(timedelta(hours=8))


def opened(data: bytes, budget: Budget | None = None) -> Mail:
    return mail_parts.open_mail(data, "周报.eml", budget or Budget(), CHINA)


def names(mail: Mail) -> list[str]:
    assert mail.opened.refused is None, mail.opened.refused
    return [part.name for part in mail.opened.parts]
