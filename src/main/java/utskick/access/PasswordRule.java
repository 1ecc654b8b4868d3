package utskick.access;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Which passwords are good enough: long ones that others have not chosen too. No rule about digits and signs, for such
/// rules make passwords worse (NIST SP 800-63B, 5.1.1.2).
public final class PasswordRule {

    public static final int SHORTEST = 10;
    /// Longer ones only cost time to hash.
    public static final int LONGEST = 200;

    /// What is tried first, among those of ten characters and more; shorter ones are refused for their length.
    private static final Set<String> COMMON = Set.of(
            "1234567890",
            "12345678910",
            "0123456789",
            "1111111111",
            "0000000000",
            "9876543210",
            "0987654321",
            "1q2w3e4r5t",
            "1qaz2wsx3edc",
            "qwertyuiop",
            "qwertyuiopå",
            "qwerty12345",
            "qwerty123456",
            "asdfghjkl123",
            "password12",
            "password123",
            "password1234",
            "passw0rd123",
            "administrator",
            "administrador",
            "adminadmin",
            "admin12345",
            "admin123456",
            "changemenow",
            "letmein1234",
            "iloveyou123",
            "welcome123",
            "welcome1234",
            "abcdefghij",
            "abcd123456",
            "aaaaaaaaaa",
            "lösenord123",
            "losenord123",
            "hejhejhejhej",
            "sommar2025",
            "sommar2026",
            "salasana123",
            "salasana1234",
            "kesäkuu2026",
            "κωδικός123",
            "kodikos123",
            "haslo12345",
            "hasło12345",
            "zaq12wsxcde3",
            "utskick123",
            "utskickutskick");

    /// Why a password is refused; the name is the last part of its text's key.
    public enum Refusal {
        SHORT,
        LONG,
        COMMON,
        NAME
    }

    private PasswordRule() {}

    /// Empty when the password is good enough for that person.
    public static Optional<Refusal> refusal(String password, String login) {
        var plain = password.strip().toLowerCase(Locale.ROOT);
        if (plain.codePointCount(0, plain.length()) < SHORTEST) {
            return Optional.of(Refusal.SHORT);
        }
        if (password.length() > LONGEST) {
            return Optional.of(Refusal.LONG);
        }
        if (COMMON.contains(plain) || plain.chars().distinct().count() < 3) {
            return Optional.of(Refusal.COMMON);
        }
        var name = login.toLowerCase(Locale.ROOT);
        return name.length() >= 3 && plain.replace(name, "").length() < 4
                ? Optional.of(Refusal.NAME)
                : Optional.empty();
    }
}
