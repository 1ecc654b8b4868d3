package utskick.web;

import java.util.Locale;
import java.util.regex.Pattern;
import utskick.access.PasswordRule;
import utskick.access.Users;

/// What the forms about users have in common.
final class UserForm {

    private static final Pattern LOGIN = Pattern.compile("[\\p{L}\\p{N}._@+-]{1,%d}".formatted(Users.LONGEST_LOGIN));

    private UserForm() {}

    /// Letters, digits and what e-mail addresses are made of.
    static boolean isLogin(String login) {
        return LOGIN.matcher(login.strip()).matches();
    }

    /// The key of the text that says why a password is refused; of a good one, whatever.
    static String passwordText(String password, String login) {
        return PasswordRule.refusal(password, login)
                .map(refusal -> "web.password." + refusal.name().toLowerCase(Locale.ROOT))
                .orElse("web.password.short");
    }
}
