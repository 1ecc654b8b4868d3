-- What an account is used with: the sender shown when nobody chooses another one, and the number that people may answer
-- to (empty: none, so that a STOP by SMS is not possible).
ALTER TABLE gateway.account
    ADD COLUMN sender       text NOT NULL DEFAULT '',
    ADD COLUMN reply_number text NOT NULL DEFAULT '';

-- What other modules may know of an account.
CREATE VIEW gateway.provider AS
SELECT id, name, channel, enabled, unit_price, currency, rate, sender, reply_number
FROM gateway.account;
