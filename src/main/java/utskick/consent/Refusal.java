package utskick.consent;

/// The SQL function `consent.refusal`, written out. PostgreSQL cannot fold a function with sub-selects into a
/// statement and begins a query of its own at each call; written out, a claim of a thousand messages asks in less
/// than half of the time. A test holds the two to the same answers.
public final class Refusal {

    private Refusal() {}

    /// An expression that is null where we may write, else why not: `suppressed`, `withdrawn`, `no_consent`. Each
    /// row costs a look by key into the suppression list and one into the standings.
    ///
    /// @param channel SQL that gives `SMS` or `EMAIL`, such as `:channel`
    /// @param purpose SQL that gives the purpose's key
    /// @param address SQL that gives the normalised address
    public static String sql(String channel, String purpose, String address) {
        return """
                CASE
                    WHEN (SELECT true FROM consent.suppressed s
                          WHERE s.channel = CHANNEL
                            AND s.address_hash = consent.address_hash(
                                (SELECT k.key FROM consent.suppression_key k), ADDRESS)
                            AND (PURPOSE <> 'confirmation' OR s.reason <> 'stop')
                            AND (PURPOSE <> 'service' OR s.service_too)) THEN 'suppressed'
                    WHEN PURPOSE = 'confirmation' THEN NULL
                    WHEN PURPOSE = 'service' THEN
                        (SELECT 'withdrawn' FROM consent.permission p
                         WHERE p.address = ADDRESS AND p.channel = CHANNEL AND p.purpose = PURPOSE
                           AND p.state IN ('refused', 'withdrawn'))
                    ELSE (SELECT CASE max(p.state) WHEN 'given' THEN NULL WHEN 'withdrawn' THEN 'withdrawn'
                                 ELSE 'no_consent' END
                          FROM consent.permission p
                          WHERE p.address = ADDRESS AND p.channel = CHANNEL AND p.purpose = PURPOSE)
                END
                """.replace("CHANNEL", "CAST(%s AS text)".formatted(channel))
                .replace("PURPOSE", "CAST(%s AS text)".formatted(purpose))
                .replace("ADDRESS", address);
    }
}
