package utskick.customer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What is known of a staged file after its match: what it comes to, which rows are rejected, which cells are left out.
final class ImportFindings {

    private final JdbcClient jdbc;

    ImportFindings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// What the import comes to, from its staging tables.
    ImportCounts counts(long id) {
        var rows = new HashMap<String, Integer>();
        jdbc.sql("""
                SELECT outcome, count(*) AS times FROM customer.staged_match_%d GROUP BY outcome
                UNION ALL
                SELECT 'fault', count(*) FROM customer.staged_row_%d WHERE fault IS NOT NULL
                """.formatted(id, id)).query(row -> {
            rows.put(row.getString("outcome"), row.getInt("times"));
        });
        return new ImportCounts(
                rows.getOrDefault("new", 0),
                rows.getOrDefault("changed", 0),
                rows.getOrDefault("unchanged", 0),
                rows.getOrDefault("repeated", 0),
                rows.getOrDefault("number_already_used", 0) + rows.getOrDefault("fault", 0));
    }

    /// The first rejected rows with their reasons, in the file's order.
    List<RejectedRow> rejected(long id, int limit) {
        return rejected(id, 0, 0, limit);
    }

    /// Those that stand after a line of the file, but for the first of them.
    ///
    /// @param skip how many to leave out
    List<RejectedRow> rejected(long id, int after, int skip, int limit) {
        return jdbc.sql("""
                SELECT r.line, r.record, r.number, coalesce(r.fault, m.outcome) AS reason, m.same_as
                FROM customer.staged_row_%d r
                LEFT JOIN customer.staged_match_%d m ON m.line = r.line
                WHERE (r.fault IS NOT NULL OR m.outcome = 'number_already_used') AND r.line > :after
                ORDER BY r.line
                LIMIT :limit OFFSET :skip
                """.formatted(id, id))
                .param("after", after)
                .param("skip", skip)
                .param("limit", limit)
                .query((row, _) -> new RejectedRow(
                        row.getInt("line"),
                        row.getInt("record"),
                        row.getString("number"),
                        row.getString("reason"),
                        row.getObject("same_as", Integer.class)))
                .list();
    }

    /// How many rows are rejected.
    int rejectedRows(long id) {
        return counts(id).rejected();
    }

    /// The cells of the first such rows that are imported all the same, in the file's order.
    List<CellProblem> problems(long id, int rows) {
        return problems(id, 0, 0, rows);
    }

    /// Those of the rows that stand after a line of the file, but for the first of them.
    ///
    /// @param skip how many rows to leave out
    List<CellProblem> problems(long id, int after, int skip, int rows) {
        return jdbc.sql("""
                SELECT p.line, p.heading, p.problem, p.value
                FROM customer.staged_problem_%1$d p
                WHERE p.line IN (SELECT DISTINCT q.line
                                 FROM customer.staged_problem_%1$d q
                                 JOIN customer.staged_match_%1$d m
                                   ON m.line = q.line AND m.outcome IN ('new', 'changed', 'unchanged')
                                 WHERE q.line > :after
                                 ORDER BY q.line
                                 LIMIT :rows OFFSET :skip)
                ORDER BY p.line
                """.formatted(id))
                .param("after", after)
                .param("skip", skip)
                .param("rows", rows)
                .query(ImportFindings::problem)
                .list();
    }

    /// What is wrong in the cells of these lines, rejected or not.
    List<CellProblem> problemsOf(long id, Collection<Integer> lines) {
        return jdbc.sql("""
                SELECT line, heading, problem, value FROM customer.staged_problem_%d
                WHERE line = ANY (:lines) ORDER BY line
                """.formatted(id))
                .param("lines", lines.toArray(Integer[]::new))
                .query(ImportFindings::problem)
                .list();
    }

    private static CellProblem problem(ResultSet row, int index) throws SQLException {
        return new CellProblem(
                row.getInt("line"), row.getString("heading"), row.getString("problem"), row.getString("value"));
    }

    /// How many rows are imported without some of their cells.
    int problemRows(long id) {
        return jdbc.sql("""
                SELECT count(DISTINCT p.line)
                FROM customer.staged_problem_%1$d p
                JOIN customer.staged_match_%1$d m ON m.line = p.line AND m.outcome IN ('new', 'changed', 'unchanged')
                """.formatted(id)).query(Integer.class).single();
    }

    /// How often each fault occurs in the cells of the rows that are imported, most often first.
    Map<String, Integer> problemCounts(long id) {
        var counts = new LinkedHashMap<String, Integer>();
        jdbc.sql("""
                SELECT p.problem, count(*) AS times
                FROM customer.staged_problem_%d p
                JOIN customer.staged_match_%d m ON m.line = p.line AND m.outcome IN ('new', 'changed', 'unchanged')
                GROUP BY p.problem
                ORDER BY times DESC, p.problem
                """.formatted(id, id)).query(row -> {
            counts.put(row.getString("problem"), row.getInt("times"));
        });
        return counts;
    }

    /// Contacts whose company is in no register: imported all the same, and reported.
    void reportMissingCompanies(long id, String heading) {
        jdbc.sql("""
                INSERT INTO customer.staged_problem_%d (import_id, line, heading, problem, value)
                SELECT %d, r.line, :heading, 'company.not_found', r.company_number
                FROM customer.staged_row_%d r
                JOIN customer.staged_match_%d m ON m.line = r.line AND m.outcome IN ('new', 'changed', 'unchanged')
                LEFT JOIN customer.customer k ON k.number = r.company_number AND k.kind = 'company'
                WHERE r.company_number <> '' AND k.id IS NULL
                """.formatted(id, id, id, id)).param("heading", heading).update();
    }
}
