package utskick.customer;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the words of a heading say where the dictionary has no entry for it as a whole: that it is about consent, and
/// for which channel; that it is a telephone, and which one. Words are compared as [ColumnDictionary#key] has them,
/// without case, accents and signs.
final class HeadingWords {

    /// A column of consents names consent, or a channel and that something is allowed.
    private static final List<String> CONSENT_ROOTS = List.of(
            "samtyck",
            "medgiv",
            "godkan",
            "nyhetsutskick",
            "nyhetsbrev",
            "nyheter",
            "utskick",
            "reklam",
            "marknadsforing",
            "suostumu",
            "markkino",
            "maino",
            "uutiskirj",
            "lupa",
            "luvat",
            "luvan",
            "συγκατ",
            "ενημερω",
            "συναιν",
            "αποδοχη",
            "διαφημι",
            "προωθητ",
            "μαρκετινγκ",
            "zgod",
            "newsletter",
            "reklamow",
            "consent",
            "permission",
            "opt in",
            "optin",
            "opted in",
            "optedin",
            "marketing",
            "mailing list",
            "kontaktas",
            "far kontakta",
            "be contacted",
            "may contact",
            "accepts",
            "subscri");

    private static final List<String> ALLOWED_ROOTS = List.of(
            "tillat",
            "accepter",
            "vill ha",
            "onskar",
            "far ",
            "ta emot",
            "kontakt",
            "komunikac",
            "sallii",
            "sallit",
            "hyvaksy",
            "haluaa",
            "viestinta",
            "δεχ",
            "λαμβαν",
            "επιτρεπ",
            "αποστολη",
            "επικοινων",
            "akcept",
            "chce",
            "otrzymyw",
            "wysylk",
            "allow",
            "accept",
            "agree",
            "enabled",
            "receive",
            "contact",
            "ok");

    private static final List<String> BLOCK_ROOTS = List.of(
            "sparr",
            "reklamsparr",
            "utskickssparr",
            "nix",
            "avboj",
            "avregistr",
            "aterkall",
            "avanmal",
            "stopp",
            "undanbe",
            "kielto",
            "kielt",
            "kiellet",
            "estet",
            "esta ",
            "markkinointikiel",
            "φραγη",
            "αποκλεισμ",
            "εναντιωσ",
            "διαγραφη απο",
            "sprzeciw",
            "blokad",
            "rezygnacj",
            "wypisan",
            "zakaz",
            "opt out",
            "opted out",
            "optout",
            "unsubscrib",
            "suppress",
            "blacklist",
            "do not",
            "don t",
            "block");

    /// Beside a word about consent or a channel these turn it round: `Vill ej ha reklam`, `Inga SMS`, `Brak zgody`.
    private static final Set<String> NEGATIONS = Set.of(
            "ej", "inte", "ingen", "inga", "inget", "icke", "nej", "ei", "ala", "οχι", "μη", "δεν", "χωρισ", "bez",
            "brak", "nie", "not", "never");

    /// What offers and rules are called; only above answers such a heading is about consent.
    private static final List<String> OFFERS = List.of(
            "erbjud",
            "kampan",
            "campaign",
            "gdpr",
            "rodo",
            "promo",
            "offer",
            "ofert",
            "tarjou",
            "προσφορ",
            "προωθ",
            "handlow",
            "asiakasviest",
            "dm ",
            "dr ",
            "wysyl",
            "kontakt",
            "contact");

    /// Protected persons, whose heading in Finnish ends as one of those who want no mail does.
    private static final String PROTECTED = "turvakiel";

    private static final List<String> SMS_WORDS =
            List.of("sms", "mobil", "tekstiviest", "textmeddel", "text messag", "txt", "not text");
    private static final List<String> EMAIL_WORDS = List.of(
            "e post",
            "epost",
            "mejl",
            "email",
            "e mail",
            "mail",
            "sahkopost",
            "meili",
            "ηλεκτρονικ",
            "ενημερωτικο δελτ",
            "nyhetsbrev",
            "uutiskirj",
            "newsletter");

    private static final List<String> DATE_ROOTS = List.of(
            "datum",
            "date",
            "data",
            "pvm",
            "paiva",
            "ajankohta",
            "ημερομηνια",
            "ημ",
            "dnia",
            "tidpunkt",
            "timestamp",
            "lamnat",
            "fran",
            "given on",
            "since");
    private static final Set<String> DATE_WORDS = Set.of("at", "time", "tid", "on", "alkaen", "when", "od");
    private static final List<String> WORDING_ROOTS = List.of(
            "tresc",
            "wording",
            "lydelse",
            "teksti",
            "sanamuoto",
            "κειμενο",
            "villkor",
            "klauzul",
            "brzmien",
            "wersj",
            "version");
    private static final List<String> SOURCE_ROOTS = List.of(
            "kalla", "ursprung", "lahde", "alkupera", "πηγη", "προελευση", "zrodlo", "pochodzenie", "source", "origin");

    private static final List<String> MOBILE_ROOTS = List.of(
            "mobil",
            "mobiil",
            "mob",
            "gsm",
            "msisdn",
            "matkapuh",
            "matka",
            "kannyk",
            "κινητ",
            "κιν",
            "komork",
            "kom",
            "cell");
    private static final List<String> PHONE_ROOTS = List.of(
            "telefon", "tel", "tfn", "tlf", "puh", "phone", "telephone", "landline", "τηλ", "τηλεφων", "σταθερ");
    private static final List<String> PHONE_ENDS = List.of("puhelin", "telefon", "phone");
    private static final List<String> HOME_ROOTS = List.of("hem", "bostad", "koti", "dom", "home", "οικ", "σπιτ");
    private static final List<String> WORK_ROOTS =
            List.of("arbet", "jobb", "tyo", "toimisto", "work", "office", "business", "sluzb", "prac", "εργασ", "γραφ");
    private static final List<String> SWITCH_ROOTS = List.of("vaxel", "vaihde", "central", "switch", "κεντρ", "main");

    /// `(J/N)`, `ja/nej`: how the cells look, not what they are about.
    private static final Pattern ANSWERS =
            Pattern.compile("(?U)\\b(?:j n|y n|k e|t n|ja nej|yes no|kylla ei|ναι οχι|ν ο|tak nie|true false|0 1|1 0"
                    + "|n j|n y|e k|n t|nej ja|no yes|ei kylla|οχι ναι|ο ν|nie tak|false true)\\b");

    private HeadingWords() {}

    /// What a heading about consent is, or null.
    static @Nullable ColumnUse consent(String heading) {
        var key = ANSWERS.matcher(heading).replaceAll("").strip();
        boolean asks = !key.equals(heading);
        boolean sms = hasRoot(key, SMS_WORDS);
        boolean email = hasRoot(key, EMAIL_WORDS);
        if (key.contains(PROTECTED)) {
            return null;
        }
        var words = List.of(key.split(" "));
        boolean negated = words.size() > 1
                && (words.getFirst().equals("no") || words.stream().anyMatch(NEGATIONS::contains));
        boolean block = hasRoot(key + " ", BLOCK_ROOTS) || negated && (sms || email || isOffer(key));
        boolean wording =
                !key.contains("text messag") && words.stream().anyMatch(word -> word.equals("text") || isWording(word));
        boolean consent =
                hasRoot(key, CONSENT_ROOTS) || (sms || email) && (asks || wording || hasRoot(key + " ", ALLOWED_ROOTS));
        if (!block && !consent) {
            return null;
        }
        var label = sms == email ? "sms+email" : sms ? "sms" : "email";
        if (block || negated) {
            return new ColumnUse(Field.BLOCK, label);
        }
        if (hasRoot(key, DATE_ROOTS) || words.stream().anyMatch(DATE_WORDS::contains) || key.contains("datum")) {
            return new ColumnUse(Field.CONSENT_DATE, label);
        }
        if (hasRoot(key, SOURCE_ROOTS)) {
            return new ColumnUse(Field.CONSENT_SOURCE, label);
        }
        return new ColumnUse(wording ? Field.CONSENT_WORDING : Field.CONSENT, label);
    }

    private static boolean isWording(String word) {
        return word.endsWith("stext")
                || !word.startsWith("tekstiv") && WORDING_ROOTS.stream().anyMatch(word::startsWith);
    }

    /// Whether a heading is about offers, or about who may be written to.
    static boolean isOffer(String key) {
        return hasRoot(key + " ", OFFERS);
    }

    /// Whether a word is, or begins or ends with, one of these stems; a stem of up to three letters is a whole
    /// word, and one of six or more may stand in the middle of a word too.
    static boolean hasStem(String[] words, List<String> stems) {
        for (var word : words) {
            for (var stem : stems) {
                int at = word.indexOf(stem);
                boolean edge = at == 0 || at > 0 && word.endsWith(stem);
                if (word.equals(stem) || edge && stem.length() > 3 || at > 0 && stem.length() > 5) {
                    return true;
                }
            }
        }
        return false;
    }

    /// The channels a heading names: `sms`, `email` or null, where it names none or both.
    static @Nullable String channel(String key) {
        boolean sms = hasRoot(key, SMS_WORDS);
        boolean email = hasRoot(key, EMAIL_WORDS);
        return sms == email ? null : sms ? "sms" : "email";
    }

    /// Which telephone a heading is about, or null.
    static @Nullable ColumnUse phone(String key) {
        var words = key.split(" ");
        if (startsOne(words, MOBILE_ROOTS)) {
            return new ColumnUse(Field.PHONE, "mobile");
        }
        if (!startsOne(words, PHONE_ROOTS) && !hasStem(words, PHONE_ENDS)) {
            return null;
        }
        if (startsOne(words, SMS_WORDS)) {
            return new ColumnUse(Field.PHONE, "mobile");
        }
        var label = startsOne(words, HOME_ROOTS)
                ? "home"
                : startsOne(words, WORK_ROOTS) ? "work" : startsOne(words, SWITCH_ROOTS) ? "switchboard" : "other";
        return new ColumnUse(Field.PHONE, label);
    }

    /// A root of up to three letters stands for a word of its own, a longer one for what begins with it.
    private static boolean startsOne(String[] words, List<String> roots) {
        for (var word : words) {
            for (var root : roots) {
                if (root.length() <= 3 ? word.equals(root) : word.startsWith(root)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Whether a word begins with one of the roots; of the longer roots also the middle of a word may.
    static boolean hasRoot(String key, List<String> roots) {
        for (var root : roots) {
            int at = key.indexOf(root);
            if (at == 0 || at > 0 && (key.charAt(at - 1) == ' ' || root.length() > 4)) {
                return true;
            }
        }
        return false;
    }
}
