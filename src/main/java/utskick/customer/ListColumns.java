package utskick.customer;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Which columns each person has chosen for the list of customers.
final class ListColumns {

    private final JdbcClient jdbc;

    ListColumns(JdbcClient jdbc) {
        this.jdbc = jdbc;
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

    /// In the order in which columns stand; a column that a later release has dropped is left out.
    private static List<ListColumn> known(Collection<String> keys) {
        var columns =
                keys.stream().map(ListColumn::of).flatMap(Optional::stream).toList();
        return Arrays.stream(ListColumn.values()).filter(columns::contains).toList();
    }
}
