"""An issue as others cite it, by GB/T 7714-2015 (serials in whole, 4.3; electronic resources, 8.5 and 8.6)."""

from __future__ import annotations

from datetime import date


def citation(
    *, issuer: str, title: str, year: int, number: int | None, issued_on: date | None, cited_on: date, address: str
) -> str:
    """Return the reference of an issue that is read online: issuer. title[J/OL]. year(number)[cited on]. address.

    An issue without a number names its date in place of year and number. The place of publication is left out, as the
    standard allows where an electronic resource does not name one.

    >>> citation(issuer="某省政务服务中心", title="窗口工作周报", year=2022, number=21, issued_on=date(2022, 7, 1),
    ...          cited_on=date(2022, 7, 4), address="https://example.org/issues/weekly/2022-21/")
    '某省政务服务中心. 窗口工作周报[J/OL]. 2022(21)[2022-07-04]. https://example.org/issues/weekly/2022-21/.'
    >>> citation(issuer="", title="专报", year=2022, number=None, issued_on=date(2022, 7, 1),
    ...          cited_on=date(2022, 7, 4), address="https://example.org/")
    '专报[J/OL]. 2022-07-01[2022-07-04]. https://example.org/.'
    """
    when = f"{year}({number})" if number is not None else issued_on.isoformat() if issued_on else str(year)
    who = f"{issuer}. " if issuer else ""
    return f"{who}{title}[J/OL]. {when}[{cited_on.isoformat()}]. {address}."
