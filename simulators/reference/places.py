"""Where things are: the distributor's sites, carriers' hubs and the cities that customers live in."""

from typing import NamedTuple
from zoneinfo import ZoneInfo


class Place(NamedTuple):
    """A place with its time zone; `hub` is the carrier's terminal that serves it."""

    name: str
    city: str
    region: str
    country: str
    zone: str
    postal: str
    hub: str = ""

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


class Site(NamedTuple):
    """A warehouse under every system's code for it."""

    code: str
    erp: str
    wms: str
    tms: str
    gln: str


SITES = {
    "EAST": Site("EAST", "1000", "DC01", "USEWR01", "0614141100002"),
    "WEST": Site("WEST", "2000", "W2", "USRNO01", "0614141200009"),
}

_NEW_YORK = "America/New_York"
_CHICAGO = "America/Chicago"
_DENVER = "America/Denver"
_LOS_ANGELES = "America/Los_Angeles"

PLACES: dict[str, Place] = {
    "EAST": Place("Newark distribution centre", "Newark", "NJ", "US", _NEW_YORK, "07114", "HUBPHL"),
    "WEST": Place("Reno distribution centre", "Reno", "NV", "US", _LOS_ANGELES, "89502", "HUBSAC"),
    "HUBPHL": Place("Philadelphia hub", "Philadelphia", "PA", "US", _NEW_YORK, "19153"),
    "HUBATL": Place("Atlanta hub", "Atlanta", "GA", "US", _NEW_YORK, "30337"),
    "HUBMEM": Place("Memphis hub", "Memphis", "TN", "US", _CHICAGO, "38118"),
    "HUBDEN": Place("Denver hub", "Denver", "CO", "US", _DENVER, "80239"),
    "HUBSAC": Place("Sacramento hub", "Sacramento", "CA", "US", _LOS_ANGELES, "95834"),
    "HUBPHX": Place("Phoenix hub", "Phoenix", "AZ", "US", "America/Phoenix", "85034"),
    "CUSBUF": Place("Buffalo customs", "Buffalo", "NY", "US", _NEW_YORK, "14213"),
    "CUSLRD": Place("Laredo customs", "Laredo", "TX", "US", _CHICAGO, "78045"),
    "AUS": Place("", "Austin", "TX", "US", _CHICAGO, "78701", "HUBMEM"),
    "BOS": Place("", "Boston", "MA", "US", _NEW_YORK, "02110", "HUBPHL"),
    "CHI": Place("", "Chicago", "IL", "US", _CHICAGO, "60607", "HUBMEM"),
    "CLE": Place("", "Cleveland", "OH", "US", _NEW_YORK, "44114", "HUBPHL"),
    "DEN": Place("", "Boulder", "CO", "US", _DENVER, "80302", "HUBDEN"),
    "IND": Place("", "Indianapolis", "IN", "US", "America/Indiana/Indianapolis", "46204", "HUBMEM"),
    "LAX": Place("", "Los Angeles", "CA", "US", _LOS_ANGELES, "90012", "HUBSAC"),
    "MIA": Place("", "Miami", "FL", "US", _NEW_YORK, "33130", "HUBATL"),
    "MSP": Place("", "Minneapolis", "MN", "US", _CHICAGO, "55401", "HUBMEM"),
    "PDX": Place("", "Portland", "OR", "US", _LOS_ANGELES, "97204", "HUBSAC"),
    "PHX": Place("", "Tempe", "AZ", "US", "America/Phoenix", "85281", "HUBPHX"),
    "RDU": Place("", "Raleigh", "NC", "US", _NEW_YORK, "27601", "HUBATL"),
    "SEA": Place("", "Seattle", "WA", "US", _LOS_ANGELES, "98101", "HUBSAC"),
    "SLC": Place("", "Salt Lake City", "UT", "US", _DENVER, "84101", "HUBDEN"),
    "YYZ": Place("", "Toronto", "ON", "CA", "America/Toronto", "M5V 2T6", "HUBPHL"),
    "MTY": Place("", "Monterrey", "NL", "MX", "America/Monterrey", "64000", "HUBPHX"),
}

CITIES = tuple(code for code, place in PLACES.items() if not place.name)
TRANSFER_HUBS = ("HUBMEM", "HUBDEN")
CUSTOMS_AT = {"CA": "CUSBUF", "MX": "CUSLRD"}


def site_code(system: str, code: str) -> str | None:
    """Give our code of the site that a system (`erp`, `wms`, `tms`) calls `code`."""
    return next((site.code for site in SITES.values() if getattr(site, system) == code), None)
