package utskick.quota;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import utskick.access.Audit;
import utskick.kernel.Channel;

/// What may still be sent this calendar month: SMS parts and e-mails, the units that providers charge for (F5, L7). A
/// batch reserves before its first message leaves; both reserved and used units count. Exact however many ask at one
/// time, for the month's row is updated only while enough is left.
public final class Quotas {

    /// How a month stands.
    ///
    /// @param monthly the allowance, null where there is no limit
    /// @param taken units reserved or used
    public record Month(
            Channel channel, LocalDate firstDay, @Nullable Long monthly, long taken) {

        /// Empty where there is no limit. Never negative, even after the allowance was lowered.
        public OptionalLong left() {
            return monthly == null ? OptionalLong.empty() : OptionalLong.of(Math.max(0, monthly - taken));
        }
    }

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final Audit audit;
    private final Clock clock;
    private final ZoneId zone;

    Quotas(JdbcClient jdbc, TransactionOperations transaction, Audit audit, Clock clock, ZoneId zone) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.audit = audit;
        this.clock = clock;
        this.zone = zone;
    }

    /// How the current month stands.
    public Month month(Channel channel) {
        var month = thisMonth();
        return jdbc.sql("""
                SELECT (SELECT monthly FROM quota.allowance WHERE channel = :channel) AS monthly,
                       coalesce((SELECT taken FROM quota.month WHERE channel = :channel AND month = :month), 0) AS taken
                """)
                .param("channel", channel.name())
                .param("month", Date.valueOf(month))
                .query((row, _) ->
                        new Month(channel, month, row.getObject("monthly", Long.class), row.getLong("taken")))
                .single();
    }

    /// Units that are left this month; empty where there is no limit.
    public OptionalLong left(Channel channel) {
        return month(channel).left();
    }

    /// Reserves units of the current month for a batch. The same batch may ask again: it then holds the new number.
    /// Part of the caller's transaction, if there is one, so that it can be taken together with the start of the
    /// batch.
    public Reservation reserve(Channel channel, long batchId, long units) {
        if (units < 0) {
            throw new IllegalArgumentException("cannot reserve " + units);
        }
        return transaction.execute(_ -> {
            var month = thisMonth();
            lockMonth(channel, month);
            release(batchId);
            if (!take(channel, month, units)) {
                return new Reservation.Exceeded(left(channel).orElseThrow());
            }
            jdbc.sql("""
                    INSERT INTO quota.reservation (batch_id, channel, month, reserved, at)
                    VALUES (:batch, :channel, :month, :units, :at)
                    ON CONFLICT (batch_id) DO UPDATE SET
                        channel = excluded.channel, month = excluded.month, reserved = excluded.reserved, at = excluded.at
                    """)
                    .param("batch", batchId)
                    .param("channel", channel.name())
                    .param("month", Date.valueOf(month))
                    .param("units", units)
                    .param("at", Timestamp.from(clock.instant()))
                    .update();
            return new Reservation.Reserved(units, left(channel));
        });
    }

    /// Says that `units` of what the batch had reserved have left. Units beyond the reservation count too: they
    /// were sent.
    public void use(long batchId, long units) {
        transaction.executeWithoutResult(_ -> {
            var held =
                    held(batchId).orElseThrow(() -> new IllegalStateException("batch " + batchId + " holds nothing"));
            long beyond = Math.max(0, units - held.reserved());
            jdbc.sql("""
                    UPDATE quota.reservation SET reserved = reserved - :within, used = used + :units
                    WHERE batch_id = :batch
                    """)
                    .param("batch", batchId)
                    .param("units", units)
                    .param("within", units - beyond)
                    .update();
            addToMonth(held, beyond);
        });
    }

    /// Gives back what the batch has reserved and not used; a batch that holds nothing is let be.
    public void release(long batchId) {
        transaction.executeWithoutResult(_ -> held(batchId).ifPresent(held -> {
            jdbc.sql("UPDATE quota.reservation SET reserved = 0 WHERE batch_id = :batch")
                    .param("batch", batchId)
                    .update();
            addToMonth(held, -held.reserved());
        }));
    }

    /// Sets what may be sent in a month, from now on.
    ///
    /// @param monthly units, or null for no limit
    public void setMonthly(Channel channel, @Nullable Long monthly) {
        transaction.executeWithoutResult(_ -> {
            if (monthly == null) {
                jdbc.sql("DELETE FROM quota.allowance WHERE channel = :channel")
                        .param("channel", channel.name())
                        .update();
            } else {
                jdbc.sql("""
                        INSERT INTO quota.allowance (channel, monthly) VALUES (:channel, :monthly)
                        ON CONFLICT (channel) DO UPDATE SET monthly = excluded.monthly
                        """)
                        .param("channel", channel.name())
                        .param("monthly", monthly)
                        .update();
            }
            audit.record("quota.changed", channel.name(), monthly == null ? "–" : monthly.toString());
        });
    }

    private record Held(String channel, Date month, long reserved) {}

    /// Locks the batch's row. Callers that also lock a month lock the month first.
    private Optional<Held> held(long batchId) {
        jdbc.sql("""
                SELECT FROM quota.month m JOIN quota.reservation r ON r.channel = m.channel AND r.month = m.month
                WHERE r.batch_id = :batch FOR UPDATE OF m
                """).param("batch", batchId).query((_, _) -> true).list();
        return jdbc.sql("SELECT channel, month, reserved FROM quota.reservation WHERE batch_id = :batch FOR UPDATE")
                .param("batch", batchId)
                .query((row, _) -> new Held(row.getString("channel"), row.getDate("month"), row.getLong("reserved")))
                .optional();
    }

    private void lockMonth(Channel channel, LocalDate month) {
        jdbc.sql("""
                INSERT INTO quota.month (channel, month) VALUES (:channel, :month)
                ON CONFLICT (channel, month) DO UPDATE SET taken = quota.month.taken
                """)
                .param("channel", channel.name())
                .param("month", Date.valueOf(month))
                .update();
    }

    private boolean take(Channel channel, LocalDate month, long units) {
        return jdbc.sql("""
                UPDATE quota.month m SET taken = taken + :units
                WHERE channel = :channel AND month = :month
                  AND NOT EXISTS (SELECT FROM quota.allowance a
                                  WHERE a.channel = m.channel AND a.monthly < m.taken + :units)
                """)
                        .param("channel", channel.name())
                        .param("month", Date.valueOf(month))
                        .param("units", units)
                        .update()
                == 1;
    }

    private void addToMonth(Held held, long units) {
        if (units != 0) {
            jdbc.sql("UPDATE quota.month SET taken = taken + :units WHERE channel = :channel AND month = :month")
                    .param("units", units)
                    .param("channel", held.channel())
                    .param("month", held.month())
                    .update();
        }
    }

    private LocalDate thisMonth() {
        return LocalDate.ofInstant(clock.instant(), zone).withDayOfMonth(1);
    }
}
