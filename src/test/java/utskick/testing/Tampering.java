package utskick.testing;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What somebody with the database's own password might do to the ledger of consent, each in a way that leaves as few
/// traces as that way can. It is tried on the chains of [#CHAINS], each sealed.
public enum Tampering {
    A_CHANGED_ROW("UPDATE consent.entry SET state = 'refused' WHERE address = '+46701740601'"),
    A_CHANGED_ADDRESS("UPDATE consent.entry SET address = '+46701740699' WHERE address = '+46701740601'"),
    A_MISSING_ROW_IN_THE_MIDDLE("""
            DELETE FROM consent.entry WHERE id = (SELECT id FROM consent.entry WHERE address = '+46701740602'
                                                  ORDER BY id OFFSET 1 LIMIT 1)
            """),
    A_MISSING_END("""
            DELETE FROM consent.entry WHERE id = (SELECT max(id) FROM consent.entry WHERE address = '+46701740602')
            """),
    A_MISSING_END_SMOOTHED_OVER(A_MISSING_END.statements.getFirst(), """
            UPDATE consent.standing s
            SET state = e.state, source = e.source, entry_id = e.id, hash = e.hash, at = e.at
            FROM (SELECT * FROM consent.entry WHERE address = '+46701740602' ORDER BY id DESC LIMIT 1) e
            WHERE s.address = e.address
            """),
    A_MISSING_CHAIN(
            "DELETE FROM consent.entry WHERE address = '+46701740602'",
            "DELETE FROM consent.standing WHERE address = '+46701740602'"),
    SWAPPED_ROWS_OF_A_CHAIN("""
            UPDATE consent.entry e
            SET state = o.state, source = o.source, detail = o.detail, actor = o.actor, at = o.at, evidence = o.evidence,
                previous = o.previous, hash = o.hash
            FROM consent.entry o,
                 (SELECT min(id) AS one, max(id) AS other FROM consent.entry WHERE address = '+46701740602') p
            WHERE e.id IN (p.one, p.other) AND o.id = p.one + p.other - e.id
            """),
    SWAPPED_CHAINS("""
            UPDATE consent.entry e
            SET address = o.address, at = o.at, detail = o.detail, hash = o.hash
            FROM consent.entry o
            WHERE e.address IN ('+46701740601', '+46701740603') AND o.address IN ('+46701740601', '+46701740603')
              AND e.id <> o.id
            """, "UPDATE consent.standing s SET entry_id = e.id FROM consent.entry e WHERE e.hash = s.hash"),
    A_CHAIN_WRITTEN_ANEW("UPDATE consent.entry SET detail = 'signed' WHERE address = '+46701740601'", """
            UPDATE consent.entry
            SET hash = consent.seal(previous, address, channel, purpose, state, basis, wording, source, detail, actor, at,
                                    evidence, sale)
            WHERE address = '+46701740601'
            """, """
            UPDATE consent.standing s SET hash = e.hash FROM consent.entry e WHERE e.id = s.entry_id
            """),
    A_CHANGED_SEAL("UPDATE consent.seal SET digest = sha256('x')"),
    A_SEAL_OVER_FEWER("""
            UPDATE consent.seal SET ids = ids - int8multirange(int8range(lower(ids), lower(ids) + 1)), entries = entries - 1
            """),
    A_MISSING_SEAL("DELETE FROM consent.seal"),
    A_STANDING_THAT_NOBODY_SAID("UPDATE consent.standing SET state = 'given' WHERE address = '+46701740602'"),
    A_STANDING_FROM_SOMEBODY_ELSE("UPDATE consent.standing SET source = 'import' WHERE address = '+46701740602'");

    /// One yes · yes, no, yes, no · one yes.
    public static final List<String> CHAINS = List.of("+46701740601", "+46701740602", "+46701740603");

    private final List<String> statements;

    Tampering(String... statements) {
        this.statements = List.of(statements);
    }

    /// Does it.
    ///
    /// @param owner a connection of the role that owns the schemas
    public void on(JdbcClient owner) {
        for (var statement : statements) {
            if (owner.sql(statement).update() == 0) {
                throw new IllegalStateException("nothing was tampered with: " + statement);
            }
        }
    }
}
