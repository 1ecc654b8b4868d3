package utskick.database;

import java.util.Locale;

/// The operating systems that PostgreSQL is started differently on.
final class Platform {

    static final boolean WINDOWS = name().startsWith("windows");
    static final boolean LINUX = name().equals("linux");

    private Platform() {}

    private static String name() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT);
    }
}
