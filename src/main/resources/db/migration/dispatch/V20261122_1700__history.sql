-- What selections ask of earlier messages: each that was tried. Lean, for it is read for whole mailings: who does not ask
-- for the address does not pay for it.
CREATE VIEW dispatch.attempt AS
SELECT o.batch_id, o.slice, o.seq, o.customer_id, r.address, b.campaign_id, b.kind, b.channel, b.done_at, o.state, o.at
FROM dispatch.batch b
JOIN dispatch.outcome o ON o.batch_id = b.id AND NOT o.retaken
LEFT JOIN dispatch.recipient r ON r.batch_id = o.batch_id AND r.slice = o.slice AND r.seq = o.seq;

-- The last that was heard of a message, where anything was.
CREATE VIEW dispatch.receipt AS
SELECT batch_id, slice, seq, state FROM dispatch.delivery;
