package utskick.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import utskick.kernel.Announcement;

/// The first start, when nobody can log in yet: whoever reads the console gets a code, and with it sets the first
/// administrator's password in the browser. The code is this process' own, and gone with its use.
public final class FirstStart implements Announcement {

    /// What became of a try.
    public sealed interface Result {
        /// The administrator is there.
        record Done() implements Result {}

        record WrongCode() implements Result {}

        record TooMany(Instant until) implements Result {}

        /// Somebody else was first.
        record TooLate() implements Result {}
    }

    /// No letters or digits that look alike.
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private final Users users;
    private final LoginThrottle throttle;
    private final AtomicBoolean needed = new AtomicBoolean(true);
    private final String code = newCode();

    FirstStart(Users users, LoginThrottle throttle) {
        this.users = users;
        this.throttle = throttle;
    }

    /// Whether nobody can log in yet. Once somebody can, this is known without asking.
    public boolean needed() {
        if (needed.get() && !users.none()) {
            needed.set(false);
        }
        return needed.get();
    }

    @Override
    public String text() {
        return needed() ? "open it and set the first password with the code " + code : "";
    }

    /// Makes the first administrator, if the code is right. The password has passed the [PasswordRule].
    public Result setUp(String typedCode, String login, String name, String password, String remoteAddress) {
        if (!needed()) {
            return new Result.TooLate();
        }
        var locked = throttle.tried(LoginThrottle.Kind.SETUP, Network.of(remoteAddress));
        if (locked.isPresent()) {
            return new Result.TooMany(locked.get());
        }
        if (!isCode(typedCode)) {
            return new Result.WrongCode();
        }
        if (!users.addFirst(login, name, password)) {
            return new Result.TooLate();
        }
        needed.set(false);
        throttle.wasRight(LoginThrottle.Kind.SETUP, Network.of(remoteAddress));
        return new Result.Done();
    }

    private boolean isCode(String typed) {
        var plain = typed.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
        return MessageDigest.isEqual(
                plain.getBytes(StandardCharsets.UTF_8), code.replace("-", "").getBytes(StandardCharsets.UTF_8));
    }

    /// 60 bits, in three groups that are easy to type.
    private static String newCode() {
        var random = new SecureRandom();
        var code = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            if (i > 0 && i % 4 == 0) {
                code.append('-');
            }
            code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return code.toString();
    }
}
