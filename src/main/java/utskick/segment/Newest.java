package utskick.segment;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;

/// While somebody types, only the newest count is wanted: it stops the queries of the one before it in the
/// database, at once, instead of waiting behind them. Which one is the newest the page says: a busy server may
/// begin with the one that was sent first after the one that was sent last.
final class Newest {

    private static final Logger log = LoggerFactory.getLogger(Newest.class);
    private static final ScopedValue<Question> ASKED = ScopedValue.newInstance();

    private final Map<String, Question> running = new ConcurrentHashMap<>();

    /// Runs a question after stopping the older one of the same asker that may still run.
    ///
    /// @param asker which open builder asks; empty when it cannot be told, then nothing is stopped
    /// @param turn grows from one question of the asker to the next, in the order in which they were sent
    /// @return the answer, or empty when it was stopped: nobody waits for it
    <T> Optional<T> ask(String asker, long turn, Supplier<T> question) {
        if (asker.isEmpty()) {
            return Optional.of(question.get());
        }
        var own = new Question(turn);
        var older = olderOf(asker, own);
        if (older == own) {
            return Optional.empty();
        }
        if (older != null) {
            older.stop();
        }
        try {
            var answer = ScopedValue.where(ASKED, own).call(question::get);
            return own.stopped() ? Optional.empty() : Optional.of(answer);
        } catch (QueryTimeoutException e) {
            if (own.stopped()) {
                return Optional.empty();
            }
            throw e;
        } finally {
            running.remove(asker, own);
        }
    }

    /// Of what the asker asks already, if anything, and this question: the one that is not wanted any more.
    private synchronized @Nullable Question olderOf(String asker, Question own) {
        var other = running.get(asker);
        if (other != null && other.turn > own.turn) {
            return own;
        }
        running.put(asker, own);
        return other;
    }

    /// Stops what an asker still asks, and asks nothing in its place.
    void stop(String asker) {
        var question = running.remove(asker);
        if (question != null) {
            question.stop();
        }
    }

    /// A template whose statements can be stopped and are given up after this many seconds.
    static JdbcTemplate template(DataSource source, int mostSeconds) {
        var template = new Stoppable(source);
        template.setQueryTimeout(mostSeconds);
        return template;
    }

    private static final class Stoppable extends JdbcTemplate {

        Stoppable(DataSource source) {
            super(source);
        }

        @Override
        protected void applyStatementSettings(Statement statement) throws SQLException {
            super.applyStatementSettings(statement);
            if (ASKED.isBound()) {
                ASKED.get().add(statement);
            }
        }
    }

    /// The statements of one question, of which one runs at a time.
    private static final class Question {

        private final long turn;
        private final List<Statement> statements = new ArrayList<>();
        private boolean stopped;

        Question(long turn) {
            this.turn = turn;
        }

        synchronized boolean stopped() {
            return stopped;
        }

        synchronized void add(Statement statement) {
            if (stopped) {
                throw new QueryTimeoutException("a newer count of the same builder runs");
            }
            statements.add(statement);
        }

        synchronized void stop() {
            stopped = true;
            statements.forEach(Question::cancel);
        }

        private static void cancel(Statement statement) {
            try {
                if (!statement.isClosed()) {
                    statement.cancel();
                }
            } catch (SQLException e) {
                // it has just ended by itself, or its connection has: either way it does not run any more
                log.debug("a count could not be stopped: {}", e.getMessage());
            }
        }
    }

    /// The name that a builder goes by, as the browser sent it; empty when it is none.
    static String asker(@Nullable String sent) {
        return sent != null && sent.matches("[0-9a-f-]{36}") ? sent : "";
    }
}
