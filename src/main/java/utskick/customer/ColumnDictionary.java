package utskick.customer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds out what the columns of a register file are: by their headings, with a dictionary in five languages, and by
/// what stands in them where the heading says nothing.
final class ColumnDictionary {

    /// How the headings of our own columns begin in every language.
    private static final String OURS = "utskick:";

    private static final Pattern SPLIT = Pattern.compile(", *");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    private static final Pattern BRACKETS = Pattern.compile("[(\\[{](.*?)[)\\]}]");
    /// `Adres - miasto`: what stands behind says it more closely.
    private static final Pattern CLOSER = Pattern.compile("\\s*[–—:]\\s*|\\s+-\\s+");

    private static final Pattern ALTERNATIVES = Pattern.compile("\\s*[/,|&]\\s*");
    /// `firstName` and `SMSConsent` are two words each.
    private static final Pattern WORD_BORDER =
            Pattern.compile("(?<=\\p{Ll})(?=\\p{Lu})|(?<=SMS)(?=\\p{L})|(?<=\\p{Lu})(?<!SM)(?=\\p{Lu}\\p{Ll})");

    /// Words that say whose a value is, of what kind or in which unit, and change nothing else about a heading.
    private static final Set<String> NOISE = Set.of(
            "kundens",
            "kund",
            "medlemmens",
            "medlem",
            "kontakt",
            "kontaktens",
            "privat",
            "aktuell",
            "aktuella",
            "nuvarande",
            "totalt",
            "total",
            "antal",
            "namn",
            "primar",
            "st",
            "kr",
            "sek",
            "asiakkaan",
            "asiakas",
            "henkilon",
            "yhteyshenkilon",
            "nykyinen",
            "yhteensa",
            "kpl",
            "eur",
            "ensisijainen",
            "πελατη",
            "πελατων",
            "πελατησ",
            "εδρασ",
            "τρεχον",
            "τρεχουσα",
            "κυριο",
            "κυρια",
            "klienta",
            "klient",
            "klientow",
            "uczestnika",
            "aktualne",
            "aktualny",
            "aktualna",
            "glowny",
            "nazwa",
            "pln",
            "zl",
            "pkt",
            "customer",
            "customers",
            "cust",
            "client",
            "member",
            "contact",
            "person",
            "code",
            "kod",
            "billing",
            "primary",
            "main",
            "current",
            "available",
            "my",
            "the",
            "of");

    /// Words that say that a column holds dates.
    private static final Set<String> DATE_WORDS = Set.of(
            "date",
            "datum",
            "data",
            "dat",
            "pvm",
            "paivamaara",
            "aika",
            "ημερομηνια",
            "ημ",
            "ημερ",
            "νια",
            "dzien",
            "at",
            "on");

    /// Words of columns that tell rows apart, where no heading is known as one of customer numbers.
    private static final Set<String> ID_WORDS = Set.of(
            "id",
            "nr",
            "no",
            "nro",
            "num",
            "number",
            "nummer",
            "numer",
            "numero",
            "kod",
            "code",
            "key",
            "ref",
            "tunnus",
            "tunniste",
            "κωδ",
            "κωδικοσ",
            "αρ",
            "αριθμοσ",
            "karta",
            "kort",
            "kortti",
            "card");

    /// Of a person in a company: receipts have numbers too.
    private static final List<String> PERSON_ROOTS =
            List.of("kontakt", "contact", "henkil", "yhteysh", "person", "επαφ", "osob");
    private static final List<String> ID_ENDS = List.of("nummer", "numero", "tunnus");

    private static final List<String> LAST_ROOTS = List.of(
            "senast",
            "sist",
            "viim",
            "τελευτ",
            "τελ",
            "ostat",
            "ost ",
            "last",
            "latest",
            "most recent",
            "sen ",
            "edellin",
            "poprzedn",
            "previous");
    private static final List<String> PURCHASE_ROOTS = List.of(
            "kop",
            "handl",
            "handel",
            "inkop",
            "kvitto",
            "besok",
            "transak",
            "order",
            "ostos",
            "osto",
            "kaupp",
            "asioin",
            "yhteyden",
            "tapahtum",
            "κινησ",
            "αγορ",
            "πωλησ",
            "συναλλ",
            "παραστατ",
            "zakup",
            "transakc",
            "paragon",
            "wizyt",
            "purchase",
            "visit",
            "transaction",
            "activity",
            "bought",
            "sold",
            "shop",
            "receipt",
            "invoice",
            "forsalj",
            "fakt",
            "ostet",
            "kupil",
            "sprzed",
            "sale",
            "contact",
            "seen");
    private static final List<String> BIRTH_ROOTS =
            List.of("fod", "fyller", "synt", "γεν", "urodz", "ur", "birth", "born", "dob");

    /// What a heading means, by its letters and digits alone.
    ///
    /// @param vague whether it may mean something else where another column claims the same
    record Entry(ColumnUse use, boolean vague) {}

    /// A use, and how words of headings begin or end that are about it.
    record Stems(ColumnUse use, List<String> stems) {}

    /// What the dictionary's file holds: headings as they stand, and stems in the order they are asked.
    record Words(Map<String, Entry> headings, List<Stems> stems) {}

    private final Words words;
    private final Map<String, Entry> headings;
    private final List<CustomField> own;
    /// What the shop calls its own fields, in any language, and their keys.
    private final Map<String, ColumnUse> ownNames;

    ColumnDictionary() {
        this(read(), List.of());
    }

    private ColumnDictionary(Words words, List<CustomField> own) {
        this.words = words;
        this.headings = words.headings();
        this.own = own;
        this.ownNames = new HashMap<>();
        for (var field : own) {
            field.names().values().forEach(name -> ownNames.putIfAbsent(compact(name), ColumnUse.of(field)));
            ownNames.putIfAbsent(compact(field.key()), ColumnUse.of(field));
        }
    }

    /// The same, and the names of the shop's own fields.
    ColumnDictionary with(List<CustomField> fields) {
        return fields.isEmpty() ? this : new ColumnDictionary(words, List.copyOf(fields));
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

    /// What a heading is taken for, and how surely: 0 for a word of the dictionary.
    private record Guess(ColumnUse use, int doubt) {}

    /// What each column is, by its heading and by the sample's cells. One use that may stand once stands once, for
    /// the column whose heading says it most clearly: another that claims it is kept as a field of the shop's own.
    List<ColumnUse> uses(List<String> headings, List<SourceRow> sample) {
        var contents = new ArrayList<ColumnContent>();
        var guesses = new ArrayList<Guess>();
        for (int i = 0; i < headings.size(); i++) {
            var content = ColumnContent.of(i, sample);
            contents.add(content);
            guesses.add(guess(headings.get(i), content));
        }
        var uses = new ArrayList<ColumnUse>();
        for (int i = 0; i < headings.size(); i++) {
            uses.add(isClearest(guesses, i) ? guesses.get(i).use() : ColumnUse.CUSTOM);
        }
        linkToCompany(headings, uses);
        linkByContent(headings, contents, uses, sample.size());
        nameCompanies(guesses, uses);
        for (int i = 0; i < uses.size(); i++) {
            boolean one = uses.get(i).field() == Field.GROUPS
                    && guesses.get(i).doubt() == 2
                    && contents.get(i).joined() == 0;
            if (one && !uses.contains(ColumnUse.of(Field.CATEGORY))) {
                // "customer group", and never two of them: what others call a category
                uses.set(i, ColumnUse.of(Field.CATEGORY));
            }
        }
        if (!uses.contains(ColumnUse.of(Field.NUMBER))) {
            findNumber(headings, contents, uses, sample.size());
        }
        return uses;
    }

    private Guess guess(String heading, ColumnContent content) {
        if (content.isIdentities()) {
            // whatever the heading says: some registers have them as customer numbers
            return new Guess(ColumnUse.of(Field.NATIONAL_ID), 0);
        }
        var found = byHeading(heading);
        if (found == null || found.use().equals(ColumnUse.CUSTOM)) {
            boolean isNamed = found != null;
            found = byContent(key(heading), content, isNamed);
            if (found == null && !isNamed) {
                found = byStem(key(heading), content);
            }
        }
        if (found == null) {
            return new Guess(heading.isBlank() ? ColumnUse.IGNORE : ColumnUse.CUSTOM, 0);
        }
        if (found.use().isOwn()) {
            return found;
        }
        var use = corrected(found.use(), key(heading), content);
        // a column about consent without a yes or no is one only where no other is
        return new Guess(use, use.field() == Field.CONSENT && content.isOther() ? 3 : found.doubt());
    }

    /// A heading such as `E-post` stands over addresses in one register and over yes and no in the next.
    private static ColumnUse corrected(ColumnUse use, String key, ColumnContent content) {
        return switch (use.field()) {
            case EMAIL, PHONE -> {
                var channel = HeadingWords.channel(key);
                if (channel != null && content.isOnlyDates()) {
                    yield new ColumnUse(Field.CONSENT_DATE, channel);
                }
                yield content.hasAnswers() && channel != null ? new ColumnUse(Field.CONSENT, channel) : use;
            }
            case CONSENT, BLOCK -> {
                if (content.isAddresses()) {
                    yield ColumnUse.of(Field.EMAIL);
                }
                if (content.isPhones() || content.isNumerals() && content.words() == 0) {
                    yield new ColumnUse(Field.PHONE, "mobile");
                }
                yield use.field() == Field.CONSENT && content.isOnlyDates()
                        ? new ColumnUse(Field.CONSENT_DATE, use.label())
                        : use;
            }
            case NATIONAL_ID -> content.isShort() ? ColumnUse.CUSTOM : use;
            case CONSENT_DATE -> content.isAnswers() ? new ColumnUse(Field.CONSENT, use.label()) : use;
            default -> use;
        };
    }

    private static boolean isClearest(List<Guess> guesses, int place) {
        var guess = guesses.get(place);
        var use = guess.use();
        boolean once = !use.field().isRepeatable()
                || use.field() == Field.CONSENT_DATE
                || use.field() == Field.CONSENT && guess.doubt() > 2;
        if (!use.isOwn() && !once) {
            return true;
        }
        for (int i = 0; i < guesses.size(); i++) {
            var other = guesses.get(i);
            boolean same = use.isOwn() || use.field().isConsent()
                    ? other.use().equals(use)
                    : other.use().field() == use.field();
            if (i != place && same && (other.doubt() < guess.doubt() || other.doubt() == guess.doubt() && i < place)) {
                return false;
            }
        }
        return true;
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
    /// On the companies' own sheet it is the number.
    private void linkToCompany(List<String> headings, List<ColumnUse> uses) {
        int own = -1;
        int company = -1;
        for (int i = 0; i < headings.size(); i++) {
            var guess = byHeading(headings.get(i));
            var field = guess == null ? Field.IGNORE : guess.use().field();
            if ((field == Field.NUMBER || field == Field.COMPANY) && uses.get(i).field() != Field.NATIONAL_ID) {
                if (field == Field.COMPANY || isCompanyId(headings.get(i))) {
                    company = company < 0 ? i : company;
                } else if (own < 0 || uses.get(i).field() == Field.NUMBER) {
                    own = i;
                }
            }
        }
        if (own >= 0 && company >= 0) {
            uses.set(own, ColumnUse.of(Field.NUMBER));
            uses.set(company, ColumnUse.of(Field.COMPANY));
        } else if (company >= 0) {
            uses.set(company, ColumnUse.of(Field.NUMBER));
        }
    }

    /// A number that comes again and again, or is called the company's among persons, beside one that tells the
    /// rows apart.
    private static void linkByContent(
            List<String> headings, List<ColumnContent> contents, List<ColumnUse> uses, int rows) {
        int number = uses.indexOf(ColumnUse.of(Field.NUMBER));
        if (number < 0 || uses.contains(ColumnUse.of(Field.COMPANY))) {
            return;
        }
        boolean ofPersons = uses.contains(ColumnUse.of(Field.FIRST_NAME)) && isCompanyId(headings.get(number));
        if (!ofPersons && !contents.get(number).comesAgain()) {
            return;
        }
        for (int i = 0; i < uses.size(); i++) {
            var heading = headings.get(i);
            boolean named = isNamedId(heading) && (ofPersons || HeadingWords.hasRoot(key(heading), PERSON_ROOTS));
            if (named && uses.get(i).equals(ColumnUse.CUSTOM) && contents.get(i).isCodes(rows)) {
                uses.set(i, ColumnUse.of(Field.NUMBER));
                uses.set(number, ColumnUse.of(Field.COMPANY));
                return;
            }
        }
    }

    /// A column that just says "name" holds those of companies where every customer has a tax number and nobody a
    /// first name.
    private static void nameCompanies(List<Guess> guesses, List<ColumnUse> uses) {
        int name = uses.indexOf(ColumnUse.of(Field.LAST_NAME));
        if (name >= 0
                && guesses.get(name).doubt() == 2
                && uses.contains(ColumnUse.of(Field.TAX_ID))
                && !uses.contains(ColumnUse.of(Field.FIRST_NAME))
                && !uses.contains(ColumnUse.of(Field.COMPANY_NAME))) {
            uses.set(name, ColumnUse.of(Field.COMPANY_NAME));
        }
    }

    /// The first column that nothing is known of and that rows could be told apart by; of several one that calls
    /// itself a number.
    private static void findNumber(
            List<String> headings, List<ColumnContent> contents, List<ColumnUse> uses, int rows) {
        int found = -1;
        for (int i = uses.size() - 1; i >= 0; i--) {
            if (uses.get(i).equals(ColumnUse.CUSTOM) && contents.get(i).isCodes(rows)) {
                boolean named = isNamedId(headings.get(i));
                if (named || found < 0 || !isNamedId(headings.get(found))) {
                    found = i;
                }
            }
        }
        if (found >= 0) {
            uses.set(found, ColumnUse.of(Field.NUMBER));
        }
    }

    private static boolean isNamedId(String heading) {
        var words = key(heading).split(" ");
        return Stream.of(words).anyMatch(word -> ID_WORDS.contains(word) || word.endsWith("nr") || word.endsWith("nro"))
                || HeadingWords.hasStem(words, ID_ENDS);
    }

    private static boolean isCompanyId(String heading) {
        var key = key(heading);
        return key.startsWith("yrity")
                || key.startsWith("foretag")
                || key.startsWith("bolag")
                || key.startsWith("organi")
                || key.startsWith("company")
                || key.startsWith("account")
                || key.startsWith("εταιρ")
                || key.contains("firm");
    }

    /// Whether the column was put into the file by ourselves ([RejectedRows]) and says nothing about customers.
    static boolean isOurs(String heading) {
        return CellText.key(heading).startsWith(OURS);
    }

    private @Nullable Guess byHeading(String heading) {
        if (isOurs(heading)) {
            return new Guess(ColumnUse.IGNORE, 0);
        }
        var key = key(heading);
        if (key.isEmpty()) {
            return null;
        }
        var exact = headings.get(compact(heading));
        var ofTheShop = ownNames.get(compact(heading));
        // what a row is found by, and what is never stored, is what it is whatever the shop's fields are called
        if (ofTheShop != null
                && (exact == null
                        || exact.use().field() != Field.NUMBER && exact.use().field() != Field.NATIONAL_ID)) {
            return new Guess(ofTheShop, 0);
        }
        if (exact != null) {
            return new Guess(exact.use(), exact.vague() ? 2 : 0);
        }
        var words = HeadingWords.consent(key);
        if (words == null) {
            words = HeadingWords.consent(signless(heading));
        }
        if (words == null) {
            words = byNumberedHeading(key);
        }
        if (words == null) {
            words = HeadingWords.phone(key);
        }
        if (words == null) {
            words = byPartOf(heading);
        }
        return words == null ? null : new Guess(words, 1);
    }

    /// `Telefon 1`, `E-post 2`.
    private @Nullable ColumnUse byNumberedHeading(String key) {
        var without = key.replaceFirst(" ?\\d$", "");
        var entry = without.equals(key) ? null : headings.get(compact(without));
        return entry != null && entry.use().field().isRepeatable() ? entry.use() : null;
    }

    /// `Saldo (kr)`, `Efternamn/Företag`, `Kundens förnamn`: a heading that is known but for what stands around it.
    private @Nullable ColumnUse byPartOf(String heading) {
        var bare = BRACKETS.matcher(heading).replaceAll(" ").strip();
        var entry = headings.get(compact(bare));
        if (entry != null && !entry.vague()) {
            return entry.use();
        }
        var parts = new ArrayList<>(List.of(CLOSER.split(bare)).reversed());
        parts.addAll(List.of(ALTERNATIVES.split(bare)));
        var bracket = BRACKETS.matcher(heading);
        if (bracket.find()) {
            parts.add(bracket.group(1));
        }
        for (var part : parts) {
            var known = headings.get(compact(part));
            if (known != null && !known.vague()) {
                return known.use();
            }
            entry = entry == null ? known : entry;
        }
        if (entry != null) {
            return entry.use();
        }
        var words = List.of(key(bare).split(" "));
        var known = without(words, NOISE);
        if (known != null) {
            return known;
        }
        var undated = words.stream().filter(word -> !NOISE.contains(word)).toList();
        var date = without(undated, DATE_WORDS);
        return date != null && isDate(date) ? date : null;
    }

    private @Nullable ColumnUse without(List<String> words, Set<String> noise) {
        var kept = words.stream().filter(word -> !noise.contains(word)).collect(Collectors.joining());
        var known = headings.get(kept);
        return known == null || known.vague() ? null : known.use();
    }

    /// `Registreringsbutik`, `Υπόλοιπο πόντων κάρτας`: a heading with a word that is about a field, above cells
    /// that fit it.
    private @Nullable Guess byStem(String key, ColumnContent content) {
        var parts = key.split(" ");
        for (var entry : words.stems()) {
            if (HeadingWords.hasStem(parts, entry.stems())
                    && content.fits(entry.use().field())) {
                return new Guess(entry.use(), 3);
            }
        }
        return null;
    }

    private static @Nullable Guess byContent(String key, ColumnContent content, boolean isNamed) {
        if (content.isAddresses()) {
            return new Guess(ColumnUse.of(Field.EMAIL), 3);
        }
        if (content.isPhones()) {
            return new Guess(new ColumnUse(Field.PHONE, "other"), 3);
        }
        if (isNamed) {
            return null;
        }
        var channel = HeadingWords.channel(key);
        if (content.isAnswers() && (channel != null || HeadingWords.isOffer(key))) {
            return new Guess(new ColumnUse(Field.CONSENT, channel == null ? "sms+email" : channel), 3);
        }
        if ("sms".equals(channel) && content.isNumerals() && content.words() == 0) {
            return new Guess(new ColumnUse(Field.PHONE, "mobile"), 3);
        }
        if (content.isDates() && channel != null) {
            return new Guess(new ColumnUse(Field.CONSENT_DATE, channel), 3);
        }
        if (content.isDates()) {
            if (HeadingWords.hasRoot(key, LAST_ROOTS) && HeadingWords.hasRoot(key, PURCHASE_ROOTS)) {
                return new Guess(ColumnUse.of(Field.LAST_PURCHASE), 3);
            }
            if (HeadingWords.hasRoot(key, BIRTH_ROOTS)) {
                return new Guess(ColumnUse.of(Field.BIRTHDAY), 3);
            }
        }
        return null;
    }

    /// A heading as it is compared: without case, accents and signs, its words apart.
    static String key(String heading) {
        return signless(WORD_BORDER.matcher(heading).replaceAll(" "));
    }

    private static String signless(String heading) {
        return NO_WORD.matcher(CellText.key(heading)).replaceAll(" ").strip();
    }

    /// A heading by its letters and digits alone: `Post ort` and `postort` are one.
    static String compact(String heading) {
        return key(heading).replace(" ", "");
    }

    /// Whether a column under this name is taken for a field of the register: an own field of that name could not
    /// be told from it when an export is imported again.
    boolean isOfTheRegister(String name) {
        var entry = headings.get(compact(name));
        return entry != null
                && switch (entry.use().field()) {
                    case CUSTOM, IGNORE -> false;
                    default -> true;
                };
    }

    private static Words read() {
        var stream = Objects.requireNonNull(ColumnDictionary.class.getResourceAsStream("columns.txt"));
        var headings = new HashMap<String, Entry>();
        var stems = new ArrayList<Stems>();
        try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (var line : lines.lines().toList()) {
                if (!line.startsWith("#")) {
                    int colon = line.indexOf(": ");
                    char mark = line.charAt(colon - 1);
                    var use = ColumnUse.parse(line.substring(0, mark == '?' || mark == '~' ? colon - 1 : colon));
                    var entries = List.of(SPLIT.split(line.substring(colon + 2)));
                    if (mark == '~') {
                        stems.add(new Stems(
                                use,
                                entries.stream().map(ColumnDictionary::compact).toList()));
                    } else {
                        entries.forEach(heading -> headings.putIfAbsent(compact(heading), new Entry(use, mark == '?')));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Words(Map.copyOf(headings), List.copyOf(stems));
    }
}
