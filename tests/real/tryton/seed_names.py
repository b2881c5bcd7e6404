"""Names that the seed gives and that tests ask by."""

SHOP = "Parts online"
