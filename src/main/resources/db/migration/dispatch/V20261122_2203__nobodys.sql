-- Messages to an address that was no customer's when they left: a test to a typed address, the question whether it was
-- you who signed up. Found when the address's owner is erased; those to customers cost nothing here.
CREATE INDEX recipient_nobodys ON dispatch.recipient (address) WHERE customer_id IS NULL;
