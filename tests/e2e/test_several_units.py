"""A workbook of several units goes through a whole run: each part counts for its own unit."""

import io
from datetime import datetime
from pathlib import Path

from jlhy_xl import desk, pipeline
from jlhy_xl.edge.office import Office

NOW = datetime.fromisoformat("2026-12-07T09:00+08:00")
WEEK = "2026-W48"
HEAD = ["序号", "具体指标", "现状值", "推进状态", "本周进展"]
COURT = [
    [1, "解决商业纠纷的耗时", 120, "推进中", "简化立案流程"],
    [2, "解决商业纠纷的费用", 12, "推进中", "减免部分费用"],
    [3, "司法程序质量指数", 10, "推进中", "评查已完成"],
]
LAND = [
    [1, "登记财产流程", 3, "推进中", "一窗受理"],
    [2, "登记财产耗时", 2, "推进中", "压缩时限"],
    [3, "登记财产费用", 1, "推进中", "减免登记费"],
    [4, "土地管理质量指数", 20, "推进中", "完善档案"],
]


def _book() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for unit, rows in (("区法院", COURT), ("区自然资源局", LAND)):
        for row in (["2026年第48周指标进展表"], [f"单位名称：{unit}"], HEAD, *rows, []):
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_gathered_workbook_counts_for_each_unit(tmp_path: Path) -> None:
    """Two units in one sheet: two accepted leaves, a balance of nought, each its own return copy."""
    desk.init(tmp_path, NOW)
    office = Office(tmp_path)
    folder = office.inbox / WEEK
    folder.mkdir(parents=True)
    (folder / "两家汇总.xlsx").write_bytes(_book())
    results, report = pipeline.run(office, pipeline.Order(NOW, WEEK), lambda _: None)
    balance = dict(report["balance"])
    assert (balance["received"], balance["accepted"]) == (2, 2)
    assert balance["received"] == sum(each for name, each in balance.items() if name != "received")
    taken = results.readings[results.readings["number"].notna()]
    assert set(taken["unit"]) == {"U01", "U07"}
    copies = sorted((office.output(WEEK) / "退回件").iterdir())
    assert [path.name for path in copies] == [f"区法院_{WEEK}.xlsx", f"区自然资源局_{WEEK}.xlsx"]
    import openpyxl

    for path, other in zip(copies, ("登记财产", "商业纠纷"), strict=True):
        book = openpyxl.load_workbook(path)
        told = " ".join(str(cell.value) for sheet in book for row in sheet.rows for cell in row)
        assert other not in told
    again, _ = pipeline.run(office, pipeline.Order(NOW, WEEK), lambda _: None)
    assert again.balance == results.balance
