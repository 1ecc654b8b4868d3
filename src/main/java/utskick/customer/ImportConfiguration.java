package utskick.customer;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import utskick.database.Periodic;

/// How bringing files in is put together: the pages', the profiles', and what undoes it.
@Configuration(proxyBeanMethods = false)
class ImportConfiguration {

    @Bean
    ImportProfiles importProfiles(JdbcClient jdbc, Clock clock) {
        return new ImportProfiles(jdbc, clock);
    }

    @Bean
    ImportSessions importSessions(Imports imports, ImportProfiles profiles, @Value("${utskick.data}") Path data) {
        return new ImportSessions(imports, profiles, data.resolve("imports"));
    }

    @Bean
    UnattendedImports unattendedImports(
            Imports imports, ImportProfiles profiles, ImportStore store, ImportedConsents consents) {
        return new UnattendedImports(imports, profiles, store, consents);
    }

    @Bean
    ImportFolders importFolders(
            ImportProfiles profiles, UnattendedImports imports, @Value("${utskick.data}") Path data, Clock clock) {
        return new ImportFolders(profiles, imports, data.resolve("import"), clock);
    }

    @Bean
    Periodic folderWatch(ImportFolders folders) {
        return new Periodic("import-folders", Duration.ofSeconds(3), folders::watch);
    }

    @Bean
    ImportErrands importErrands(
            UnattendedImports unattended,
            Imports imports,
            SearchIndex search,
            @Value("${utskick.data}") Path data,
            Clock clock) {
        return new ImportErrands(unattended, imports, search, ErrandFolder.in(data), clock);
    }

    @Bean
    Periodic errandWatch(ImportErrands errands) {
        return new Periodic("import-errands", Duration.ofSeconds(1), errands::serve);
    }

    @Bean
    ImportChanges importChanges(JdbcClient jdbc) {
        return new ImportChanges(jdbc);
    }

    @Bean
    ImportViews importViews(ImportStore store, ImportChanges changes, ImportedConsents consents) {
        return new ImportViews(store, changes, consents);
    }

    @Bean
    ImportUndo importUndo(
            Imports imports,
            ImportStore store,
            TransactionOperations transaction,
            ImportedConsents consents,
            ObjectProvider<ImportTraces> traces,
            Clock clock) {
        return new ImportUndo(
                imports, store, transaction, consents, traces.orderedStream().toList(), clock);
    }
}
