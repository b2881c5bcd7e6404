"""Posts and pays the invoices of seeded sales."""

import datetime as dt
from collections.abc import Sequence

from tests.real.tryton.seed_client import Record, new, one, press, run_wizard


def post_invoices(sales: Sequence[Record]) -> None:
    """Post the invoices that the done shipments have caused."""
    for sale in sales:
        sale.reload()
    press([invoice for sale in sales for invoice in sale.invoices], "post")


def pay_invoices(sales: Sequence[Record], today: dt.date) -> None:
    """Pay posted invoices in full: with everything sent, that ends an order."""
    cash = one("account.account", ("code", "=", "1.1.1"))
    journal = one("account.journal", ("type", "=", "cash"))
    method = new(
        "account.invoice.payment.method",
        name="Cash",
        journal=journal,
        credit_account=cash,
        debit_account=cash,
    )
    for invoice in [invoice for sale in sales for invoice in sale.invoices]:
        payment = {"amount": invoice.amount_to_pay, "date": today, "payment_method": method}
        run_wizard("account.invoice.pay", [invoice], {"choice": payment})
