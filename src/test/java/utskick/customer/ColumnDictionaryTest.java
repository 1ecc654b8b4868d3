package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Columns are known by what tills, ERPs and loyalty programmes call them, and by what stands in them.
class ColumnDictionaryTest {

    private final ColumnDictionary dictionary = new ColumnDictionary();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Kundens nummer            | number
            Kund-Nr.                  | number
            customerNo                | number
            CUST_NO                   | number
            ΚΩΔΙΚΟΣ ΠΕΛΑΤΗ            | number
            Κωδικος πελατη            | number
            Nr karty lojalnościowej   | number
            FÖRNAMN *                 | first_name
            firstName                 | first_name
            Imię klienta              | first_name
            Efternamn/Företag         | last_name
            Post ort                  | city
            ADRESSRAD_1               | street
            Δ/νση                     | street
            Saldo (kr)                | balance
            Υπόλοιπο (€)              | balance
            Poäng (st)                | points
            Dostępne punkty           | points
            HomeStore                 | store
            Datum senaste köp         | last_purchase
            Data ost. zakupu          | last_purchase
            Fyller år                 | birthday
            Sekretessmarkerad         | protected
            Mobil (SMS)               | phone:mobile
            Telefon dagtid            | phone:other
            Τηλέφωνο γραφείου         | phone:work
            Puh. (matka)              | phone:mobile
            MSISDN                    | phone:mobile
            Registreringsbutik        | store
            Liittymismyymälä          | store
            Nazwa placówki            | store
            Stan konta punktowego     | points
            Υπόλοιπο πόντων κάρτας    | points
            Τελικό υπόλοιπο           | balance
            Kundanteckning            | note
            Bonusklass                | category
            Gruppmedlemskap           | groups
            Adres - miasto            | city
            Adres - kod pocztowy      | postcode
            Ονοματεπώνυμο / Επωνυμία  | company_name
            Turvakielto (k/e)         | protected
            Chroniona tożsamość       | protected
            CUSTOMER STATUS CODE      | status
            SMS phone                 | phone:mobile
            Orderstatus               | custom
            Varugrupp                 | custom
            Produktgrupp              | custom
            """)
    void a_heading_is_known_however_it_is_written(String heading, String use) {
        assertThat(uses(List.of(heading), List.of())).containsExactly(use);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SMS (J/N)                    | consent:sms
            Får SMS                      | consent:sms
            SmsConsent                   | consent:sms
            SMSsamtycke                  | consent:sms
            Text message consent         | consent:sms
            ALLOW_E_MAIL                 | consent:email
            Zgoda na newsletter          | consent:email
            Sallii tekstiviestit         | consent:sms
            Να λαμβάνει email            | consent:email
            Får kontaktas                | consent:sms+email
            Ta emot reklam               | consent:sms+email
            Samtyckesdatum SMS           | consent_date:sms
            sms_consent_timestamp        | consent_date:sms
            Zgoda e-mail z dnia          | consent_date:email
            Klauzula SMS                 | consent_wording:sms
            Ej reklam                    | block:sms+email
            No marketing                 | block:sms+email
            Nej tack till reklam         | block:sms+email
            do_not_mail                  | block:email
            Avböjt reklam via SMS        | block:sms
            Ej SMS                       | block:sms
            Vill inte ha reklam          | block:sms+email
            Tackat nej till reklam       | block:sms+email
            Inga mejl                    | block:email
            Ei tekstiviestejä            | block:sms
            Markkinointi kielletty       | block:sms+email
            Δεν επιθυμεί ενημέρωση       | block:sms+email
            Brak zgody na marketing      | block:sms+email
            Nie wysyłać SMS              | block:sms
            Nie kontaktować              | block:sms+email
            Unsubscribed from email      | block:email
            SMS marketing (ΝΑΙ/ΟΧΙ)      | consent:sms
            Medgivande datum             | consent_date:sms+email
            Samtyckestext                | consent_wording:sms+email
            """)
    void a_heading_about_consent_says_for_what(String heading, String use) {
        assertThat(uses(List.of(heading), List.of())).containsExactly(use);
    }

    @Test
    void the_cells_decide_where_a_heading_may_mean_two_things() {
        assertThat(uses(List.of("Kundnr", "SMS", "E-post"), rows("1 ja nej", "2 nej ja", "3 ja ja")))
                .containsExactly("number", "consent:sms", "consent:email");
        assertThat(uses(
                        List.of("Kundnr", "Kontakt mobil", "Kontakt e-post"),
                        rows("1 0701740605 a@example.se", "2 0701740606 b@example.se", "3 0701740607 c@example.se")))
                .containsExactly("number", "phone:mobile", "email");
        assertThat(uses(List.of("Kundnr", "Kundgrupp"), rows("1 Guld", "2 Silver", "3 Guld")))
                .containsExactly("number", "category");
        assertThat(uses(List.of("Kundnr", "Kundgrupp"), rows("1 Guld;Barn", "2 Silver", "3 Guld")))
                .containsExactly("number", "groups");
    }

    @Test
    void a_yes_here_and_there_is_consent_and_a_day_is_when_it_was_given() {
        assertThat(uses(List.of("Kundnr", "SMS", "E-post"), rows("1 x nej", "2 – ?", "3 x ja", "4 – –")))
                .containsExactly("number", "consent:sms", "consent:email");
        assertThat(uses(
                        List.of("Kundnr", "Samtycke SMS den", "Data e-mail", "Erbjudanden"),
                        rows("1 2025-01-02 2025-01-02 ja", "2 2025-02-03 2025-02-03 nej", "3 1/3/2025 1/3/2025 ja")))
                .containsExactly("number", "consent_date:sms", "consent_date:email", "consent:sms+email");
    }

    @Test
    void beside_the_yes_and_no_other_columns_about_a_consent_are_none() {
        assertThat(uses(
                        List.of(
                                "Kundnr",
                                "SMS-samtycke",
                                "Data udzielenia (SMS)",
                                "SMS-samtycke ändrat",
                                "SMS-samtycke av",
                                "SMS-samtycke återkallat"),
                        rows(
                                "1 ja 2025-01-02 2025-01-02 Bo 2025-02-03",
                                "2 nej 2025-02-03 2025-01-02 Bo 2025-02-03",
                                "3 ja 2025-02-03 2025-01-02 Eva 2025-02-03")))
                .containsExactly("number", "consent:sms", "consent_date:sms", "custom", "custom", "block:sms");
    }

    @Test
    void a_word_that_is_about_a_field_needs_cells_that_fit_it() {
        assertThat(uses(
                        List.of("Kundnr", "Poängklass", "Kortets saldo", "Saldotext", "Kontaktspråk"),
                        rows("1 A 12,50 hög sv", "2 B 3 låg fi", "3 A 0 låg el")))
                .containsExactly("number", "category", "balance", "custom", "language");
        assertThat(uses(List.of("Kundnr", "Kortets status"), rows("1 Aktiv", "2 Spärrad", "3 Avliden")))
                .containsExactly("number", "status");
    }

    @Test
    void segments_are_groups_beside_a_level_or_where_several_stand_in_a_cell() {
        assertThat(uses(List.of("Kundnr", "Bonusnivå", "Segment"), rows("1 Guld A", "2 Silver B", "3 Guld A")))
                .containsExactly("number", "category", "groups");
        assertThat(uses(List.of("Kundnr", "Segment"), rows("1 A,B", "2 B", "3 A")))
                .containsExactly("number", "groups");
        assertThat(uses(List.of("Kundnr", "Segment"), rows("1 A", "2 B", "3 A")))
                .containsExactly("number", "category");
    }

    @Test
    void a_clear_heading_goes_before_a_vague_one() {
        assertThat(uses(List.of("Nr", "Kundnummer", "Namn", "Efternamn"), List.of()))
                .containsExactly("custom", "number", "custom", "last_name");
        assertThat(uses(List.of("Nr", "Namn"), List.of())).containsExactly("number", "last_name");
        assertThat(uses(List.of("Tunnus", "Nimi", "Y-tunnus"), List.of()))
                .containsExactly("number", "company_name", "tax_id");
    }

    @Test
    void a_column_that_tells_rows_apart_is_the_number_where_no_heading_says_so() {
        assertThat(uses(
                        List.of("Ort", "Kassans beteckning", "Efternamn"),
                        rows("Lund A1 Ek", "Lund A2 Al", "Lund A3 Alm")))
                .containsExactly("city", "number", "last_name");
    }

    @Test
    void a_phone_is_never_the_number() {
        assertThat(uses(List.of("Abonnemang"), rows("0701740605", "0701740606", "0701740607")))
                .containsExactly("phone:other");
    }

    @Test
    void the_only_id_of_a_sheet_of_companies_is_the_number() {
        assertThat(uses(List.of("Company ID", "Company"), List.of())).containsExactly("number", "company_name");
        assertThat(uses(List.of("Contact ID", "Company ID", "Surname"), List.of()))
                .containsExactly("number", "company", "last_name");
    }

    @Test
    void a_number_that_comes_again_beside_one_that_does_not_is_the_companys() {
        assertThat(uses(
                        List.of("Kontaktnr", "Asiakasnumero", "Etunimi", "Meililupa"),
                        rows("71 1001 Anna ei", "72 1001 Bo ei", "73 1002 Eva ei", "74 1002 Ulf ei")))
                .containsExactly("number", "company", "first_name", "consent:email");
        assertThat(uses(List.of("Kvittonr", "Kundnr", "Förnamn"), rows("71 1 Anna", "72 1 Anna", "73 2 Bo")))
                .containsExactly("custom", "number", "first_name");
    }

    @Test
    void what_is_called_a_persons_number_and_has_five_digits_is_no_identity_number() {
        assertThat(uses(List.of("Henkilönumero", "Etunimi", "Pesel"), rows("71 Anna –", "72 Bo –", "73 Eva –")))
                .containsExactly("number", "first_name", "national_id");
        assertThat(uses(List.of("Henkilönumero", "Etunimi"), rows("850301 Anna", "850302 Bo", "850303 Eva")))
                .containsExactly("national_id", "first_name");
    }

    @Test
    void what_the_register_has_itself_is_no_name_for_an_own_field() {
        assertThat(List.of("Telefon", "e-POST", "Kundnr", "Imię", "Pesel")).allMatch(dictionary::isOfTheRegister);
        assertThat(List.of("Skostorlek", "Titel", "Fax", "Medlem sedan", "Åäö")).noneMatch(dictionary::isOfTheRegister);
    }

    private List<String> uses(List<String> headings, List<SourceRow> rows) {
        return dictionary.uses(headings, rows).stream().map(ColumnUse::key).toList();
    }

    private static List<SourceRow> rows(String... lines) {
        var rows = new ArrayList<SourceRow>();
        for (var line : lines) {
            rows.add(new SourceRow(rows.size() + 2, List.of(line.split(" ")), false, null));
        }
        return rows;
    }
}
