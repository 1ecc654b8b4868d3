package utskick;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.springframework.beans.factory.SmartInitializingSingleton;
import utskick.access.Role;
import utskick.access.Users;
import utskick.database.FileTree;
import utskick.kernel.Announcement;

/// The demo's user. Made before the first page is served, so that nobody is asked to set a first password.
final class DemoUser implements SmartInitializingSingleton, Announcement {

    static final String LOGIN = "demo";
    static final String PASSWORD_FILE = "demo-password";

    private static final String[] WORDS = {
        "anis",
        "blomma",
        "dill",
        "ekorre",
        "fjord",
        "granit",
        "humla",
        "kanel",
        "lind",
        "mossa",
        "norrsken",
        "oliv",
        "pil",
        "ros",
        "saffran",
        "timjan"
    };

    private final Users users;
    private final Path passwordFile;
    private String password = "";

    DemoUser(Users users, Path data) {
        this.users = users;
        this.passwordFile = data.resolve(PASSWORD_FILE);
    }

    @Override
    public void afterSingletonsInstantiated() {
        makeUser();
    }

    @Override
    public String text() {
        return "login: %s / %s".formatted(LOGIN, password);
    }

    /// The password lies beside the data so that every start can say it; the database has its hash only.
    private void makeUser() {
        try {
            var user = users.all().stream()
                    .filter(someone -> someone.login().equals(LOGIN))
                    .findFirst();
            if (Files.exists(passwordFile)) {
                password =
                        Files.readString(passwordFile, StandardCharsets.UTF_8).strip();
            } else {
                password = newPassword();
                FileTree.writePrivate(passwordFile, password);
                user.ifPresent(someone -> users.setPassword(someone.id(), password));
            }
            if (user.isEmpty()) {
                users.add(LOGIN, "Karin Ek", Role.ADMIN, password);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String newPassword() {
        var random = new SecureRandom();
        return "%s-%s-%04d"
                .formatted(
                        WORDS[random.nextInt(WORDS.length)],
                        WORDS[random.nextInt(WORDS.length)],
                        random.nextInt(10_000));
    }
}
