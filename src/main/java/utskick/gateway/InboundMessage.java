package utskick.gateway;

import java.time.Instant;

/// A text that somebody sent to one of our numbers. `from` is E.164 where the provider gave a number.
public record InboundMessage(long accountId, String from, String to, String text, Instant at) {}
