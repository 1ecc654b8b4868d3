-- Who wrote to us, and when: what selections ask.
CREATE VIEW consent.reply AS
SELECT sender, at FROM consent.inbound;
