package utskick.customer;

import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The list and its search, for measurements.
public final class SearchBenchRun {

    private final CustomerList list;
    private final SearchIndex index;

    public SearchBenchRun(DataSource dataSource, ContactStandings standings) {
        var jdbc = JdbcClient.create(dataSource);
        var transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        list = new CustomerList(jdbc, transaction, standings, new RegisterSize(jdbc, Clock.systemUTC()));
        index = new SearchIndex(jdbc, transaction);
    }

    /// Brings the index up to date; how many customers were not.
    public int fill() {
        return index.catchUp();
    }

    /// The first page, as the list's page asks for it: how many rows, and how many were found.
    public CustomerList.Page firstPage(String query) {
        return list.find(CustomerQuery.parse(query));
    }
}
