package utskick.customer;

import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Which columns each person has chosen for the list of customers.
final class ListColumns {

    private final JdbcClient jdbc;

    ListColumns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// All there are to choose from.
    List<ListColumn> offered() {
        return ListColumn.all(CustomFields.all(jdbc));
    }

    List<ListColumn> of(String login) {
        return jdbc.sql("SELECT columns FROM customer.list_columns WHERE login = :login")
                .param("login", login)
                .query((row, _) -> known(CustomerRows.texts(row.getArray("columns"))))
                .optional()
                .orElse(ListColumn.USUAL);
    }

    /// Keeps a choice; none at all is the usual one again.
    void choose(String login, Collection<String> keys) {
        var chosen = known(keys);
        if (chosen.isEmpty() || chosen.equals(ListColumn.USUAL)) {
            jdbc.sql("DELETE FROM customer.list_columns WHERE login = :login")
                    .param("login", login)
                    .update();
            return;
        }
        jdbc.sql("""
                INSERT INTO customer.list_columns (login, columns) VALUES (:login, :columns)
                ON CONFLICT (login) DO UPDATE SET columns = excluded.columns
                """)
                .param("login", login)
                .param("columns", chosen.stream().map(ListColumn::key).toArray(String[]::new))
                .update();
    }

    /// In the order in which columns stand; a column that a later release has dropped, or a field that the shop has
    /// removed, is left out.
    private List<ListColumn> known(Collection<String> keys) {
        return offered().stream().filter(column -> keys.contains(column.key())).toList();
    }
}
