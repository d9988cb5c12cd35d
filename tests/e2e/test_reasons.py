"""What people write as 理由, held against the registers, through the commands alone."""

from pathlib import Path

from tests.office_world import SETTLED, SIGNED, UPHELD, Desk, line

COURT, AFTER = "区法院", "2026-12-21T09:00"


def test_a_reason_that_contradicts_the_register_is_pointed_at(tmp_path: Path) -> None:
    """撤销 for a broken mailbox while 责任归属 says 单位: taken, and asked about by every run."""
    desk = Desk(tmp_path)
    name = line(desk.run("2026-12-07T09:00"), COURT)["id"]
    revoked = {**UPHELD, **SETTLED, "复核结论": "撤销", "理由": "系邮箱故障"}
    desk.copy().write(name, {**SIGNED, **revoked}).save()
    for _ in range(2):
        told = desk.run(AFTER)
        assert line(told, COURT)["status"] == "撤销"
        assert "D120" in told["findings"]
