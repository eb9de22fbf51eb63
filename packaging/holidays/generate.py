"""Writes holidays.txt from the packages named in README.md. Run: python generate.py > holidays.txt"""

import datetime
import sys
import warnings

import babel
import holidays

FIRST, LAST = 2024, 2036
warnings.simplefilter("ignore")
territories = babel.Locale("en", "GB").territories


def language(cls):
    """English as they write it there, else any English, else the country's own names."""
    known = cls.supported_languages or ()
    own = [tag for tag in known if tag.startswith("en") and tag == cls.default_language]
    english = [tag for tag in ("en_GB", "en_US") if tag in known] + [t for t in known if t.startswith("en")]
    return (own + english + [None])[0]


def region_names(cls):
    """The first name that stands for a code is the one written out; a code without one is its own name."""
    names = {}
    for name, code in (getattr(cls, "subdivisions_aliases", None) or {}).items():
        names.setdefault(code, name)
    return {code: names.get(code, code) for code in cls.subdivisions}


def days(code, region, years, tag):
    found = holidays.country_holidays(code, subdiv=region or None, years=years, language=tag)
    # A year's observance can fall into the next one.
    return {(day, name) for day, name in found.items() if day.year in years}


def dates(of, years):
    """A date that is the same every year is written once, the others by their year."""
    yearly = {}
    for day in of:
        yearly.setdefault((day.month, day.day), set()).add(day.year)
    parts = []
    for (month, day), found in sorted(yearly.items()):
        if found == set(years):
            parts.append(f"{month:02}{day:02}")
        else:
            parts.extend(f"{year % 100:02}{month:02}{day:02}" for year in sorted(found))
    return " ".join(sorted(parts, key=lambda part: (len(part), part)))


def who(regions, every):
    """All of a country (`*`), all but a few (`!a,b`), or these; `-` is the country as such, no region named."""
    if regions == every:
        return "*"
    missing = sorted(every - regions)
    named = sorted(regions)
    text = lambda codes: ",".join(code or "-" for code in codes)
    return "!" + text(missing) if len(missing) < len(named) else text(named)


def country(code):
    cls = getattr(holidays, code)
    years = range(max(FIRST, cls.start_year), min(LAST, cls.end_year) + 1)
    if not years:
        return
    tag = language(cls)
    names = region_names(cls)
    by_day = {}
    for region in ["", *cls.subdivisions]:
        for found in days(code, region, years, tag):
            by_day.setdefault(found, set()).add(region)
    every = {"", *cls.subdivisions}
    rows = {}
    for (day, name), regions in by_day.items():
        rows.setdefault((name, who(regions, every)), []).append(day)
    print(f"@{code}\t{territories.get(code, code)}\t{years[0]}\t{years[-1]}")
    for region, name in sorted(names.items(), key=lambda item: item[1]):
        print(f"+{region}\t{name}")
    for (name, regions), of in sorted(rows.items(), key=lambda row: (min(row[1])).strftime("%m%d") + row[0][0]):
        print(f"{name}\t{regions}\t{dates(of, years)}")


print(f"# holidays {holidays.__version__}, CLDR names by babel {babel.__version__}; written by generate.py")
for code in sorted(holidays.list_supported_countries(include_aliases=False)):
    country(code)
