package utskick.database;

/// Why there is no database, and the way out, in words for whoever starts the program.
public final class DatabaseProblem extends RuntimeException {

    DatabaseProblem(String message) {
        super(message);
    }

    DatabaseProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
