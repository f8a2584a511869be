"""Who walks through the shop."""

CUSTOMER, STAFF = "ada@customer.example", "boss@shop.example"
PASSWORD = "a walk along the river"  # noqa: S105 -- of people who are nobody
