"""Days as cards write them: a day, a month, a year, a span; nothing else, and no day that is not."""

from datetime import date

import pytest

from peaceterms_build.parsing import dates


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2024-03-13", date(2024, 3, 13), date(2024, 3, 13)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2023-12", date(2023, 12, 1), date(2023, 12, 31)),
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2022-12-30/2023-01-02", date(2022, 12, 30), date(2023, 1, 2)),
        ("2022-12-30/2022-12-30", date(2022, 12, 30), date(2022, 12, 30)),
    ],
)
def test_bounds_are_the_first_and_last_day_that_the_text_allows(text, earliest, latest):
    assert dates.bounds(text) == (earliest, latest)


NO_DAYS = [
    "2025-02-30",
    "2025-13-01",
    "2025-00-10",
    "2023-02-29",
    "0000-01-01",
    "24.02.2022",
    "02/03/22",
    "2022-2-4",
    "20220224",
    "2022-02-24T10:00",
    "2022-02-24 ",
    " 2022-02-24",
    "2022-02-24\n",
    "2022-W08-4",
    "2022-055",
    "२०२२-०२-२४",
    "-2022-02-24",
    "",
    "yesterday",
]
NO_SPANS = [
    *NO_DAYS,
    "2022-13",
    "2022-00",
    "2024-03-15/2024-03-13",
    "2024-03/2024-04",
    "2024-03-13/",
    "/2024-03-13",
    "2024-03-13/2024-03-14/2024-03-15",
    "2024-03-13 / 2024-03-15",
    "202",
    "٢٠٢٢",
    "0000",
]


def test_what_is_not_a_day_is_refused():
    for text in NO_DAYS:
        with pytest.raises(ValueError, match=r"day|month|date|range|year|format"):
            dates.day(text)


def test_what_is_not_a_day_or_span_is_refused():
    for text in NO_SPANS:
        with pytest.raises(ValueError, match=r"day|month|date|range|year|format|ends before"):
            dates.bounds(text)


@pytest.mark.parametrize("text", ["2024-03", "2024", "2024-03-13/2024-03-15"])
def test_a_day_is_one_day(text):
    with pytest.raises(ValueError, match="is not a day in the form"):
        dates.day(text)
