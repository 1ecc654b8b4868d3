package utskick.customer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds out what the columns of a register file are: by their headings, with a dictionary in five languages, and by
/// what stands in them where the heading says nothing.
final class ColumnDictionary {

    /// How the headings of our own columns begin in every language.
    private static final String OURS = "utskick:";

    private static final Pattern SPLIT = Pattern.compile(", *");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    // roots, compared with the words of a heading without accents; a consent column names consent and a channel
    private static final List<String> CONSENT_ROOTS = List.of(
            "samtyck",
            "godkan",
            "nyhetsutskick",
            "nyhetsbrev",
            "utskick",
            "marknadsforing",
            "suostumu",
            "markkinointilu",
            "markkinoin",
            "uutiskirj",
            "lupa",
            "συγκαταθ",
            "ενημερω",
            "συναιν",
            "αποδοχη",
            "zgod",
            "zgoda",
            "newsletter",
            "consent",
            "permission",
            "opt in",
            "optin",
            "marketing",
            "accepts");
    private static final List<String> BLOCK_ROOTS = List.of(
            "sparr",
            "reklamsparr",
            "nix",
            "kielto",
            "markkinointikiel",
            "φραγη",
            "αποκλεισμ",
            "εναντιωσ",
            "sprzeciw",
            "blokad",
            "rezygnacj",
            "opt out",
            "optout",
            "unsubscrib",
            "do not",
            "blocked");
    private static final List<String> SMS_WORDS = List.of("sms", "mobil", "tekstiviest", "textmeddel", "txt");
    private static final List<String> EMAIL_WORDS = List.of(
            "e post",
            "epost",
            "mejl",
            "email",
            "e mail",
            "mail",
            "sahkopost",
            "ηλεκτρονικ",
            "nyhetsbrev",
            "uutiskirj",
            "newsletter");
    private static final List<String> DATE_WORDS =
            List.of("datum", "date", "data", "pvm", "paiva", "ημερομηνια", "ημ", "dnia", "tidpunkt", "at");
    private static final List<String> WORDING_WORDS =
            List.of("tresc", "wording", "lydelse", "text", "teksti", "sanamuoto", "κειμενο", "villkor");

    private static final List<String> SOURCE_WORDS = List.of(
            "kalla", "ursprung", "lahde", "alkupera", "πηγη", "προελευση", "zrodlo", "pochodzenie", "source", "origin");

    private final Map<String, ColumnUse> headings;
    private final List<CustomField> own;
    /// What the shop calls its own fields, in any language, and their keys.
    private final Map<String, ColumnUse> ownNames;

    ColumnDictionary() {
        this(read(), List.of());
    }

    private ColumnDictionary(Map<String, ColumnUse> headings, List<CustomField> own) {
        this.headings = headings;
        this.own = own;
        this.ownNames = new HashMap<>();
        for (var field : own) {
            field.names().values().forEach(name -> ownNames.putIfAbsent(key(name), ColumnUse.of(field)));
            ownNames.putIfAbsent(key(field.key()), ColumnUse.of(field));
        }
    }

    /// The same, and the names of the shop's own fields.
    ColumnDictionary with(List<CustomField> fields) {
        return fields.isEmpty() ? this : new ColumnDictionary(headings, List.copyOf(fields));
    }

    /// Whether the cells of such a column are amounts, by which a file's decimal mark is found.
    boolean isNumber(ColumnUse use) {
        return switch (use.field()) {
            case POINTS, BALANCE, BOUGHT_12_MONTHS, BOUGHT_THIS_YEAR, BOUGHT_LAST_YEAR -> true;
            default -> isOwn(use, CustomField.Kind.NUMBER);
        };
    }

    /// Whether the cells of such a column are dates, by which the order of day and month is found.
    boolean isDate(ColumnUse use) {
        return switch (use.field()) {
            case BIRTHDAY, LAST_PURCHASE, CONSENT_DATE -> true;
            default -> isOwn(use, CustomField.Kind.DATE);
        };
    }

    private boolean isOwn(ColumnUse use, CustomField.Kind kind) {
        return use.isOwn()
                && own.stream()
                        .anyMatch(field -> field.kind() == kind && field.key().equals(use.label()));
    }

    /// What each column is, by its heading and by the sample's cells. One use that may stand once stands once: the
    /// second column that claims it is kept as a field of the shop's own.
    List<ColumnUse> uses(List<String> headings, List<SourceRow> sample) {
        var uses = new ArrayList<ColumnUse>();
        var taken = EnumSet.noneOf(Field.class);
        for (int i = 0; i < headings.size(); i++) {
            var use = byHeading(headings.get(i));
            if (use == null || use.equals(ColumnUse.CUSTOM)) {
                var found = byContent(i, sample);
                use = found != null ? found : headings.get(i).isBlank() ? ColumnUse.IGNORE : ColumnUse.CUSTOM;
            }
            if (holdsIdentities(i, sample)) {
                // whatever the heading says: some registers have them as customer numbers
                use = ColumnUse.of(Field.NATIONAL_ID);
            }
            if (use.isOwn() && uses.contains(use) || !use.field().isRepeatable() && !taken.add(use.field())) {
                use = ColumnUse.CUSTOM;
            }
            uses.add(use);
        }
        if (taken.contains(Field.NUMBER) && taken.contains(Field.COMPANY)) {
            return uses;
        }
        return linkedToCompany(headings, uses);
    }

    /// How many of these headings the dictionary knows.
    int known(List<String> headings) {
        int known = 0;
        for (var heading : headings) {
            if (byHeading(heading) != null) {
                known++;
            }
        }
        return known;
    }

    /// A contact's sheet has two ids, its own and its company's; the company's is the one that names companies.
    private List<ColumnUse> linkedToCompany(List<String> headings, List<ColumnUse> uses) {
        int own = -1;
        int company = -1;
        for (int i = 0; i < headings.size(); i++) {
            var use = byHeading(headings.get(i));
            if (use != null && use.field() == Field.NUMBER && uses.get(i).field() != Field.NATIONAL_ID) {
                if (isCompanyId(headings.get(i))) {
                    company = i;
                } else if (own < 0) {
                    own = i;
                }
            }
        }
        if (own >= 0 && company >= 0) {
            uses.set(own, ColumnUse.of(Field.NUMBER));
            uses.set(company, ColumnUse.of(Field.COMPANY));
        }
        return uses;
    }

    private static boolean isCompanyId(String heading) {
        var key = key(heading);
        return key.startsWith("yrity")
                || key.startsWith("foretag")
                || key.startsWith("company")
                || key.contains("firm");
    }

    /// Whether the column was put into the file by ourselves ([RejectedRows]) and says nothing about customers.
    static boolean isOurs(String heading) {
        return CellText.key(heading).startsWith(OURS);
    }

    private @Nullable ColumnUse byHeading(String heading) {
        if (isOurs(heading)) {
            return ColumnUse.IGNORE;
        }
        var key = key(heading);
        if (key.isEmpty()) {
            return null;
        }
        var exact = headings.get(key);
        var ofTheShop = ownNames.get(key);
        // what a row is found by, and what is never stored, is what it is whatever the shop's fields are called
        if (ofTheShop != null
                && (exact == null || exact.field() != Field.NUMBER && exact.field() != Field.NATIONAL_ID)) {
            return ofTheShop;
        }
        if (exact != null) {
            return exact;
        }
        var consent = consent(key);
        if (consent != null) {
            return consent;
        }
        // "Telefon 1", "E-post 2"
        var withoutNumber = headings.get(key.replaceFirst(" ?\\d$", ""));
        return withoutNumber != null && withoutNumber.field().isRepeatable() ? withoutNumber : null;
    }

    private static @Nullable ColumnUse consent(String key) {
        boolean block = hasRoot(key, BLOCK_ROOTS);
        if (!block && !hasRoot(key, CONSENT_ROOTS)) {
            return null;
        }
        boolean sms = hasRoot(key, SMS_WORDS);
        boolean email = hasRoot(key, EMAIL_WORDS);
        var label = sms == email ? "sms+email" : sms ? "sms" : "email";
        if (block) {
            return new ColumnUse(Field.BLOCK, label);
        }
        var words = List.of(key.split(" "));
        if (words.stream().anyMatch(DATE_WORDS::contains)) {
            return new ColumnUse(Field.CONSENT_DATE, label);
        }
        if (words.stream().anyMatch(SOURCE_WORDS::contains)) {
            return new ColumnUse(Field.CONSENT_SOURCE, label);
        }
        return new ColumnUse(
                words.stream().anyMatch(WORDING_WORDS::contains) ? Field.CONSENT_WORDING : Field.CONSENT, label);
    }

    private static boolean hasRoot(String key, List<String> roots) {
        for (var root : roots) {
            int at = key.indexOf(root);
            if (at == 0 || at > 0 && (key.charAt(at - 1) == ' ' || root.length() > 4)) {
                return true;
            }
        }
        return false;
    }

    /// Whether nearly all cells are national identity numbers, and more than two.
    private static boolean holdsIdentities(int column, List<SourceRow> sample) {
        int filled = 0;
        var identities = new ArrayList<String>();
        for (var row : sample) {
            var text = CellText.address(row.cell(column));
            if (!text.isEmpty()) {
                filled++;
                if (NationalId.isOne(text)) {
                    identities.add(text);
                }
            }
        }
        return 10 * identities.size() > 8 * filled
                && identities.stream().distinct().count() > 2;
    }

    private @Nullable ColumnUse byContent(int column, List<SourceRow> sample) {
        int filled = 0;
        int addresses = 0;
        int phones = 0;
        var distinct = new LinkedHashSet<String>();
        for (var row : sample) {
            var text = CellText.address(row.cell(column));
            if (text.isEmpty()) {
                continue;
            }
            filled++;
            distinct.add(text);
            if (EmailReader.read(text).address() != null) {
                addresses++;
            }
            if (looksLikePhone(text)) {
                phones++;
            }
        }
        if (filled < 3 || distinct.size() < 3) {
            return null;
        }
        if (10 * addresses > 6 * filled) {
            return ColumnUse.of(Field.EMAIL);
        }
        return 10 * phones > 8 * filled ? new ColumnUse(Field.PHONE, "other") : null;
    }

    /// Written as nothing but a phone number is: with a plus, or a 0 in front and 9 to 13 digits.
    private static boolean looksLikePhone(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isDigit(c)) {
                digits++;
            } else if (" +-()/.".indexOf(c) < 0) {
                return false;
            }
        }
        return digits >= 9 && digits <= 15 && (text.startsWith("+") || text.startsWith("0"));
    }

    /// A heading as it is compared: without case, accents and signs.
    static String key(String heading) {
        return NO_WORD.matcher(CellText.key(heading)).replaceAll(" ").strip();
    }

    private static Map<String, ColumnUse> read() {
        var stream = Objects.requireNonNull(ColumnDictionary.class.getResourceAsStream("columns.txt"));
        var headings = new HashMap<String, ColumnUse>();
        try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (var line : lines.lines().toList()) {
                if (!line.startsWith("#")) {
                    int colon = line.indexOf(": ");
                    var use = ColumnUse.parse(line.substring(0, colon));
                    for (var heading : SPLIT.split(line.substring(colon + 2))) {
                        headings.putIfAbsent(key(heading), use);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(headings);
    }
}
