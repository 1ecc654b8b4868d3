package utskick.database;

/// The PostgreSQL that holds all state: our own, or one that somebody else looks after.
public sealed interface PostgresServer extends AutoCloseable permits EmbeddedPostgres, OutsidePostgres {

    /// The JDBC address of the product's database.
    String url();

    String user();

    String password();

    /// Lets go of the server; an embedded one is stopped.
    @Override
    void close();
}
