"""The zones of American states and Canadian provinces, all of them where one is split.

The countries' zones are in the time zone database; which states they cover is not.
"""

from collections.abc import Mapping

_EASTERN = "America/New_York"
_CENTRAL = "America/Chicago"
_MOUNTAIN = "America/Denver"
_PACIFIC = "America/Los_Angeles"
_TORONTO = "America/Toronto"
_WINNIPEG = "America/Winnipeg"
_EDMONTON = "America/Edmonton"
_HALIFAX = "America/Halifax"
_WHOLE: Mapping[str, str] = {
    _EASTERN: "CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV",
    _CENTRAL: "AL AR IA IL LA MN MO MS WI",
    _MOUNTAIN: "CO MT NM UT WY",
    _PACIFIC: "CA WA",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR",
    "America/St_Thomas": "VI",
    "Pacific/Guam": "GU",
}
_SPLIT: Mapping[str, tuple[str, ...]] = {
    "AK": ("America/Anchorage", "America/Adak"),
    "AZ": ("America/Phoenix", _MOUNTAIN),
    "FL": (_EASTERN, _CENTRAL),
    "ID": ("America/Boise", _PACIFIC),
    "IN": ("America/Indiana/Indianapolis", _CENTRAL),
    "KS": (_CENTRAL, _MOUNTAIN),
    "KY": (_EASTERN, _CENTRAL),
    "MI": ("America/Detroit", _CENTRAL),
    "ND": (_CENTRAL, _MOUNTAIN),
    "NE": (_CENTRAL, _MOUNTAIN),
    "NV": (_PACIFIC, _MOUNTAIN),
    "OK": (_CENTRAL, _MOUNTAIN),
    "OR": (_PACIFIC, "America/Boise"),
    "SD": (_CENTRAL, _MOUNTAIN),
    "TN": (_EASTERN, _CENTRAL),
    "TX": (_CENTRAL, _MOUNTAIN),
}
_PROVINCES: Mapping[str, tuple[str, ...]] = {
    "AB": (_EDMONTON,),
    "BC": ("America/Vancouver", _EDMONTON, "America/Creston", "America/Dawson_Creek"),
    "MB": (_WINNIPEG,),
    "NB": ("America/Moncton",),
    "NL": ("America/St_Johns", "America/Goose_Bay"),
    "NS": (_HALIFAX,),
    "NT": (_EDMONTON,),
    "NU": (_TORONTO, _WINNIPEG, _EDMONTON, "America/Atikokan"),
    "ON": (_TORONTO, _WINNIPEG, "America/Atikokan"),
    "PE": (_HALIFAX,),
    "QC": (_TORONTO, _HALIFAX, "America/Blanc-Sablon"),
    "SK": ("America/Regina", _EDMONTON),
    "YT": ("America/Whitehorse",),
}
_QUEBEC_OF_OLD = {"PQ": _PROVINCES["QC"]}

ZONES_OF: Mapping[str, tuple[str, ...]] = {
    **{f"US-{state}": (zone,) for zone, states in _WHOLE.items() for state in states.split()},
    **{f"US-{state}": zones for state, zones in _SPLIT.items()},
    **{f"CA-{province}": zones for province, zones in {**_PROVINCES, **_QUEBEC_OF_OLD}.items()},
}
"""By `country-region`."""
