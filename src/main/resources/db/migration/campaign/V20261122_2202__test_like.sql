-- Whose values a test to a typed address carried: the message is nobody's, and the values are somebody's.
CREATE TABLE campaign.test_like (
    batch_id     bigint PRIMARY KEY,
    customer_id  bigint NOT NULL,
    at           timestamptz NOT NULL
);
CREATE INDEX test_like_customer ON campaign.test_like (customer_id);
