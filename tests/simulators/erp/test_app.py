import msgspec
import pytest

from simulators.clock import iso, parse_iso
from simulators.erp.lines import lines
from simulators.erp.status import status as erp_status
from simulators.orders.facts import Kind
from simulators.reference import catalog
from tests.simulators.house import START, House

ORDERS = "/api/v2/sales-orders"


class Money(msgspec.Struct):
    number: str


class Hold(msgspec.Struct):
    code: str


class Line(msgspec.Struct):
    quantity: int
    shipped: int
    cancelled: int


class Order(msgspec.Struct):
    status: str
    channel: str
    sales_org: str
    billing_status: str
    holds: list[Hold]
    lines: list[Line]
    invoices: list[Money]
    returns: list[str]


async def order(house: House, number: str) -> Order:
    (found,) = (await house.get("erp", ORDERS, numbers=number)).json()["data"]
    return msgspec.convert(found, Order)


async def test_one_sales_organisation_sells_to_persons_the_other_to_companies(house: House) -> None:
    told = [await order(house, f"SO-{index:07d}") for index in range(1, 40)]
    owners = {each.channel: each.sales_org for each in told}
    assert owners == {"WEB": "1100", "MARKETPLACE": "1100", "B2B": "1200", "EDI": "1200"}


async def test_orders_are_read_in_a_batch_and_unknown_numbers_named(house: House) -> None:
    answer = await house.get("erp", ORDERS, numbers="SO-0000042,SO-0001999,SO-0002001,nonsense")
    assert [each["number"] for each in answer.json()["data"]] == ["SO-0000042", "SO-0001999"]
    assert answer.json()["not_found"] == ["SO-0002001", "nonsense"]
    assert answer.json()["as_of"] == iso(START)


@pytest.mark.parametrize("name", ["channel_ref", "customer_po"])
async def test_an_order_is_found_by_its_other_names(house: House, name: str) -> None:
    numbers = ",".join(f"SO-{index:07d}" for index in range(1, 60))
    known = (await house.get("erp", ORDERS, numbers=numbers)).json()["data"]
    names = {each[name]: each["number"] for each in known if each[name]}
    assert len(names) > 5
    answer = (await house.get("erp", ORDERS, **{name: ",".join(names)})).json()
    assert {each[name]: each["number"] for each in answer["data"]} == names
    wrong = (await house.get("erp", ORDERS, **{name: f"{next(iter(names))}9"})).json()
    assert wrong["data"] == []


async def test_statuses_follow_the_story(house: House) -> None:
    seen: dict[str, set[str]] = {}
    for story, numbers in (await house.stories()).items():
        found = (await house.get("erp", ORDERS, numbers=",".join(numbers))).json()["data"]
        seen[story] = {each["status"] for each in found}
    assert seen.pop("cancelled") == {"99"}
    assert seen.pop("lost") == seen.pop("damaged") == {"70"}
    assert set().union(*seen.values()) == {"90"}


async def test_a_hold_comes_and_goes_in_code_and_record(house: House) -> None:
    number = (await house.stories())["hold_credit"][0]
    assert [hold.code for hold in (await order(house, number)).holds] == ["CR"]
    held = house.world.order(int(number[3:]))
    at = {fact.kind: fact.at for fact in held.facts}
    assert erp_status(held, at[Kind.HELD]) == "20"
    assert erp_status(held, at[Kind.HOLD_RELEASED]) == "15"
    assert erp_status(held, at[Kind.RELEASED]) == "30"
    assert erp_status(held, at[Kind.ALLOCATED]) == "40"
    assert erp_status(held, at[Kind.PICK_STARTED]) == "50"
    assert erp_status(held, at[Kind.DISPATCHED]) == "70"
    assert erp_status(held, at[Kind.DELIVERED]) == "70"


async def test_a_short_pick_stays_hidden_until_the_erp_gives_the_rest_up(house: House) -> None:
    number = (await house.stories())["short_pick"][0]
    line = (await order(house, number)).lines[-1]
    assert line.cancelled > 0
    assert line.shipped + line.cancelled == line.quantity
    short = house.world.order(int(number[3:]))
    picked = next(fact.at for fact in short.facts if fact.kind is Kind.SHORT_PICKED)
    assert lines(short, picked)[-1]["allocated"] == line.quantity
    assert lines(short, picked)[-1]["cancelled"] == 0


async def test_invoices_and_returns_are_found_by_order_and_by_number(house: House) -> None:
    number = (await house.stories())["return_full"][0]
    found = await order(house, number)
    assert found.billing_status == "D"
    for kind, names in (("returns", found.returns), ("invoices", [each.number for each in found.invoices])):
        by_order = (await house.get("erp", f"/api/v2/{kind}", orders=number)).json()
        by_number = (await house.get("erp", f"/api/v2/{kind}", numbers=f"{names[0]},X-1")).json()
        assert [each["number"] for each in by_order["data"]] == names
        assert by_number["data"] == by_order["data"][:1]
        assert by_number["not_found"] == ["X-1"]


async def test_changes_come_page_by_page_and_are_those_that_changed(house: House) -> None:
    since = START - 6 * 3600
    query: dict[str, str | int] = {"since": iso(since), "limit": 3}
    found: list[dict[str, object]] = []
    while True:
        page = (await house.get("erp", f"{ORDERS}/changes", **query)).json()
        assert len(page["data"]) <= 3
        found += page["data"]
        if page["next_cursor"] is None:
            break
        query = {"cursor": page["next_cursor"], "limit": 3}
    everything = [f"SO-{index:07d}" for index in range(1500, 2001)]
    known = []
    for first in range(0, len(everything), 100):
        part = ",".join(everything[first : first + 100])
        known += (await house.get("erp", ORDERS, numbers=part)).json()["data"]
    expected = [each["number"] for each in known if parse_iso(each["changed_at"]) > since]
    assert len(expected) > 5
    assert [each["number"] for each in found] == expected


async def test_a_customers_orders_come_newest_first(house: House) -> None:
    page = (await house.get("erp", ORDERS, customer="C-00042", limit=3)).json()
    numbers = [each["number"] for each in page["data"]]
    assert numbers == sorted(numbers, reverse=True)
    assert {each["customer"]["number"] for each in page["data"]} == {"C-00042"}
    following = await house.get("erp", ORDERS, customer="C-00042", limit=3, cursor=page["next_cursor"])
    assert following.json()["data"][0]["number"] < numbers[-1]
    assert (await house.get("erp", ORDERS, customer="C-99999")).json()["data"] == []


async def test_master_data_is_paged_and_read_by_key(house: House) -> None:
    page = (await house.get("erp", "/api/v2/products", limit=500)).json()
    rest = (await house.get("erp", "/api/v2/products", cursor=page["next_cursor"])).json()
    assert len(page["data"]) + len(rest["data"]) == catalog.COUNT
    assert rest["next_cursor"] is None
    product = (await house.get("erp", "/api/v2/products", skus="AX-1042,AX-9")).json()
    assert product["not_found"] == ["AX-9"]
    by_gtin = await house.get("erp", "/api/v2/products", gtins=product["data"][0]["gtin"])
    assert by_gtin.json()["data"] == product["data"]
    customer = (await house.get("erp", "/api/v2/customers", numbers="C-00042,C-00061")).json()
    assert customer["data"][0]["name"] == "Acme Industrial Supply"
    assert customer["not_found"] == ["C-00061"]
    assert [each["code"] for each in (await house.get("erp", "/api/v2/sites")).json()["data"]] == [
        "1000",
        "2000",
    ]


async def test_stock_agrees_with_the_warehouses_except_where_the_erp_lags(house: House) -> None:
    skus = "AX-1042,AX-1017"
    for each in (await house.get("erp", "/api/v2/stock", skus=skus)).json()["data"]:
        truth = (await house.get("control", "/_sim/truth/stock", sku=each["sku"])).json()
        site = truth["EAST" if each["site"] == "1000" else "WEST"]
        counted = site["sellable"] + site["picked"] + site["damaged"] + site["quarantined"]
        lags = (each["sku"], each["site"]) == ("AX-1017", "1000")
        assert each["on_hand"] == (500 if lags else counted)
        assert counted != 500
        assert sum(part["quantity"] for part in each["incoming"]) == site["incoming"]


async def test_purchase_orders_are_read_by_number_by_item_and_by_change(house: House) -> None:
    path = "/api/v2/purchase-orders"
    changed = (await house.get("erp", path, changed_since=iso(START - 86_400), limit=2)).json()
    assert len(changed["data"]) == 2
    rest = (await house.get("erp", path, cursor=changed["next_cursor"])).json()
    assert rest["data"][0]["number"] > changed["data"][-1]["number"]
    first = changed["data"][0]
    assert (await house.get("erp", path, numbers=f"{first['number']},PU-9")).json()["not_found"] == ["PU-9"]
    still_open = next(each for each in (*changed["data"], *rest["data"]) if each["state"] != "40")
    by_item = await house.get("erp", path, sku=still_open["lines"][0]["sku"], open="true")
    assert still_open["number"] in [each["number"] for each in by_item.json()["data"]]


@pytest.mark.parametrize(
    ("path", "query", "code", "text"),
    [
        (ORDERS, {}, "BAD_REQUEST", "one of numbers"),
        (ORDERS, {"numbers": ",".join(["SO-0000001"] * 101)}, "TOO_MANY_NUMBERS", "101 are more than 100"),
        (f"{ORDERS}/changes", {"since": "2026-03-02T07:00:00"}, "BAD_REQUEST", "has no time zone"),
        (f"{ORDERS}/changes", {"cursor": "c_zzz"}, "BAD_CURSOR", "not one of ours"),
        (f"{ORDERS}/changes", {"since": "2026-03-02T07:00:00Z", "limit": "501"}, "BAD_REQUEST", "limit: 501"),
        ("/api/v2/stock", {"skus": "AX-1042", "sites": "9000"}, "BAD_REQUEST", "sites"),
    ],
)
async def test_what_cannot_be_read_is_refused_in_the_erps_form(
    house: House, path: str, query: dict[str, str], code: str, text: str
) -> None:
    answer = await house.get("erp", path, **query)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == code
    assert text in answer.json()["error"]["message"]


async def test_without_the_key_nothing_is_told(house: House) -> None:
    answer = await house.clients["erp"].get(ORDERS, headers={"X-API-Key": "wrong"})
    assert answer.status_code == 401
    assert answer.json() == {"error": {"code": "UNAUTHORIZED", "message": "Unauthorized"}}
    assert answer.headers["x-request-id"].startswith("erp-")
    assert (await house.get("erp", "/nowhere")).status_code == 404
