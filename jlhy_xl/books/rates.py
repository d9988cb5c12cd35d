"""The chart of completeness and timeliness over the periods, told apart without colour."""

from jlhy_xl.books import style
from jlhy_xl.books.sheet import Chart


def rates(
    sheet: str, top: int, rows: tuple[int, int], columns: tuple[int, int], size: tuple[int, int]
) -> Chart:
    """Return the chart that stands at a row of a sheet, drawn from the rows of its own table.

    Args:
        sheet: its name.
        top: the row the chart stands at.
        rows: first and last row of the figures; their first column names the period.
        columns: of 完整率 and of 按时率.
        size: in pixels.
    """
    first, last = rows
    looks = (("完整率", "bar", "solid", "circle"), ("按时率", "accent", "dash", "diamond"))
    series = tuple(
        {
            "name": name, "categories": [sheet, first, 0, last, 0],
            "values": [sheet, first, column, last, column],
            "line": {"color": style.COLOURS[colour], "width": 2, "dash_type": dash},
            "marker": {
                "type": sign, "size": 6, "fill": {"color": style.COLOURS[colour]},
                "border": {"color": style.COLOURS[colour]},
            },
        }
        for column, (name, colour, dash, sign) in zip(columns, looks, strict=True)
    )  # fmt: skip
    soft = {"color": style.COLOURS["bar_soft"]}
    return Chart(
        top, 0, "line", series=series, title="报送完整率和按时率", size=size, legend="bottom",
        y_axis={"min": 0, "max": 1, "num_format": "0%",
                "major_gridlines": {"visible": True, "line": soft}},
    )  # fmt: skip
