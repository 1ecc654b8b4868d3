package utskick.web;

import gg.jte.Content;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import utskick.access.Permission;
import utskick.kernel.Money;

/// What every page needs: who looks at it, in which language and theme, where it stands in the menu. A controller's
/// method takes one as a parameter and hands it to its template as `page`.
///
/// @param path the request's path, which marks the menu's entry
/// @param userName the logged-in person's name, null before login
/// @param permissions what that person may do; empty before login
/// @param theme `light`, `dark`, or empty to follow the system
/// @param csrf the token that every form and every htmx request carries
/// @param htmx whether only a part of the page is wanted
/// @param demo whether this is the demonstration with its own phones and mailbox
public record PageModel(
        Texts texts,
        String path,
        @Nullable String userName,
        Set<Permission> permissions,
        String theme,
        ZoneId zone,
        Csrf csrf,
        Assets assets,
        boolean htmx,
        boolean demo) {

    /// The name and value of the hidden field, and the header for htmx.
    public record Csrf(String parameter, String header, String token) {
        String headers() {
            return "{\"%s\": \"%s\"}".formatted(header, token);
        }
    }

    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }

    /// For the parts of templates that only administrators see.
    public boolean admin() {
        return may(Permission.ADMINISTER);
    }

    /// Whether to show what sends or changes.
    public boolean sender() {
        return may(Permission.SEND);
    }

    public String language() {
        return texts.language();
    }

    public String t(String key, @Nullable Object... args) {
        return texts.t(key, args);
    }

    public Content rich(String key, @Nullable Object... args) {
        return texts.rich(key, args);
    }

    public String number(long number) {
        return texts.number(number);
    }

    public String money(Money money) {
        return texts.money(money);
    }

    public String date(@Nullable LocalDate date) {
        return date == null ? "–" : texts.date(date);
    }

    public String dateTime(Instant instant) {
        return texts.dateTime(instant, zone);
    }

    /// "Tuesday 24 November".
    public String day(Instant instant) {
        return texts.day(instant, zone);
    }

    public String time(Instant instant) {
        return texts.time(instant, zone);
    }

    /// The address of a style sheet or script of ours or of a library: content-hashed, so it is cached for ever.
    public String asset(String name) {
        return assets.url(name);
    }

    public String csrfHeaders() {
        return csrf.headers();
    }

    /// `page` where `section` is the menu entry of this page, null else: an attribute that is left out.
    public @Nullable String current(String section) {
        var here = section.equals("/") ? path.equals("/") : path.equals(section) || path.startsWith(section + "/");
        return here ? "page" : null;
    }
}
