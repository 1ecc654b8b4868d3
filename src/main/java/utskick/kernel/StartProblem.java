package utskick.kernel;

/// Why the program does not start, and the way out, in words for whoever starts it.
public final class StartProblem extends RuntimeException {

    public StartProblem(String message) {
        super(message);
    }

    public StartProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
