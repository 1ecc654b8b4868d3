package utskick.customer;

import gg.jte.TemplateEngine;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import utskick.access.Audit;
import utskick.access.CurrentUser;
import utskick.kernel.FieldCatalog;
import utskick.kernel.PersonalData;

/// How the register is put together.
@Configuration(proxyBeanMethods = false)
class CustomerConfiguration {

    @Bean
    Customers customers(
            JdbcClient jdbc, CustomFields fields, TransactionOperations transaction, Customers.Told told, Clock clock) {
        return new Customers(new CustomerStore(jdbc), fields, transaction, told, clock);
    }

    @Bean
    Customers.Told toldOfCards(SearchIndex search, NewAddresses addresses) {
        return new Customers.Told(search, addresses);
    }

    @Bean
    SelfService selfService(JdbcClient jdbc, TransactionOperations transaction, SearchIndex search, Clock clock) {
        return new SelfService(jdbc, transaction, search, clock);
    }

    @Bean
    CustomFields customFields(JdbcClient jdbc, TransactionOperations transaction, Audit audit) {
        return new CustomFields(jdbc, transaction, audit);
    }

    @Bean
    Erasure erasure(
            JdbcClient jdbc, TransactionOperations transaction, List<PersonalData> holders, Audit audit, Clock clock) {
        return new Erasure(jdbc, transaction, holders, audit, clock);
    }

    @Bean
    Deletions.By deletionsBy(CurrentUser user, Audit audit) {
        return new Deletions.By(user, audit);
    }

    @Bean
    Deletions deletions(
            JdbcClient jdbc, TransactionOperations transaction, Erasure erasure, Deletions.By by, Clock clock) {
        return new Deletions(jdbc, transaction, erasure, by, clock);
    }

    /// A program that ended while it deleted many goes on with it.
    @Bean
    ApplicationListener<ApplicationReadyEvent> deletionsAtStart(Deletions deletions) {
        return _ -> deletions.resume();
    }

    @Bean
    Merging.Parts mergingParts(List<PersonalData> holders, SearchIndex search, Audit audit) {
        return new Merging.Parts(holders, search, audit);
    }

    @Bean
    Merging merging(
            JdbcClient jdbc, CustomFields fields, Merging.Parts parts, TransactionOperations transaction, Clock clock) {
        return new Merging(new CustomerStore(jdbc), fields, parts, transaction, clock);
    }

    @Bean
    PersonFile personFile(
            JdbcClient jdbc, CustomFields fields, List<PersonalData> holders, TemplateEngine templates, Clock clock) {
        return new PersonFile(jdbc, fields, holders, templates, clock);
    }

    @Bean
    Retention retention(JdbcClient jdbc, Erasure erasure, List<PersonalData> holders, Audit audit, Clock clock) {
        return new Retention(jdbc, erasure, holders, audit, clock);
    }

    @Bean
    FieldCatalog fieldCatalog(CustomFields fields) {
        return new RegisterFields(fields);
    }

    @Bean
    RegisterSize registerSize(JdbcClient jdbc, Clock clock) {
        return new RegisterSize(jdbc, clock);
    }

    @Bean
    CustomerList customerList(
            JdbcClient jdbc, TransactionOperations transaction, ContactStandings standings, RegisterSize size) {
        return new CustomerList(jdbc, transaction, standings, size);
    }

    @Bean
    RegisterExport registerExport(JdbcClient jdbc, TransactionOperations transaction, ContactStandings standings) {
        return new RegisterExport(jdbc, transaction, standings);
    }

    @Bean
    Downloads downloads(RegisterExport export, ListColumns columns, CurrentUser user, Audit audit) {
        return new Downloads(export, columns, user, audit);
    }

    @Bean
    ListColumns listColumns(JdbcClient jdbc) {
        return new ListColumns(jdbc);
    }

    @Bean
    SearchIndex searchIndex(JdbcClient jdbc, TransactionOperations transaction) {
        return new SearchIndex(jdbc, transaction);
    }

    /// A program that died before it was done with an import's words goes on with them.
    @Bean
    ApplicationListener<ApplicationReadyEvent> searchAtStart(SearchIndex search) {
        return _ -> search.wake();
    }

    @Bean
    ImportStore importStore(JdbcClient jdbc) {
        return new ImportStore(jdbc);
    }

    @Bean
    Imports imports(
            DataSource dataSource,
            TransactionOperations transaction,
            ImportStore store,
            ImportedConsents consents,
            Clock clock) {
        return new Imports(dataSource, transaction, store, consents, clock);
    }

    /// A program that died between the two commits of a large import has left a half to be kept or taken back.
    @Bean
    ApplicationListener<ApplicationReadyEvent> importsSettledAtStart(Imports imports) {
        return _ -> imports.settle();
    }

    /// What an import has brought is found at once, or soon after where it is much, and stands in the cards' logs.
    @Bean
    InitializingBean afterImports(Imports imports, SearchIndex search, RegisterSize size, ImportLogging logging) {
        return () -> imports.afterwards(counts -> {
            size.forget();
            logging.imported(counts.changed());
            search.imported(counts.added() + counts.changed());
        });
    }

    @Bean
    ImportLogging importLogging(ImportStore store, TransactionOperations transaction) {
        return new ImportLogging(store, transaction);
    }

    /// A program that died before an import stood in the logs writes it now.
    @Bean
    ApplicationListener<ApplicationReadyEvent> importsLoggedAtStart(ImportLogging logging) {
        return _ -> logging.wake();
    }

    @Bean
    SampleRegister sampleRegister(Imports imports, Clock clock) {
        return new SampleRegister(imports, clock);
    }

    @Bean
    @ConditionalOnProperty("utskick.demo")
    SampleLoader sampleLoader(SampleRegister sample, JdbcClient jdbc) {
        return new SampleLoader(sample, jdbc);
    }
}
