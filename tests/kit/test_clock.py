from datetime import UTC, date, datetime, timedelta

from marketplace.kit import clock


def test_a_moved_clock_runs_on_and_comes_back() -> None:
    then = datetime(2026, 5, 4, 17, 30, tzinfo=UTC)
    with clock.moved_to(then):
        assert timedelta(0) <= clock.now() - then < timedelta(seconds=5)
        assert clock.today() == date(2026, 5, 5)  # half past midnight in Ha Noi
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)  # noqa: TID251
