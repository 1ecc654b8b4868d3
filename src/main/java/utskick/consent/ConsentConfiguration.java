package utskick.consent;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;
import utskick.access.Audit;
import utskick.customer.ContactStandings;
import utskick.customer.ImportTraces;
import utskick.customer.ImportedConsents;
import utskick.customer.NewAddresses;
import utskick.customer.SelfService;
import utskick.database.Periodic;

/// How consent is put together.
@Configuration(proxyBeanMethods = false)
class ConsentConfiguration {

    @Bean
    ConsentLedger consentLedger(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        var nested = new TransactionTemplate(transactions);
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        return new ConsentLedger(jdbc, nested, clock);
    }

    @Bean
    SuppressionList suppressionList(JdbcClient jdbc, Clock clock) {
        return new SuppressionList(jdbc, clock);
    }

    @Bean
    Wordings wordings(JdbcClient jdbc, TransactionOperations transaction, Clock clock) {
        return new Wordings(jdbc, transaction, clock);
    }

    @Bean
    Rules consentRules(JdbcClient jdbc) {
        return new Rules(jdbc);
    }

    @Bean
    Attempts publicAttempts(JdbcClient jdbc, Clock clock) {
        return new Attempts(jdbc, clock);
    }

    @Bean
    PreferenceCentre.Asked asked(Purposes purposes, Wordings wordings, Rules rules) {
        return new PreferenceCentre.Asked(purposes, wordings, rules);
    }

    @Bean
    PreferenceCentre preferenceCentre(
            ConsentLedger ledger,
            SuppressionList suppressions,
            PreferenceCentre.Asked asked,
            SelfService selves,
            JdbcClient jdbc) {
        return new PreferenceCentre(ledger, suppressions, asked, selves, jdbc);
    }

    @Bean
    SignUpForms signUpForms(JdbcClient jdbc, Clock clock) {
        return new SignUpForms(jdbc, clock);
    }

    /// Without an address of its own the installation is reached where it runs.
    @Bean
    SignUps.Parts signUpParts(
            ConfirmationSender sender, SelfService selves, Attempts attempts, Clock clock, Environment environment) {
        return new SignUps.Parts(sender, selves, attempts, clock, () -> {
            String address = environment.getProperty("utskick.public.url", "");
            return address.isBlank()
                    ? "http://127.0.0.1:" + environment.getProperty("local.server.port", "8080")
                    : address.strip();
        });
    }

    @Bean
    SignUps signUps(
            ConsentLedger ledger,
            SuppressionList suppressions,
            SignUps.Parts parts,
            TransactionOperations transaction,
            JdbcClient jdbc) {
        return new SignUps(ledger, suppressions, parts, transaction, jdbc);
    }

    @Bean
    PublicSweep publicSweep(Attempts attempts, SignUps signUps) {
        return new PublicSweep(attempts, signUps);
    }

    @Bean
    Inbox.Permissions inboxPermissions(ConsentLedger ledger, SuppressionList suppressions) {
        return new Inbox.Permissions(ledger, suppressions);
    }

    @Bean
    Inbox inbox(
            JdbcClient jdbc,
            Inbox.Permissions permissions,
            LastMessage lastMessage,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new Inbox(jdbc, permissions, lastMessage, new TransactionTemplate(transactions), clock);
    }

    @Bean
    LedgerSeals ledgerSeals(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Clock clock,
            @Value("${utskick.data}") Path folder) {
        return new LedgerSeals(jdbc, new TransactionTemplate(transactions), clock, folder);
    }

    @Bean
    LedgerChecks ledgerChecks(ConsentLedger ledger, LedgerSeals seals, JdbcClient jdbc, Clock clock) {
        return new LedgerChecks(ledger, seals, jdbc, clock);
    }

    @Bean
    LedgerNight ledgerNight(LedgerChecks checks, LedgerSeals seals, ConsentLedger ledger, Audit audit) {
        return new LedgerNight(checks, seals, ledger, audit);
    }

    @Bean
    AnswerWords answerWords(JdbcClient jdbc, Clock clock) {
        return new AnswerWords(jdbc, clock);
    }

    @Bean
    Purposes purposes(JdbcClient jdbc, Clock clock) {
        return new Purposes(jdbc, clock);
    }

    @Bean
    ConsentPersons consentPersons(JdbcClient jdbc, ConsentLedger ledger) {
        return new ConsentPersons(jdbc, ledger);
    }

    @Bean
    Reach reach(JdbcClient jdbc, PlatformTransactionManager transactions) {
        var own = new TransactionTemplate(transactions);
        own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        return new Reach(jdbc, own);
    }

    /// So that whoever asks after a large import need not wait.
    @Bean
    Periodic reachKeeper(Reach reach) {
        return new Periodic("reach", Duration.ofSeconds(5), reach::catchUp);
    }

    @Bean
    OptOuts optOuts(JdbcClient jdbc) {
        return new OptOuts(jdbc);
    }

    @Bean
    ImportedConsents importedConsents(ConsentLedger ledger, Purposes purposes, Rules rules, JdbcClient jdbc) {
        return new RegisterConsents(ledger, purposes, rules, jdbc);
    }

    @Bean
    ImportTraces consentsSinceImport(JdbcClient jdbc) {
        return new ConsentsSinceImport(jdbc);
    }

    @Bean
    NewAddresses newAddresses(ConsentLedger ledger) {
        return ledger::startAnew;
    }

    @Bean
    ContactStandings contactStandings(JdbcClient jdbc) {
        return new RegisterStandings(jdbc);
    }
}
