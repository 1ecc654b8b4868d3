-- A message outlives what it said: its values are null once they were taken away, because the customer was erased or
-- because the shop keeps them no longer. The rest is what accounts need. Erased customers' addresses become `#` and the
-- place of the row, which keeps them unique and can never be sent to.
ALTER TABLE dispatch.recipient ALTER fields DROP NOT NULL;
