package utskick.template;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names that people give to merge fields, in the systems they come from and in the five languages: `#FORNAMN#` of
/// the till (T7), name and balance of the ERP (G2), the CRM's tags of contact and company (F6). Case, accents, spaces
/// and underscores do not matter.
final class FieldNames {

    private static final Map<String, String> NAMES = new HashMap<>();

    static {
        add("first_name", "förnamn", "tilltalsnamn", "etunimi", "όνομα", "imię", "first name", "given name");
        add("last_name", "efternamn", "sukunimi", "επώνυμο", "nazwisko", "last name", "surname", "family name");
        add("name", "namn", "kundnamn", "nimi", "asiakas", "asiakkaan nimi", "ονοματεπώνυμο", "πελάτης");
        add("name", "επωνυμία", "imię i nazwisko", "klient", "full name", "customer", "customer name");
        add("company_name", "företag", "företagsnamn", "firma", "yritys", "yrityksen nimi", "yritysnimi", "εταιρεία");
        add("company_name", "εταιρία", "nazwa firmy", "company", "company name");
        add("company_number", "företagsnummer", "yrityksen numero", "κωδικός εταιρείας", "numer firmy");
        add("company_city", "företagets ort", "yrityksen kaupunki", "πόλη εταιρείας", "miasto firmy");
        add("company_category", "företagskategori", "yrityksen ryhmä", "κατηγορία εταιρείας", "kategoria firmy");
        add("number", "kundnummer", "kundnr", "nummer", "asiakasnumero", "κωδικός", "κωδικός πελάτη", "numer");
        add("number", "numer klienta", "numer karty", "customer number");
        add("category", "kategori", "kundkategori", "kundgrupp", "ryhmä", "asiakasryhmä", "κατηγορία", "kategoria");
        add("category", "kategoria klienta", "grupa klientów", "customer category");
        add("store", "butik", "hembutik", "myymälä", "kauppa", "κατάστημα", "sklep", "shop");
        add("points", "poäng", "bonuspoäng", "bonus", "pisteet", "bonuspisteet", "πόντοι", "βαθμοί", "punkty");
        add("points", "saldo punktów", "loyalty points");
        add("balance", "saldo", "υπόλοιπο", "υπόλοιπο πελάτη", "stan konta", "account balance");
        add("last_purchase", "senaste köp", "senast köpt", "senaste inköp", "viimeisin ostos", "viimeinen ostos");
        add("last_purchase", "τελευταία αγορά", "τελευταία κίνηση", "ostatni zakup", "last purchase");
        add("city", "ort", "postort", "stad", "kaupunki", "postitoimipaikka", "πόλη", "miasto", "town");
        add("postcode", "postnummer", "postnr", "postinumero", "τ.κ.", "ταχυδρομικός κώδικας", "kod pocztowy");
        add("street", "adress", "gatuadress", "osoite", "katuosoite", "διεύθυνση", "οδός", "ulica", "adres");
        add("opt_out_link", "avregistrering", "avregistrera", "peruutuslinkki", "διαγραφή", "rezygnacja");
        add("opt_out_link", "opt out", "unsubscribe");
    }

    private FieldNames() {}

    /// The field's own name, null when nobody calls a field so.
    static @Nullable String canonical(String name) {
        return NAMES.get(skeleton(name));
    }

    private static void add(String field, String... names) {
        NAMES.put(skeleton(field), field);
        for (var name : names) {
            NAMES.put(skeleton(name), field);
        }
    }

    /// ł has no decomposition, and a word in capitals ends in Σ, not ς.
    private static String skeleton(String name) {
        var plain = SmsNormaliser.withoutMarks(name).toUpperCase(Locale.ROOT).replace('Ł', 'L');
        var out = new StringBuilder(plain.length());
        plain.codePoints().filter(Character::isLetterOrDigit).forEach(out::appendCodePoint);
        return out.toString();
    }
}
