package utskick.customer;

/// What holds for a whole file unless a row says otherwise: the shop's own country, language and currency, and what
/// somebody decided about the file.
///
/// @param country ISO 3166, decides how phone numbers without country code are read
/// @param language ISO 639-1
/// @param currency ISO 4217
/// @param match by what rows find their customer
/// @param ground what the file's consents rest on
public record ImportSettings(String country, String language, String currency, MatchBy match, ConsentGround ground) {

    /// Rows find their customer by number; consents are the customers' own.
    public ImportSettings(String country, String language, String currency) {
        this(country, language, currency, MatchBy.NUMBER, ConsentGround.CONSENT);
    }

    /// What a shop in this country has.
    public static ImportSettings of(String country) {
        return switch (country) {
            case "FI" -> new ImportSettings("FI", "fi", "EUR");
            case "GR" -> new ImportSettings("GR", "el", "EUR");
            case "PL" -> new ImportSettings("PL", "pl", "PLN");
            default -> new ImportSettings("SE", "sv", "SEK");
        };
    }

    ImportSettings with(MatchBy chosen, ConsentGround stated) {
        return new ImportSettings(country, language, currency, chosen, stated);
    }
}
