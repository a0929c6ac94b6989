"""Days and amounts as people read them in a language."""

from datetime import date, datetime, timedelta

from babel.dates import format_date, format_time
from babel.numbers import format_currency
from babel.units import format_unit

from frontdesk.backoffice import Money
from frontdesk.wording import languages, texts

HALF_A_YEAR = timedelta(days=183)


def locale_of(language: str) -> str:
    """The language in which texts for a customer of `language` are: that one, where it is served."""
    return language if languages.is_served(language) else texts.DEFAULT_LANGUAGE


def money(amount: Money, language: str) -> str:
    """An amount with its currency: €49.00."""
    return str(format_currency(amount.amount, amount.currency, locale=locale_of(language)))


def day(when: date, language: str, *, seen_on: date | None = None) -> str:
    """A day as people say it: Friday 21 November; with the year if that is far from `seen_on`."""
    is_far = seen_on is not None and abs(when - seen_on) > HALF_A_YEAR
    return str(format_date(when, "EEEE d MMMM y" if is_far else "EEEE d MMMM", locale=locale_of(language)))


def minutes(count: int, language: str) -> str:
    """So many minutes: 5 minutes."""
    return format_unit(count, "duration-minute", locale=locale_of(language))


def time_of_day(moment: datetime, language: str) -> str:
    """The hour as people say it: 5:00 PM."""
    return str(format_time(moment, "short", locale=locale_of(language)))
