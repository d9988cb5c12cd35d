"""How a slip tells evidence, remarks and unmended cells to who has never seen the desk."""

from msgspec.structs import replace
from points_world import at
from scoring_world import COURT, by_status, results, texts

from jlhy_xl.books import slip
from jlhy_xl.core.model import Evidence, Status
from jlhy_xl.core.wording.deductions import LOOK

WEEK = results()
SLIPS = dict(slip.books(WEEK))


def _slip_of(**more: object) -> str:
    """The text of a slip of the court's one line, changed."""
    line = next(line for line in by_status(WEEK, Status.PROPOSED) if line.unit == COURT)
    made = (replace(line, **more),)
    ((_, book),) = slip.books(replace(WEEK, deductions=made, decisions=()))
    return texts(book)


def test_a_slip_tells_evidence_as_people_do() -> None:
    """A mail with its attachment, an archive's file, a sheet's cell; nothing that is not on record."""
    proofs = (
        Evidence("首份有效报送", "008 材料.eml » 周报.zip » 区法院.xlsx", "a" * 64, found="以邮件为准",
                 at=at("2026-11-27 16:58:30")),
        Evidence("单位填报的办结情况", "区法院.xlsx", "b" * 64, "议定事项落实表", "H6", "正在办理"),
        Evidence("议定事项台账", found="台账登记：完成时限2026-11-20；台账未登记：申请延期、批复"),
    )  # fmt: skip
    words = _slip_of(evidence=proofs)
    assert (
        "首份有效报送：2026年11月27日16时58分邮件，附件“周报.zip”中的“区法院.xlsx”，以邮件为准"
    ) in words
    assert "“区法院.xlsx”，议定事项落实表H6格，所填“正在办理”" in words
    for machine in (".eml", "»", "!H6", "台账未登记"):
        assert machine not in words, machine


def test_evidence_states_and_asks_nothing() -> None:
    """What was asked of the unit then is not what is held against it now."""
    piece = Evidence("最终截止时仍未补正：“本周进展”没有填写。请补填", "区法院.xlsx", "b" * 64,
                     "指标进展表", "L8")  # fmt: skip
    words = _slip_of(evidence=(piece,))
    assert "“本周进展”没有填写：“区法院.xlsx”，指标进展表L8格" in words
    assert "请补填" not in words


def test_what_must_be_known_of_a_line_stands_by_itself_and_asks_the_office_nothing() -> None:
    """A cap and what fills it are 说明; the request to decide whose fault it was is the desk's alone."""
    cut = "已达上限（报送类上限4分）；该上限内已审定3.5分、在前的其他事项拟减扣0.5分"
    words = _slip_of(note=f"{cut}；2026-11-27 17:32:08收到该单位来信，没有附件，{LOOK}")
    assert f"说明：规则分值0.5分，{cut}\n" in words
    assert LOOK not in words
    assert "（已达上限" not in words.replace("说明：已达上限（", "")
    assert "说明：" not in _slip_of(note="")


def test_an_unmended_return_names_its_cells_and_not_the_forms_that_were_in_order() -> None:
    """涉及 stands in place of 应报; a form's instruction to fill in is no part of a formal paper."""
    words = texts(next(book for stem, book in SLIPS.items() if "_区住建局_" in stem))
    assert "涉及：指标进展表J5、J7、K9格" in words
    assert "应报：" not in words
    assert "请补填" not in words
    assert "最终截止时仍未补正；必填项未填：" in words.replace("\n", "")
