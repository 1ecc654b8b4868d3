package utskick.database;

import java.nio.file.Path;

/// The PostgreSQL that holds all state: our own, or one that somebody else looks after.
public sealed interface PostgresServer extends AutoCloseable permits EmbeddedPostgres, OutsidePostgres {

    /// A server that is there already, after it has answered.
    ///
    /// @throws utskick.kernel.StartProblem if it does not answer, or is too old
    static PostgresServer outside(String url, String user, String password) {
        return OutsidePostgres.connect(url, new Login(user, password), new Login(user, password));
    }

    /// The embedded server on this folder: one that a running Utskick has there already, else one that is started
    /// and stopped with the returned value. Works as the owner in either case.
    static PostgresServer on(Path folder) {
        return PostgresFolder.inUse(folder)
                .<PostgresServer>map(it -> OutsidePostgres.connect(it.url(), it.owner(), it.owner()))
                .orElseGet(() -> EmbeddedPostgres.start(folder));
    }

    /// Whether a running Utskick has an embedded server on this folder.
    static boolean isInUse(Path folder) {
        return PostgresFolder.inUse(folder).isPresent();
    }

    /// The JDBC address of the product's database.
    String url();

    /// The role that owns the schemas and migrates them.
    String user();

    String password();

    /// The role that the program works as. It may be the owner itself on a server that somebody else looks after.
    Login application();

    /// Lets go of the server; an embedded one is stopped.
    @Override
    void close();
}
