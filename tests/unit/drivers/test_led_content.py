"""What should stand on a board: strips, overview lists, what waits, what covers, what runs out."""

from hypothesis import given
from hypothesis import strategies as st

from drivers.led_board.colour import Colour
from drivers.led_board.content import BoardContent, Content
from drivers.led_board.layouts import Line

VISIBLE_S = 3.0


def content(text: str, until_s: float = 100.0, *, key: str | None = None, call: bool = True, pinned: bool = False) -> Content:
    return Content(text if key is None else key, (Line(text, Colour.RED),), until_s, call=call, pinned=pinned)


def texts(board: BoardContent, now_s: float) -> list[str]:
    return [timed.line.text for timed in board.lines(now_s)]


class TestStrip:
    empty = BoardContent(2, False, VISIBLE_S)

    def test_a_call_stays_its_shortest_time_before_another_state(self) -> None:
        board = self.empty.put(content("call", key="3"), 0.0).put(content("serving", key="3", call=False), 1.0)
        assert texts(board, 2.9) == ["call"]
        assert board.next_change_s(1.0) == 3.0
        assert texts(board, 3.0) == ["serving"]

    def test_a_newer_call_of_its_window_comes_at_once(self) -> None:
        board = self.empty.put(content("A1", key="3"), 0.0).put(content("A2", key="3"), 0.5)
        assert texts(board, 0.5) == ["A2"]

    def test_another_windows_call_waits_its_turn(self) -> None:
        board = self.empty.put(content("A1", key="3"), 0.0).put(content("A2", key="4"), 0.5)
        assert texts(board, 0.5) == ["A1"]
        assert texts(board, 3.1) == ["A2"]

    def test_what_waits_is_replaced_only_by_newer_content_of_its_place(self) -> None:
        board = self.empty.put(content("A1", key="3"), 0.0)
        for text in ("serving", "idle"):
            board = board.put(content(text, key="3", call=False), 1.0)
        assert [waiting.lines[0].text for waiting in board.waiting] == ["idle"]
        board = board.put(content("A2", key="3"), 2.0)
        assert board.waiting == ()
        assert texts(board, 9.0) == ["A2"]

    def test_a_state_that_ended_while_it_waited_isn_t_shown(self) -> None:
        board = self.empty.put(content("A1", key="3"), 0.0).put(content("late", 2.0, key="3", call=False), 1.0)
        assert texts(board, 4.0) == ["A1"]

    def test_content_ends(self) -> None:
        board = self.empty.put(content("A1", 10.0), 0.0)
        assert board.lines(4.0)[0].left_s == 6.0
        assert board.next_change_s(4.0) == 10.0
        assert texts(board, 10.0) == []
        assert board.next_change_s(10.0) is None


class TestOverview:
    empty = BoardContent(3, True, VISIBLE_S)

    def test_newest_first_each_until_its_own_end(self) -> None:
        board = self.empty.put(content("A1", 10.0), 0.0).put(content("A2", 30.0), 1.0)
        assert texts(board, 2.0) == ["A2", "A1"]
        assert board.next_change_s(2.0) == 10.0
        assert texts(board, 11.0) == ["A2"]

    def test_a_window_has_one_row_and_a_recall_moves_it_up(self) -> None:
        board = self.empty
        for number, (ticket, window) in enumerate([("A1", "1"), ("B1", "2"), ("A2", "1")]):
            board = board.put(content(ticket, key=window), float(number))
        assert texts(board, 3.0) == ["A2", "B1"]

    def test_a_full_board_lets_each_call_be_read_before_it_drops_one(self) -> None:
        board = self.empty
        for number in range(5):
            board = board.put(content(f"A{number}"), number * 0.1)
        assert texts(board, 0.5) == ["A2", "A1", "A0"]
        assert texts(board, 3.05) == ["A3", "A2", "A1"]
        assert texts(board, 3.2) == ["A4", "A3", "A2"]

    @given(st.lists(st.tuples(st.integers(0, 9), st.floats(0.0, 2.0)), max_size=40))
    def test_each_call_that_isn_t_superseded_is_seen_long_enough(self, calls: list[tuple[int, float]]) -> None:
        board, now_s = self.empty, 0.0
        seen: dict[str, float] = {}
        superseded: set[str] = set()
        latest: dict[int, str] = {}
        names = []
        for number, (window, pause_s) in enumerate(calls):
            name = f"{window}-{number}"
            if window in latest:
                superseded.add(latest[window])
            latest[window] = name
            names.append(name)
            board = board.put(content(name, 1e6, key=str(window)), now_s)
            for _ in range(int(pause_s / 0.25) + 1):
                for text in texts(board, now_s):
                    seen[text] = seen.get(text, 0.0) + 0.25
                now_s += 0.25
        for _ in range(800):
            for text in texts(board, now_s):
                seen[text] = seen.get(text, 0.0) + 0.25
            now_s += 0.25
        assert all(seen.get(name, 0.0) >= VISIBLE_S - 0.25 for name in names if name not in superseded)

    def test_what_stands_beneath_shows_when_nobody_is_called(self) -> None:
        board = self.empty.put(content("welcome", key="", call=False), 0.0)
        assert texts(board, 0.0) == ["welcome"]
        board = board.put(content("A1", 10.0), 1.0)
        assert texts(board, 2.0) == ["A1"]
        assert texts(board, 10.0) == ["welcome"]

    def test_a_notice_keeps_its_row_beneath_the_calls(self) -> None:
        board = self.empty.put(content("notice", key="", call=False, pinned=True), 0.0)
        for number in range(3):
            board = board.put(content(f"A{number}"), 10.0 * number)
        assert texts(board, 40.0) == ["A2", "A1", "notice"]

    def test_a_notice_outlives_the_list_and_what_stands_beneath_outlives_the_notice(self) -> None:
        welcome = content("welcome", 300.0, key="", call=False)
        board = self.empty.put(welcome, 0.0).put(content("notice", 50.0, key="", call=False, pinned=True), 1.0)
        assert texts(board, 2.0) == ["welcome", "notice"]
        board = board.put(welcome, 3.0).with_calls([content("A1", 40.0)], 3.0)
        assert texts(board, 4.0) == ["A1", "notice"]
        assert texts(board, 41.0) == ["welcome", "notice"]
        assert board.next_change_s(41.0) == 50.0
        assert texts(board, 51.0) == ["welcome"]

    def test_the_whole_list_at_once(self) -> None:
        board = self.empty.put(content("A9"), 0.0).with_calls([content("A2"), content("A1")], 5.0)
        assert texts(board, 5.0) == ["A2", "A1"]
        assert texts(board.with_calls([], 6.0), 6.0) == []

    def test_a_confirmed_list_takes_no_call_its_time_to_be_read(self) -> None:
        board = self.empty
        for number in range(5):
            board = board.put(content(f"A{number}"), number * 0.1)
        listed = [content(f"A{number}", 200.0) for number in reversed(range(5))]
        board = board.with_calls(listed, 1.0)
        assert texts(board, 1.0) == ["A2", "A1", "A0"]
        assert texts(board, 3.2) == ["A4", "A3", "A2"]
        assert board.contents[0].until_s == 200.0

    def test_after_a_restart_the_newest_are_there_at_once(self) -> None:
        board = self.empty.with_calls([content(f"A{number}") for number in reversed(range(9))], 0.0)
        assert texts(board, 0.0) == ["A8", "A7", "A6"]
        assert board.waiting == ()


class TestAbove:
    def test_an_emergency_covers_everything_and_what_came_meanwhile_is_there_afterwards(self) -> None:
        board = BoardContent(2, False, VISIBLE_S).put(content("idle", key="3", call=False), 0.0)
        board = board.cover(content("evacuate", 50.0), 2, 1.0).cover(content("label", 20.0), 1, 2.0)
        board = board.put(content("A1", key="3"), 3.0)
        assert texts(board, 4.0) == ["evacuate"]
        assert texts(board.uncover(1), 4.0) == ["evacuate"]
        assert texts(board.uncover(2), 4.0) == ["A1"]
        assert texts(board, 51.0) == ["A1"]

    def test_clearing_leaves_the_emergency(self) -> None:
        board = BoardContent(2, False).put(content("idle", call=False), 0.0).cover(content("evacuate"), 2, 0.0)
        assert texts(board.cleared(), 1.0) == ["evacuate"]
        assert texts(board.cleared().uncover(2), 1.0) == []
