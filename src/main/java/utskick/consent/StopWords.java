package utskick.consent;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Finds out whether an SMS asks us to stop, in any of the languages of the shops, for a Greek tourist gets Swedish
/// texts. A keyword counts as the whole text, or as the first word of a short one ("STOP please", "STOPP 18200"): the
/// right to object has no form (GDPR article 21). What only sounds like it is shown to a person.
final class StopWords {

    /// What a text asks for.
    enum Meaning {
        STOP,
        /// Wants back in. Only a whole text counts, and only after a stop of the same phone: see [Inbox].
        START,
        /// Somebody should read this.
        MAYBE_STOP,
        OTHER;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param keyword the word that was found, as our list writes it without accents; empty where there is none
    /// @param everything whether a stop says that it is meant for all, and so for more than offers
    record Reading(Meaning meaning, String keyword, boolean everything) {

        Reading(Meaning meaning, String keyword) {
            this(meaning, keyword, false);
        }
    }

    // first, because the sets below are made with them
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\p{Cc}&&[^\\n\\r\\t]]+");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}'-]+");
    private static final Pattern EDGE = Pattern.compile("^['-]+|['-]+$");

    /// Greek and Cyrillic capitals that look like Latin ones: the GSM alphabet (3GPP TS 23.038) has no others, so
    /// phones send ΣΤΟΠ with a Latin T and O. And Ł, which has no decomposition.
    private static final String LOOK_ALIKES = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТХІŁ’";

    private static final String LATIN = "ABEZHIKMNOPTYXABEKMHOPCTXIL'";

    /// A first word counts in a text of at most so many words.
    private static final int SHORT_TEXT = 6;

    /// Words that are a stop wherever they begin a short text.
    static final List<String> STOP_WORDS = List.of(
            // English, and what American networks made common
            "STOP STOPALL UNSUBSCRIBE OPTOUT OPT-OUT REVOKE ARRET",
            "STOPP SLUTA AVSLUTA AVREGISTRERA AVREGISTRERING AVANMÄL AVANMÄLAN",
            "SEIS LOPETA LOPETTAKAA PERUUTA POISTA KIELLÄ",
            "ΣΤΟΠ ΣΤΑΜΑΤΗΣΤΕ ΤΕΛΟΣ ΔΙΑΓΡΑΦΗ ΔΙΑΚΟΠΗ",
            "KONIEC WYPISZ WYPISUJĘ REZYGNACJA REZYGNUJĘ USUŃ ANULUJ",
            // the Cyrillic stop, frequent in Poland
            "СТОП");

    /// Words that mean other things too, so they must be the whole text: "Nie mogę przyjść" is about an
    /// appointment.
    static final List<String> STOP_WORDS_ALONE =
            List.of("END QUIT CANCEL REMOVE NO", "NEJ", "EI PERU ESTO", "ΟΧΙ", "NIE", "ST0P ST0PP");

    /// Words that want back in, as the whole text.
    static final List<String> START_WORDS = List.of("START UNSTOP", "STARTA", "ALOITA", "ΕΝΑΡΞΗ ΞΕΚΙΝΑ", "WZNÓW");

    /// After a stop word: not offers only.
    static final List<String> ALL_WORDS =
            List.of("ALL EVERYTHING", "ALLT ALLA ALLTING", "KAIKKI KAIKEN", "ΟΛΑ ΟΛΕΣ", "WSZYSTKO WSZYSTKIE");

    private static final Set<String> ALL = skeletons(ALL_WORDS);
    private static final Set<String> STOP = skeletons(STOP_WORDS);
    private static final Set<String> STOP_ALONE = skeletons(STOP_WORDS_ALONE);
    private static final Set<String> START = skeletons(START_WORDS);

    /// What the shop has added, as skeletons.
    record Own(Set<String> stops, Set<String> starts) {

        static final Own NONE = new Own(Set.of(), Set.of());

        Own {
            stops = Set.copyOf(stops);
            starts = Set.copyOf(starts);
        }
    }

    /// Near misses, compared as parts of the text.
    private static final List<String> MAYBE = List.of(
                    "SKICKA INTE",
                    "INTE SKICKA",
                    "TA BORT MIG",
                    "INGA FLER",
                    "ÄLÄ LÄHETÄ",
                    "ÄLKÄÄ LÄHETTÄKÖ",
                    "EN HALUA",
                    "ΜΗ ΣΤΕΛΝ",
                    "ΜΗΝ ΣΤΕΛΝ",
                    "ΔΕΝ ΘΕΛΩ",
                    "NIE WYSYŁA",
                    "NIE CHCĘ",
                    "PROSZĘ USUN",
                    "DO NOT SEND",
                    "DON'T SEND",
                    "DO NOT TEXT",
                    "DON'T TEXT",
                    "LEAVE ME ALONE",
                    "NO MORE")
            .stream()
            .map(StopWords::skeleton)
            .toList();

    private StopWords() {}

    /// What the text asks for. A stop beats a start.
    static Reading read(String text, Own own) {
        List<String> words = words(text);
        if (words.isEmpty()) {
            return new Reading(Meaning.OTHER, "");
        }
        String whole = String.join("", words);
        String first = words.getFirst();
        if (STOP.contains(whole) || STOP_ALONE.contains(whole) || own.stops().contains(whole)) {
            return new Reading(Meaning.STOP, whole, whole.equals("STOPALL"));
        }
        if (START.contains(whole) || own.starts().contains(whole)) {
            return new Reading(Meaning.START, whole);
        }
        if ((STOP.contains(first) || own.stops().contains(first)) && words.size() <= SHORT_TEXT) {
            boolean everything = first.equals("STOPALL") || words.size() > 1 && ALL.contains(words.get(1));
            return new Reading(Meaning.STOP, everything ? first + " " + words.get(1) : first, everything);
        }
        String spaced = String.join(" ", words);
        return words.stream()
                .filter(word -> STOP.contains(word) || own.stops().contains(word))
                .findFirst()
                .or(() -> MAYBE.stream().filter(spaced::contains).findFirst())
                .map(found -> new Reading(Meaning.MAYBE_STOP, found))
                .orElseGet(() -> new Reading(Meaning.OTHER, ""));
    }

    /// Upper case without accents, with one letter for all that look alike.
    static String skeleton(String text) {
        String folded = MARKS.matcher(Normalizer.normalize(
                        INVISIBLE
                                .matcher(Normalizer.normalize(text, Normalizer.Form.NFKC))
                                .replaceAll(""),
                        Normalizer.Form.NFD))
                .replaceAll("")
                .toUpperCase(Locale.ROOT);
        var skeleton = new StringBuilder(folded.length());
        folded.chars().forEach(letter -> {
            int at = LOOK_ALIKES.indexOf(letter);
            skeleton.append(at < 0 ? (char) letter : LATIN.charAt(at));
        });
        return skeleton.toString();
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (String word : NO_WORD.split(skeleton(text))) {
            String bare = EDGE.matcher(word).replaceAll("");
            if (!bare.isEmpty()) {
                words.add(bare);
            }
        }
        return words;
    }

    private static Set<String> skeletons(List<String> lines) {
        return lines.stream()
                .flatMap(line -> List.of(line.split(" ")).stream())
                .map(StopWords::skeleton)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Whether our own lists have the word as a stop, in whatever way it is written.
    static boolean isStop(String skeleton) {
        return STOP.contains(skeleton) || STOP_ALONE.contains(skeleton);
    }

    /// Whether our own lists have the word as a start.
    static boolean isStart(String skeleton) {
        return START.contains(skeleton);
    }

    /// The one word that the text is, as it is compared; empty where it is none or several.
    static String word(String text) {
        List<String> words = words(text);
        return words.size() == 1 ? words.getFirst() : "";
    }
}
