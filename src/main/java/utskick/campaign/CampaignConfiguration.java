package utskick.campaign;

import java.time.Clock;
import java.time.Duration;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import utskick.access.Audit;
import utskick.access.CurrentUser;
import utskick.database.Periodic;
import utskick.dispatch.MessageHistory;
import utskick.dispatch.Outbox;
import utskick.gateway.Account;
import utskick.gateway.Accounts;
import utskick.kernel.FieldCatalog;
import utskick.link.Links;
import utskick.quota.Quotas;
import utskick.segment.MailingHistory;
import utskick.segment.Roster;
import utskick.segment.SegmentUse;
import utskick.segment.Segments;
import utskick.segment.SendingChannels;
import utskick.template.Contents;
import utskick.template.Templates;

/// How campaigns are put together.
@Configuration(proxyBeanMethods = false)
class CampaignConfiguration {

    @Bean
    CampaignStore campaignStore(JdbcClient jdbc) {
        return new CampaignStore(jdbc);
    }

    /// Without an address of its own the installation is reached where it runs.
    @Bean
    Composer composer(
            Segments segments,
            FieldCatalog catalog,
            Accounts accounts,
            Links links,
            Environment environment,
            @Value("${utskick.public.url:}") String publicAddress) {
        return new Composer(
                segments,
                catalog,
                accounts,
                links,
                () -> publicAddress.isBlank()
                        ? "http://127.0.0.1:" + environment.getProperty("local.server.port", "8080")
                        : publicAddress.strip());
    }

    @Bean
    Campaigns campaigns(
            CampaignStore store, Composer composer, Outbox outbox, TransactionOperations transaction, Clock clock) {
        return new Campaigns(store, composer, outbox, transaction, clock);
    }

    @Bean
    Samples campaignSamples(JdbcClient jdbc, Segments segments, Roster roster, Composer composer) {
        return new Samples(jdbc, segments, roster, composer);
    }

    @Bean
    Checker campaignChecker(DataSource source, Roster roster, Composer composer, TransactionOperations transaction) {
        return new Checker(source, roster, composer, transaction);
    }

    @Bean
    Desks desks(Composer composer, Samples samples, Checker checker, Desks.Shelf shelf) {
        return new Desks(composer, samples, checker, shelf);
    }

    @Bean
    Desks.Shelf deskShelf(Segments segments, Roster roster, Templates templates, Quotas quotas, FieldCatalog catalog) {
        return new Desks.Shelf(segments, roster, templates, quotas, catalog);
    }

    @Bean
    TestSends testSends(TestSends.Parts parts, Outbox outbox, Clock clock) {
        return new TestSends(parts, outbox, clock);
    }

    @Bean
    TestSends.Parts testSendParts(
            Composer composer, Samples samples, Roster roster, Contents contents, TestSends.Lent lent) {
        return new TestSends.Parts(composer, samples, roster, contents, lent);
    }

    @Bean
    TestSends.Lent lentValues(CampaignStore store, TransactionOperations transaction) {
        return new TestSends.Lent(store, transaction);
    }

    @Bean
    CampaignPersons campaignPersons(JdbcClient jdbc, Outbox outbox) {
        return new CampaignPersons(jdbc, outbox);
    }

    @Bean
    Reviews reviews(
            CampaignStore store, Reviews.Parts parts, Outbox outbox, TransactionOperations transaction, Clock clock) {
        return new Reviews(store, parts, outbox, transaction, clock);
    }

    @Bean
    Reviews.Parts reviewParts(Composer composer, Contents contents, Segments segments, Roster roster) {
        return new Reviews.Parts(composer, contents, segments, roster);
    }

    @Bean
    Launches launches(CampaignStore store, Reviews reviews, Outbox outbox, Quotas quotas, Launches.Ground ground) {
        return new Launches(store, reviews, outbox, quotas, ground);
    }

    @Bean
    Launches.Ground launchGround(TransactionOperations transaction, Audit audit, Clock clock) {
        return new Launches.Ground(transaction, audit::record, clock);
    }

    @Bean
    Periodic campaignSettler(Launches launches) {
        return new Periodic("campaign-settler", Duration.ofSeconds(2), launches::settle);
    }

    @Bean
    FollowFeed followFeed(Outbox outbox) {
        return new FollowFeed(outbox);
    }

    @Bean
    FollowPages.Watching followWatching(FollowFeed feed, MessageHistory history, Roster roster, Links links) {
        return new FollowPages.Watching(feed, history, roster, links);
    }

    @Bean
    ConfirmPages.Asker confirmAsker(CurrentUser user, Clock clock) {
        return new ConfirmPages.Asker(user, clock);
    }

    @Bean
    MailingHistory mailingHistory(JdbcClient jdbc) {
        return new SentMailings(jdbc);
    }

    /// What can be sent is what an account is there for.
    @Bean
    SendingChannels sendingChannels(Accounts accounts) {
        return () -> accounts.all().stream()
                .filter(Account::enabled)
                .map(Account::channel)
                .collect(Collectors.toSet());
    }

    /// A selection that a draft uses cannot be deleted.
    @Bean
    SegmentUse campaignSegmentUse(CampaignStore store) {
        return store::withSegment;
    }
}
