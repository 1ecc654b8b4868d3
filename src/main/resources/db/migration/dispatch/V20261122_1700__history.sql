-- What selections ask of earlier messages: each that was tried, with the last that is known of it. Lean, for it is read
-- for whole mailings: who does not ask for `delivery` does not pay for it.
CREATE VIEW dispatch.attempt AS
SELECT r.customer_id, r.address, b.campaign_id, b.id AS batch_id, b.kind, b.channel, b.done_at, o.state,
       d.state AS delivery, o.at
FROM dispatch.batch b
JOIN dispatch.recipient r ON r.batch_id = b.id
JOIN dispatch.outcome o ON o.batch_id = r.batch_id AND o.slice = r.slice AND o.seq = r.seq AND NOT o.retaken
LEFT JOIN dispatch.delivery d ON d.batch_id = r.batch_id AND d.slice = r.slice AND d.seq = r.seq;
