"""Seeds the company, its books, its two warehouses, and who may read through the API."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from proteus import Model

from tests.real.tryton.seed_client import Record, by_id, new, one, run_wizard, unsaved, use_company_of_user

COMPANY = "Northwind Industrial Supply"
# A zone far from UTC, so that a date read in the wrong zone shows.
COMPANY_ZONE = "America/New_York"


@dataclass(frozen=True, kw_only=True, slots=True)
class Company:
    """What the later scripts need of the company."""

    record: Record
    currency: Record
    payment_term: Record
    warehouses: dict[str, Record]


def seed_company(today: dt.date) -> Company:
    """Create the company with a chart of accounts, a fiscal year around today and two warehouses."""
    currency = new("currency.currency", name="US Dollar", symbol="$", code="USD")
    new("currency.currency.rate", currency=currency, date=dt.date(2020, 1, 1), rate=Decimal(1))
    party = new("party.party", name=COMPANY, code="COMPANY")
    run_wizard(
        "company.company.config",
        [],
        {"company": {}, "add": {"party": party, "currency": currency, "timezone": COMPANY_ZONE}},
    )
    use_company_of_user()
    company = one("company.company")
    _chart_of_accounts(company)
    _fiscal_year(company, today)
    term = unsaved("account.invoice.payment_term", name="30 days")
    term.lines.new(type="remainder").relativedeltas.new(days=30)
    term.save()
    return Company(record=company, currency=currency, payment_term=term, warehouses=_warehouses(party))


def seed_application_key() -> str:
    """Give the administrator a key for the REST API and return it."""
    user = one("res.user", ("login", "=", "admin"))
    application = new("res.user.application", user=user, application="rest")
    return str(application.key)


def account(kind: str) -> Record:
    """Find the first account of the chart of a kind: revenue, expense, receivable or payable."""
    domain = [(f"type.{kind}", "=", True), ("closed", "!=", True)]
    return Model.get("account.account").find(domain, order=[("code", "ASC")], limit=1)[0]


def _chart_of_accounts(company: Record) -> None:
    template = one("account.account.template", ("parent", "=", None))
    run_wizard(
        "account.create_chart",
        [],
        {
            "account": {},
            "create_account": {"account_template": template, "company": company},
            "create_properties": {},
        },
    )
    settings = by_id("account.configuration")
    settings.default_account_receivable = account("receivable")
    settings.default_account_payable = account("payable")
    settings.save()


def _fiscal_year(company: Record, today: dt.date) -> None:
    kind = one("ir.sequence.type", ("name", "=", "Account Move"))
    year = unsaved(
        "account.fiscalyear",
        name=f"Around {today.year}",
        start_date=(today - dt.timedelta(days=180)).replace(day=1),
        end_date=(today + dt.timedelta(days=210)).replace(day=1) - dt.timedelta(days=1),
        company=company,
        move_sequence=new("ir.sequence.strict", name="Moves", sequence_type=kind, company=company),
    )
    kind = one("ir.sequence.type", ("name", "=", "Invoice"))
    invoices = new("ir.sequence.strict", name="Invoices", sequence_type=kind, company=company, prefix="INV-")
    (numbers,) = year.invoice_sequences
    for use in ("out_invoice", "in_invoice", "out_credit_note", "in_credit_note"):
        setattr(numbers, f"{use}_sequence", invoices)
    year.save()
    year.click("create_period")


def _warehouses(party: Record) -> dict[str, Record]:
    country = new("country.country", name="United States", code="US", code3="USA", code_numeric="840")
    east = one("stock.location", ("type", "=", "warehouse"))
    east.name, east.code = "East distribution centre", "WH-E"
    east.address = new(
        "party.address",
        party=party,
        street="12 Harbor Road",
        postal_code="07102",
        city="Newark",
        country=country,
    )
    east.save()
    zones = {
        zone: new("stock.location", name=f"West {zone}", code=f"WH-W-{zone.upper()}", type="storage")
        for zone in ("input", "output", "storage")
    }
    west = new(
        "stock.location",
        name="West distribution centre",
        code="WH-W",
        type="warehouse",
        input_location=zones["input"],
        output_location=zones["output"],
        storage_location=zones["storage"],
        lost_found_location=east.lost_found_location,
        address=new(
            "party.address",
            party=party,
            street="900 Mesa Drive",
            postal_code="89502",
            city="Reno",
            country=country,
        ),
    )
    return {"WH-E": east, "WH-W": west}
