package utskick.customer;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// 1,200 invented customers of four countries for the demonstration, the same at every run: shops, categories, groups,
/// points, balances, companies with contacts, families that share a number, landlines, missing addresses, and what
/// they have said about mailings. E-mail domains are reserved ones (RFC 2606), Swedish numbers begin with those set
/// aside for fiction (070-174 06 05 to 99).
public final class SampleRegister {

    private static final com.ibm.icu.text.Transliterator LETTERS =
            com.ibm.icu.text.Transliterator.getInstance("Any-Latin; Latin-ASCII");
    private static final long SEED = 20_261_122;

    private static final List<Country> COUNTRIES = List.of(
            new Country(
                    "SE",
                    420,
                    List.of("Malmö", "Lund", "Ystad"),
                    List.of("Guld", "Silver", "Brons"),
                    List.of("Barn", "Trädgård", "Sömnad", "VIP", "Julmarknad"),
                    names(
                            "Åsa Björn Karin Erik Linnéa Oskar Maja Hugo Elsa Axel Sigrid Nils Ebba Gustav Wilma Anders Birgitta"
                                    + " Mikael Ulrika Jörgen Annika Håkan Märta Göran Kerstin Mats Inger Sven Agneta Per"),
                    names("Lindström Åkesson Bergman Sjöberg Nyström Öberg Hansson Persson Lundqvist Ekström Wallin"
                            + " Dahl Holmqvist Sandberg Björk Håkansson Norén Ahlgren Sundin Rosén"),
                    List.of(
                            "Café Ängen AB",
                            "Måleri i Höör AB",
                            "Bokhandeln Öst",
                            "Cykelboden AB",
                            "Blomman på torget")),
            new Country(
                    "FI",
                    280,
                    List.of("Turku", "Vaasa"),
                    List.of("Kulta", "Hopea", "Pronssi"),
                    List.of("Perhe", "Puutarha", "Käsityö", "Kanta-asiakkaat"),
                    names("Aino Eino Helmi Väinö Sofia Leevi Kerttu Onni Päivi Jukka Tuula Pekka Marjatta Antti Liisa"
                            + " Mikko Kaarina Matti Ritva Timo Anneli Heikki Johanna Ville"),
                    names("Korhonen Virtanen Mäkinen Nieminen Mäkelä Hämäläinen Laine Heikkinen Koskinen Järvinen"
                            + " Lehtonen Lehtinen Saarinen Salminen Niemi Heinonen Öhman Lindqvist"),
                    List.of(
                            "Kukkakauppa Päivänkakkara Oy",
                            "Snickeri Dahl Ab Oy",
                            "Kahvila Kulma Oy",
                            "Pyörähuolto Ylä Oy")),
            new Country(
                    "GR",
                    220,
                    List.of("Χανιά", "Αθήνα"),
                    List.of("Χρυσή", "Ασημένια", "Χάλκινη"),
                    List.of("Λιανική", "Χονδρική", "Φίλοι του καταστήματος"),
                    names("Σοφία Μαρία Ελένη Κατερίνα Γιώργος Δημήτρης Νίκος Ιωάννης Άννα Βασιλική Χρήστος Ευαγγελία"
                            + " Κώστας Παναγιώτης Αγγελική Ζωή Σπύρος Θανάσης Δέσποινα Ηλίας"),
                    names("Σταύρου Παπαδάκης Γεωργίου Νικολάου Βλάχος Αντωνίου Μακρής Δημητρίου Οικονόμου"
                            + " Κωνσταντίνου Λιάπης Αλεξίου Ρούσσος Τσιρίγος Φωτίου"),
                    List.of("ΑΦΟΙ ΖΑΧΑΡΙΟΥ Α.Ε.", "Ελαιώνας Ι.Κ.Ε.", "Φούρνος Η Γωνιά", "Κρητικά Προϊόντα Ο.Ε.")),
            new Country(
                    "PL",
                    280,
                    List.of("Kraków", "Łódź"),
                    List.of("Złota", "Srebrna", "Standard"),
                    List.of("Ogród", "Dzieci", "Krawiectwo", "Stali klienci"),
                    names("Łucja Agnieszka Małgorzata Katarzyna Zofia Grażyna Żaneta Beata Piotr Krzysztof Stanisław"
                            + " Andrzej Paweł Michał Łukasz Wojciech Józef Ryszard Elżbieta Jadwiga Marek Tomasz"),
                    names("Żak Wójcik Śliwa Łoś Ćwik Dąb Zięba Kowal Górski Jabłoński Wiśnia Sikora Pająk Wróbel"
                            + " Kozioł Błaszczyk Mróz Gajda"),
                    List.of(
                            "Kwiaciarnia Stokrotka",
                            "Piekarnia Śliwa sp. z o.o.",
                            "Rowery Łódź s.c.",
                            "Księgarnia Żak")));

    private static final List<ColumnUse> USES = List.of(
            ColumnUse.of(Field.NUMBER),
            ColumnUse.of(Field.FIRST_NAME),
            ColumnUse.of(Field.LAST_NAME),
            ColumnUse.of(Field.COMPANY_NAME),
            ColumnUse.of(Field.COMPANY),
            ColumnUse.of(Field.COUNTRY),
            ColumnUse.of(Field.LANGUAGE),
            ColumnUse.of(Field.STORE),
            ColumnUse.of(Field.CATEGORY),
            ColumnUse.of(Field.GROUPS),
            ColumnUse.of(Field.CITY),
            ColumnUse.of(Field.BIRTHDAY),
            ColumnUse.of(Field.POINTS),
            ColumnUse.of(Field.BALANCE),
            ColumnUse.of(Field.LAST_PURCHASE),
            new ColumnUse(Field.PHONE, "mobile"),
            new ColumnUse(Field.PHONE, "home"),
            new ColumnUse(Field.PHONE, "work"),
            new ColumnUse(Field.PHONE, "switchboard"),
            ColumnUse.of(Field.EMAIL),
            new ColumnUse(Field.CONSENT, "sms+email"));

    private final Imports imports;
    private final Clock clock;
    private final PhoneReader phones = new PhoneReader();

    SampleRegister(Imports imports, Clock clock) {
        this.imports = imports;
        this.clock = clock;
    }

    private record Country(
            String code,
            int size,
            List<String> stores,
            List<String> categories,
            List<String> groups,
            List<String> firstNames,
            List<String> lastNames,
            List<String> companies) {}

    /// Loads the customers into an empty register; what is there already stays, and is not loaded twice.
    ///
    /// @param actor who is named in the ledger
    public ImportCounts load(String actor) {
        var counts = ImportCounts.NONE;
        var random = new Random(SEED);
        int number = 0;
        for (var country : COUNTRIES) {
            var settings = ImportSettings.of(country.code());
            int companies = country.size() / 20;
            // persons have the lower numbers and so stand first in the register, but their companies must be there
            // first
            int firstCompany = number + country.size() - companies + 1;
            var firms = new ArrayList<StagedRow>();
            for (int i = 0; i < companies; i++) {
                firms.add(company(country, firstCompany + i, i, random));
            }
            counts = counts.plus(
                    imports.applyRows("sample", USES, settings, actor, firms).counts());
            var persons = new ArrayList<StagedRow>();
            StagedRow before = null;
            for (int i = companies; i < country.size(); i++) {
                // the first persons are the companies' contacts, two each
                int firm = i - companies < 2 * companies ? (i - companies) / 2 : -1;
                var person = person(country, ++number, firm < 0 ? null : firms.get(firm), before, random);
                persons.add(person);
                before = firm < 0 ? person : null;
            }
            number += companies;
            counts = counts.plus(
                    imports.applyRows("sample", USES, settings, actor, persons).counts());
        }
        return counts;
    }

    private StagedRow company(Country country, int number, int index, Random random) {
        var row = row(country, number, random);
        int round = index / country.companies().size();
        row.companyName =
                country.companies().get(index % country.companies().size()) + (round == 0 ? "" : " " + (round + 1));
        row.category =
                country.categories().get(random.nextInt(country.categories().size()));
        phone(row, country, "switchboard", landline(country.code(), number));
        email(row, "info" + number, random);
        return row;
    }

    private StagedRow person(
            Country country, int number, @Nullable StagedRow firm, @Nullable StagedRow relative, Random random) {
        var row = row(country, number, random);
        var family = random.nextInt(14) == 0 ? relative : null;
        var firstName = pick(country.firstNames(), random);
        row.firstName = firstName;
        var lastName = family == null || family.lastName == null ? pick(country.lastNames(), random) : family.lastName;
        row.lastName = lastName;
        if (random.nextInt(10) > 0) {
            row.category = country.categories()
                    .get(Math.min(random.nextInt(4), country.categories().size() - 1));
        }
        var today = LocalDate.now(clock);
        if (random.nextInt(5) > 0) {
            var birthday = today.minusYears(18 + random.nextInt(62)).minusDays(random.nextInt(365));
            row.birthday = new DateReader.Day(
                    random.nextInt(8) == 0 ? null : birthday.getYear(),
                    birthday.getMonthValue(),
                    birthday.getDayOfMonth());
        }
        row.points = random.nextInt(6) == 0 ? null : BigDecimal.valueOf(10L * random.nextInt(250));
        row.balance = random.nextInt(3) == 0 ? BigDecimal.valueOf(random.nextInt(180_000) - 20_000L, 2) : null;
        row.lastPurchase = random.nextInt(8) == 0 ? null : today.minusDays(1L + random.nextInt(700));
        if (firm != null) {
            row.companyNumber = firm.number;
            phone(row, country, "mobile", mobile(country.code(), number));
            phone(
                    row,
                    country,
                    "work",
                    random.nextInt(3) == 0 ? mobile(country.code(), number + 5_000) : landline(country.code(), number));
        } else if (family != null
                && !family.contactPoints.isEmpty()
                && family.contactPoints.getFirst().channel().equals("SMS")) {
            var shared = family.contactPoints.getFirst();
            phone(row, country, "mobile", shared.asEntered());
        } else if (random.nextInt(12) > 0) {
            phone(row, country, "mobile", mobile(country.code(), number));
        }
        if (random.nextInt(5) == 0) {
            phone(row, country, "home", landline(country.code(), number));
        }
        if (random.nextInt(10) < 7) {
            email(row, ascii(firstName) + "." + ascii(lastName) + number, random);
        }
        return row;
    }

    private StagedRow row(Country country, int number, Random random) {
        var row = new StagedRow(number, number);
        row.number = "%06d".formatted(number);
        row.fingerprint = new UUID(SEED, number);
        row.firstName = "";
        row.lastName = "";
        row.companyName = "";
        row.companyNumber = "";
        row.country = country.code();
        row.language = language(country.code(), random);
        row.store = country.stores().get(random.nextInt(country.stores().size()));
        row.city = row.store;
        row.category = "";
        var groups = new TreeSet<String>();
        for (int i = random.nextInt(3); i > 0; i--) {
            groups.add(pick(country.groups(), random));
        }
        row.groups = new ArrayList<>(groups);
        consent(row.sms, random);
        consent(row.email, random);
        return row;
    }

    /// One Finn in six is served in Swedish.
    private static String language(String country, Random random) {
        boolean other = random.nextInt(6) == 0;
        return country.equals("FI") && other ? "sv" : ImportSettings.of(country).language();
    }

    private void consent(StagedRow.Consent consent, Random random) {
        int die = random.nextInt(100);
        consent.present = true;
        consent.word = die < 64
                ? ConsentWord.GIVEN
                : die < 80 ? ConsentWord.REFUSED : die < 96 ? ConsentWord.UNKNOWN : ConsentWord.WITHDRAWN;
        consent.at = consent.word == ConsentWord.UNKNOWN
                ? null
                : LocalDate.now(clock).minusDays(5L + random.nextInt(900));
    }

    private void phone(StagedRow row, Country country, String label, String number) {
        var reading = phones.read(number, country.code());
        if (reading.number() == null) {
            throw new IllegalStateException("no number of " + country.code() + ": " + number);
        }
        row.contactPoints.add(new StagedRow.Point(
                "SMS", label, row.contactPoints.size(), number, reading.number().value(), null, reading.takesSms()));
    }

    private static void email(StagedRow row, String local, Random random) {
        var address = local + "@example." + List.of("com", "org", "net").get(random.nextInt(3));
        row.contactPoints.add(
                new StagedRow.Point("EMAIL", "email", row.contactPoints.size(), address, address, null, true));
    }

    private static String mobile(String country, int number) {
        return switch (country) {
            case "FI" -> "040 000 %04d".formatted(number);
            case "GR" -> "690 000 %04d".formatted(number);
            case "PL" -> "500 00%d %03d".formatted(number / 1000, number % 1000);
            default -> {
                int tail = 1_740_604 + number;
                yield "070-%03d %02d %02d".formatted(tail / 10_000, tail / 100 % 100, tail % 100);
            }
        };
    }

    private static String landline(String country, int number) {
        return switch (country) {
            case "FI" -> "013 123 %04d".formatted(number);
            case "GR" -> "21 2345 %04d".formatted(number);
            case "PL" -> "12 345 %02d %02d".formatted(number / 100, number % 100);
            default -> "08-465 0%d %02d".formatted(number / 100 % 10, number % 100);
        };
    }

    private static String pick(List<String> names, Random random) {
        return names.get(random.nextInt(names.size()));
    }

    private static List<String> names(String names) {
        return List.of(names.split(" "));
    }

    /// The name in the letters of an e-mail address.
    private static String ascii(String name) {
        var latin = LETTERS.transliterate(name);
        return Normalizer.normalize(latin, Normalizer.Form.NFD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z]", "");
    }
}
