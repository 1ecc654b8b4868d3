package utskick.gateway;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which of several nodes are connected to an SMS account. Providers allow so many connections at a time, often one,
/// and refuse or cut what comes beyond. A place is a lock of a database session: whoever dies leaves it at once.
final class Binds implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Binds.class);

    /// "BIND": apart from all other locks of two numbers. Places of an account are counted on from here.
    private static final int FIRST_PLACE = 0x42494e44;

    private static final int VALID_SECONDS = 2;

    private final Opening opening;
    private final Map<Long, Integer> held = new HashMap<>();
    private @Nullable Connection session;

    /// Opens a connection to the database that is nobody else's.
    @FunctionalInterface
    interface Opening {
        Connection open() throws SQLException;
    }

    Binds(Opening opening) {
        this.opening = opening;
    }

    /// Takes one of the account's places, or keeps the one that this node has. False where others have them all,
    /// and where the database cannot be asked: without it nothing could be sent or stored anyway.
    ///
    /// @param places how many connections the provider allows
    synchronized boolean hold(long account, int places) {
        try {
            var alive = session();
            Integer place = held.get(account);
            if (place != null && place < places) {
                return true;
            }
            release(account);
            for (int i = 0; i < places; i++) {
                if (ask(alive, "SELECT pg_try_advisory_lock(?, ?)", i, account)) {
                    held.put(account, i);
                    return true;
                }
            }
            return false;
        } catch (SQLException away) {
            log.warn("no place could be taken for account {}: {}", account, away.toString());
            drop();
            return false;
        }
    }

    /// Gives the place back, if this node has one.
    synchronized void release(long account) {
        Integer place = held.remove(account);
        if (place != null && session != null) {
            try {
                ask(session, "SELECT pg_advisory_unlock(?, ?)", place, account);
            } catch (SQLException away) {
                drop();
            }
        }
    }

    private static boolean ask(Connection session, String sql, int place, long account) throws SQLException {
        try (var statement = session.prepareStatement(sql)) {
            statement.setInt(1, FIRST_PLACE + place);
            statement.setInt(2, Math.toIntExact(account));
            try (var result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }

    /// A session that was lost has lost its locks.
    private Connection session() throws SQLException {
        var open = session;
        if (open == null || !open.isValid(VALID_SECONDS)) {
            drop();
            open = opening.open();
            session = open;
        }
        return open;
    }

    private void drop() {
        held.clear();
        if (session != null) {
            try {
                session.close();
            } catch (SQLException gone) {
                log.debug("a session that held places was gone already", gone);
            }
            session = null;
        }
    }

    @Override
    public synchronized void close() {
        drop();
    }
}
