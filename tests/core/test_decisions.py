"""Copies of the desks: what is read back, what is new, what disagrees, and that nothing is lost."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec import Struct, field
from msgspec.structs import replace

from jlhy_xl.core.points.decided import decisions
from jlhy_xl.core.points.decisions import (
    ARRIVAL,
    CONTESTED,
    HEARD,
    LINE,
    SEEN,
    Copy,
    Entry,
    Row,
    canonical,
    copy_of,
    take,
)
from jlhy_xl.core.raw import RawBook, RawSheet, a1
from jlhy_xl.core.wording import desk
from jlhy_xl.core.wording.deductions import COLUMNS

HEADINGS = tuple(COLUMNS.values())
OUTCOME, HANDLER, BASIS, SIGNED = (
    COLUMNS[name] for name in ("outcome", "handler", "basis", "signed_at")
)
IDS = {LINE: {"l1", "l2"}, ARRIVAL: {"a1"}}


def copy(file: str, says: dict[str, dict[str, str]], *, seen: int = 0, mark: str = "") -> Copy:
    """A copy of 减扣评分表 with every column there."""
    rows = tuple(
        Row(
            LINE, name, {head: held.get(head, "") for head in HEADINGS},
            {head: a1(at, step) for step, head in enumerate(HEADINGS, 1)}, "逐条", a1(at, 0),
        )
        for at, (name, held) in enumerate(says.items(), 5)
    )  # fmt: skip
    return Copy(file, f"{file} {says} {seen} {mark}", seen, rows)


def book(rows: list[list[object]], *, name: str = "逐条", **properties: str) -> RawBook:
    """A workbook of one sheet."""
    cells = {
        (at, step): Decimal(value) if isinstance(value, int) else value
        for at, row in enumerate(rows)
        for step, value in enumerate(row)
        if value is not None
    }
    return RawBook((RawSheet(name, cells),), properties=properties)  # type: ignore[arg-type]  # test cells


class Ledger(Struct):
    """A ledger in memory: rows with their numbers."""

    rows: list[Entry] = field(default_factory=list)

    def review(self, *copies: Copy) -> tuple[list[Entry], list[str]]:
        """Take the copies in; returns what was added and the findings' codes."""
        taken = take(copies, self.rows, IDS)
        added = [replace(row, seq=len(self.rows) + at) for at, row in enumerate(taken.entries, 1)]
        self.rows += added
        return added, [row.code for row in taken.findings]

    def stands(self, name: str = "l1") -> dict[str, str]:
        """What stands about a line, blanks left out."""
        found = [row.entries for row in self.rows if (row.about, row.key) == (LINE, name)]
        return {head: text for head, text in found[-1].items() if text} if found else {}


def test_a_row_is_found_by_its_id_wherever_it_stands() -> None:
    """Sorted rows, moved and added columns, an inserted title: the id and the headings decide."""
    told = copy_of(
        book([["减扣评分表"], [], ["自加", OUTCOME, "编 号", "经办人", "复核人", "我的备注"],
              ["x", "维持", "l2", "李四", "王五", "?"], [1, "撤销", "L1", None, None, None]],
             **{SEEN: "7"}),
        "表.xlsx", "h",
    )  # fmt: skip
    assert told.seen == 7
    assert [(row.key, row.held, row.cell) for row in told.rows] == [
        ("l2", {OUTCOME: "维持", "经办人": "李四", "复核人": "王五"}, "C4"),
        ("l1", {OUTCOME: "撤销", "经办人": "", "复核人": ""}, "C5"),
    ]
    assert told.rows[0].cells == {OUTCOME: "B4", "经办人": "D4", "复核人": "E4"}


def test_sheets_that_only_look_alike_are_no_desk() -> None:
    """不予减扣 has an id and a 理由 too, written by the program: nothing is read from it."""
    told = copy_of(book([["编号", "单位", "理由"], ["l1", "区法院", "邮箱故障"]]), "表.xlsx", "h")
    assert told.rows == ()
    assert [row.code for row in told.findings] == ["D202"]


def test_a_filled_row_without_its_id_is_a_finding_at_its_cell() -> None:
    """An inserted row with a decision names no line: asked, never guessed."""
    rows: list[list[object]] = [
        ["编号", OUTCOME, "经办人", "复核人"],
        [None, "维持", "李四", "王五"],
    ]
    (finding,) = copy_of(book(rows), "表.xlsx", "h").findings
    assert (finding.code, finding.cell, finding.found) == ("D203", "A2", "")


def test_an_id_that_was_never_given_out_is_a_finding() -> None:
    """A changed id is asked about where something is written, and passed over where nothing is."""
    ledger = Ledger()
    assert ledger.review(copy("a", {"zz": {OUTCOME: "维持"}, "yy": {}})) == ([], ["D101"])


def test_the_same_copy_again_adds_nothing() -> None:
    """One copy, read twice, or under two names, is one decision."""
    ledger = Ledger()
    first = copy("a", {"l1": {OUTCOME: "维持"}, "l2": {}})
    added, codes = ledger.review(first, replace(first, file="b"))
    assert ([row.key for row in added], codes) == (["l1"], [])
    assert ledger.review(first) == ([], [])
    assert ledger.review(replace(first, file="b"), first) == ([], [])


def test_a_changed_mind_is_a_new_row() -> None:
    """The same workbook written in again, or a newly made one, changes what stands; both rows stay."""
    ledger = Ledger()
    ledger.review(copy("a", {"l1": {OUTCOME: "维持"}}))
    ledger.review(copy("a", {"l1": {OUTCOME: "暂缓", HANDLER: "李四"}}))
    assert ledger.stands() == {OUTCOME: "暂缓", HANDLER: "李四"}
    ledger.review(copy("c", {"l1": {OUTCOME: "撤销", HANDLER: "李四"}}, seen=2))
    assert ledger.stands() == {OUTCOME: "撤销", HANDLER: "李四"}
    assert [row.entries[OUTCOME] for row in ledger.rows] == ["维持", "暂缓", "撤销"]


def test_two_copies_that_disagree_are_shown_side_by_side() -> None:
    """Neither wins: the line keeps what it had, both say so at their cells, both are kept."""
    ledger = Ledger()
    ledger.review(copy("a", {"l1": {SIGNED: "2026-12-08 09:30"}}))
    one = copy("b", {"l1": {SIGNED: "2026年12月8日 9时30分", OUTCOME: "维持"}}, seen=1)
    two = copy("c", {"l1": {SIGNED: "2026-12-08 09:30:00", OUTCOME: "撤销"}}, seen=1)
    taken = take([one, two], ledger.rows, IDS)
    assert [(row.code, row.file, row.found, row.cell) for row in taken.findings] == [
        ("D205", "b", "维持", one.rows[0].cells[OUTCOME]),
        ("D205", "c", "撤销", two.rows[0].cells[OUTCOME]),
    ]
    assert "《c》写“撤销”" in taken.findings[0].message
    assert [row.about for row in taken.entries] == [CONTESTED + LINE] * 2
    ledger.review(one, two)
    assert ledger.stands() == {SIGNED: "2026-12-08 09:30"}
    assert ledger.review(one, two) == ([], ["D205", "D205"])


def test_a_disagreement_ends_where_a_person_ends_it() -> None:
    """A copy made in view of it decides; taking one of the two away lets the other count."""
    one, two = copy("b", {"l1": {OUTCOME: "维持"}}), copy("c", {"l1": {OUTCOME: "撤销"}})
    ledger = Ledger()
    ledger.review(one, two)
    assert ledger.review(one, two, copy("d", {"l1": {OUTCOME: "暂缓"}}, seen=2))[1] == []
    assert ledger.stands() == {OUTCOME: "暂缓"}
    assert ledger.review(one, two) == ([], [])
    ledger = Ledger()
    ledger.review(one, two)
    ledger.review(two)
    assert ledger.stands() == {OUTCOME: "撤销"}


def test_copies_that_fill_different_cells_are_both_taken() -> None:
    """One fills 签收, another 复核 of the same line: nobody disagrees and nothing is lost."""
    ledger = Ledger()
    codes = ledger.review(
        copy("a", {"l1": {SIGNED: "2026-12-08"}}), copy("b", {"l1": {OUTCOME: "维持"}})
    )[1]
    assert (ledger.stands(), codes) == ({SIGNED: "2026-12-08", OUTCOME: "维持"}, [])


def test_an_overtaken_copy_does_not_undo_what_it_did_not_know() -> None:
    """A copy made before a decision was entered cannot replace it, and its blanks clear nothing."""
    ledger = Ledger()
    ledger.review(copy("a", {"l1": {OUTCOME: "维持", HANDLER: "李四"}, "l2": {}}))
    added, codes = ledger.review(copy("b", {"l1": {OUTCOME: "撤销"}, "l2": {HANDLER: "王五"}}))
    assert codes == ["D206"]
    assert [(row.about, row.key) for row in added] == [(CONTESTED + LINE, "l1"), (LINE, "l2")]
    assert ledger.stands() == {OUTCOME: "维持", HANDLER: "李四"}
    assert ledger.review(copy("c", {"l1": {}, "l2": {}})) == ([], [])
    assert ledger.stands() == {OUTCOME: "维持", HANDLER: "李四"}


def test_another_persons_copy_under_the_same_name_is_another_copy() -> None:
    """A file that replaced a recorded one and lacks what that one said did not grow from it."""
    ledger = Ledger()
    ledger.review(copy("a", {"l1": {OUTCOME: "维持", HANDLER: "李四"}}))
    assert ledger.review(copy("a", {"l1": {OUTCOME: "撤销"}}))[1] == ["D206"]
    assert ledger.stands() == {OUTCOME: "维持", HANDLER: "李四"}


def test_what_a_copy_was_shown_it_may_clear() -> None:
    """A cell that the program filled in and a person emptied is a changed mind."""
    ledger = Ledger()
    ledger.review(copy("a", {"l1": {OUTCOME: "维持", HANDLER: "李四"}}))
    ledger.review(copy("b", {"l1": {HANDLER: "李四"}}, seen=1))
    assert ledger.stands() == {HANDLER: "李四"}


def test_a_copy_that_agreed_is_not_asked_later() -> None:
    """What said the same as another is heard once; a later change of mind is not its quarrel."""
    ledger = Ledger()
    first, same = copy("a", {"l1": {OUTCOME: "维持"}}), copy("b", {"l1": {OUTCOME: "维持"}})
    assert [row.about for row in ledger.review(first, same)[0]] == [LINE, HEARD + LINE]
    ledger.review(copy("c", {"l1": {OUTCOME: "撤销"}}, seen=2))
    assert ledger.review(first, same) == ([], [])
    assert ledger.stands() == {OUTCOME: "撤销"}


def test_one_workbook_that_says_two_things_of_a_line_is_asked() -> None:
    """A copied row with another outcome disagrees with its twin."""
    told = copy("a", {"l1": {OUTCOME: "维持"}, "l2": {OUTCOME: "撤销"}})
    twins = replace(told, rows=(told.rows[0], replace(told.rows[1], key="l1")))
    ledger = Ledger()
    assert ledger.review(twins)[1] == ["D205", "D205"]
    assert ledger.stands() == {}


def test_pending_arrivals_are_read_the_same_way() -> None:
    """待处理收件 is told by its own headings."""
    heads: list[object] = [desk.ARRIVAL_KEY, "文件", *desk.PENDING_COLUMNS.values()]
    rows = [heads, ["a1", "表.xlsx", "采用", None, None, "已核实", "李四"]]
    taken = take([copy_of(book(rows, name=desk.PENDING), "待处理收件.xlsx", "h")], [], IDS)
    (entry,) = taken.entries
    assert (entry.about, entry.key, entry.cell) == (ARRIVAL, "a1", "A2")
    assert entry.entries == {"处理": "采用", "理由": "已核实", "经手人": "李四"}
    strange = take([copy_of(book([heads, ["zz", "", "采用"]]), "x.xlsx", "h")], [], IDS)
    assert [row.code for row in strange.findings] == ["D204"]


def test_a_finding_names_a_cell_only_where_it_holds_what_stands() -> None:
    """What came from an earlier copy is told without a cell; what this copy holds with its own."""
    ledger = Ledger()
    ledger.review(copy("a", {"l1": {HANDLER: "李四"}}))
    ledger.review(copy("b", {"l1": {OUTCOME: "维持"}}))
    ((said,), _) = decisions(ledger.rows)
    assert (said.handler, said.outcome, said.file) == ("李四", "维持", "b")
    assert "handler" not in {name for name, cell in said.cells.items() if cell}
    assert said.cells["outcome"] == a1(5, 1 + HEADINGS.index(OUTCOME))


@pytest.mark.parametrize(
    ("heading", "one", "two"),
    [
        (SIGNED, "2026/12/8 9:30", "2026-12-08 09:30:00"),
        ("审定日期", "2026年12月18日", "2026-12-18"),
        ("核定分值", "０.5分", "0.50"),
        (HANDLER, "李　四", "李四 "),
    ],
)
def test_the_same_said_otherwise_is_the_same(heading: str, one: str, two: str) -> None:
    """Two ways of writing one day, figure or name are no disagreement."""
    assert canonical(heading, one) == canonical(heading, two)


WORDS = st.sampled_from(["", "维持", "撤销", "暂缓"])
PLACES = st.sampled_from([(name, head) for name in ("l1", "l2") for head in (OUTCOME, BASIS)])


class Desks(RuleBasedStateMachine):
    """Clerks draw copies, write in them, hand them in, take them away; the office reviews."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger()
        self.copies: dict[str, Copy] = {}
        self.typed: dict[tuple[str, str], set[str]] = {}
        self.before: list[Entry] = []

    @initialize()
    def begin(self) -> None:
        """The first run's workbook."""
        self.draw("a")

    @rule(name=st.sampled_from("abc"))
    def draw(self, name: str) -> None:
        """A clerk takes the newest workbook, with what stands filled in."""
        says = {line: self.ledger.stands(line) for line in ("l1", "l2")}
        self.copies[name] = copy(name, says, seen=len(self.ledger.rows))

    @rule(name=st.sampled_from("abc"), place=PLACES, text=WORDS)
    def write(self, name: str, place: tuple[str, str], text: str) -> None:
        """A clerk writes in a cell."""
        if name in self.copies:
            was = self.copies[name]
            says = {row.key: {**row.held} for row in was.rows}
            says[place[0]][place[1]] = text
            self.copies[name] = copy(name, says, seen=was.seen)
            self.typed.setdefault(place, set()).add(text)

    @rule(name=st.sampled_from("abc"))
    def take_away(self, name: str) -> None:
        """A copy is moved out of the folder."""
        self.copies.pop(name, None)

    @rule(order=st.permutations("abc"))
    def review(self, order: list[str]) -> None:
        """The office takes in what lies there; a second time adds nothing, whatever the order."""
        stood = {line: self.ledger.stands(line) for line in ("l1", "l2")}
        here = [self.copies[name] for name in order if name in self.copies]
        _, codes = self.ledger.review(*here)
        added, again = self.ledger.review(*here[::-1])
        assert added == []
        assert sorted(again) == sorted(codes)
        for line, held in stood.items():
            for head in (OUTCOME, BASIS):
                told = {row.held[head] for one in here for row in one.rows if row.key == line}
                now = self.ledger.stands(line).get(head, "")
                assert now == held.get(head, "") or now in told

    @invariant()
    def nothing_is_lost(self) -> None:
        """Rows are only added."""
        assert self.ledger.rows[: len(self.before)] == self.before
        self.before = list(self.ledger.rows)

    @invariant()
    def nothing_is_guessed(self) -> None:
        """What stands in a cell was typed into that very cell by somebody."""
        for line in ("l1", "l2"):
            for head, text in self.ledger.stands(line).items():
                assert text in self.typed.get((line, head), set())


TestDesks = Desks.TestCase
TestDesks.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


@given(edits=st.lists(st.tuples(PLACES, WORDS), max_size=6), order=st.permutations("abc"))
def test_the_order_in_which_copies_lie_there_does_not_matter(
    edits: list[tuple[tuple[str, str], str]], order: list[str]
) -> None:
    """Whatever three copies say, reading them in any order leaves the same standing."""
    says: dict[str, dict[str, dict[str, str]]] = {name: {"l1": {}, "l2": {}} for name in "abc"}
    for number, ((line, head), text) in enumerate(edits):
        says["abc"[number % 3]][line][head] = text
    one, two = Ledger(), Ledger()
    one.review(*(copy(name, says[name]) for name in "abc"))
    two.review(*(copy(name, says[name]) for name in order))
    assert one.rows == two.rows
