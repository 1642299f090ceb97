"""A clock in words."""

from __future__ import annotations

from datetime import date

from heard.methods.working_days import Calendar, working_days_between


def day_words(day: date, today: date) -> str:
    """A day with its weekday, and its year where that is another.

    >>> day_words(date(2026, 11, 26), date(2026, 11, 23)), day_words(date(2027, 1, 4), date(2026, 11, 23))
    ('Thursday 26 November', 'Monday 4 January 2027')
    """
    said = f"{day:%A} {day.day} {day:%B}"
    return said if day.year == today.year else f"{said} {day.year}"


def due_words(due_on: date, today: date, calendar: Calendar) -> str:
    """How long there is, in working days, with the date.

    >>> from heard.methods.working_days import calendar_of
    >>> plain = calendar_of("England and Wales", [2026], [])
    >>> due_words(date(2026, 11, 26), date(2026, 11, 23), plain)
    'due in 3 working days, on Thursday 26 November'
    >>> due_words(date(2026, 11, 23), date(2026, 11, 23), plain)
    'due today, Monday 23 November'
    >>> due_words(date(2026, 11, 19), date(2026, 11, 23), plain)
    'overdue by 2 working days, since Thursday 19 November'
    """
    said = day_words(due_on, today)
    if due_on == today:
        return f"due today, {said}"
    if not (calendar.knows(due_on) and calendar.knows(today)):
        return f"due on {said}" if due_on > today else f"overdue since {said}"
    days = working_days_between(today, due_on, calendar)
    if due_on > today:
        return f"due in {counted(days)}, on {said}" if days else f"due on {said}, before the next working day"
    return f"overdue by {counted(-days)}, since {said}" if days else f"overdue since {said}"


def counted(days: int) -> str:
    """A number of working days.

    >>> counted(1), counted(3)
    ('1 working day', '3 working days')
    """
    return f"{days} working day" if days == 1 else f"{days} working days"
