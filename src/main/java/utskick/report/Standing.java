package utskick.report;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import utskick.consent.LedgerChecks;
import utskick.dispatch.Batch;
import utskick.dispatch.Outbox;
import utskick.gateway.AccountStatus;
import utskick.gateway.Accounts;
import utskick.kernel.Channel;
import utskick.quota.Quotas;

/// Gathers what the start page tells. A few cheap reads of counters; no message is read.
final class Standing {

    private static final int DAYS = 30;
    private static final int SHOWN = 5;

    private final Outbox outbox;
    private final Quotas quotas;
    private final Accounts accounts;
    private final LedgerChecks checks;
    private final Clock clock;

    Standing(Outbox outbox, Quotas quotas, Accounts accounts, LedgerChecks checks, Clock clock) {
        this.outbox = outbox;
        this.quotas = quotas;
        this.accounts = accounts;
        this.checks = checks;
        this.clock = clock;
    }

    StartView now(ZoneId zone) {
        var now = clock.instant();
        var underWay = outbox.underWay();
        var recent = outbox.startedSince(now.minus(Duration.ofDays(DAYS)));
        var services = services();
        return new StartView(
                now,
                underWay.stream()
                        .filter(batch -> !waits(batch, now))
                        .limit(SHOWN)
                        .toList(),
                underWay.stream()
                        .filter(batch -> waits(batch, now))
                        .sorted(Comparator.comparing(batch -> batch.window().notBefore()))
                        .limit(SHOWN)
                        .toList(),
                recent.stream()
                        .filter(batch -> batch.state() == Batch.State.DONE || batch.state() == Batch.State.CANCELLED)
                        .limit(SHOWN)
                        .toList(),
                days(recent, LocalDate.ofInstant(now, zone), zone),
                Stream.of(Channel.values())
                        .filter(channel -> channel == Channel.SMS ? services.sms() : services.email())
                        .map(quotas::month)
                        .filter(month -> month.monthly() != null)
                        .toList(),
                services,
                checks.last().filter(LedgerChecks.Check::isOpen).isPresent(),
                recent.stream().filter(batch -> batch.counts().uncertain() > 0).findFirst());
    }

    private static boolean waits(Batch batch, Instant now) {
        var notBefore = batch.window().notBefore();
        return notBefore != null && notBefore.isAfter(now);
    }

    private StartView.Services services() {
        var statuses = accounts.statuses().stream()
                .filter(status -> status.account().enabled())
                .toList();
        return new StartView.Services(
                statuses.stream().anyMatch(status -> status.account().channel() == Channel.SMS),
                statuses.stream().anyMatch(status -> status.account().channel() == Channel.EMAIL),
                statuses.stream()
                        .filter(Standing::isDown)
                        .map(status -> status.account().name())
                        .toList());
    }

    /// An account that has not been tried yet is neither connected nor down.
    private static boolean isDown(AccountStatus status) {
        return !status.status().connected() && !status.status().detail().isEmpty();
    }

    private static StartView.Days days(List<Batch> batches, LocalDate today, ZoneId zone) {
        var delivered = new HashMap<LocalDate, Long>();
        var undelivered = new HashMap<LocalDate, Long>();
        for (var batch : batches) {
            if (batch.startedAt() != null) {
                var day = LocalDate.ofInstant(batch.startedAt(), zone);
                var counts = batch.counts();
                // an e-mail has no delivery report: what the server took counts as arrived
                long arrived = counts.delivered() + (batch.route().channel() == Channel.EMAIL ? counts.submitted() : 0);
                delivered.merge(day, arrived, Long::sum);
                undelivered.merge(day, (long) counts.undelivered() + counts.failed(), Long::sum);
            }
        }
        var days = new ArrayList<StartView.Day>();
        IntStream.range(0, DAYS)
                .mapToObj(i -> today.minusDays(DAYS - 1L - i))
                .forEach(day -> days.add(
                        new StartView.Day(day, delivered.getOrDefault(day, 0L), undelivered.getOrDefault(day, 0L))));
        return new StartView.Days(List.copyOf(days));
    }
}
