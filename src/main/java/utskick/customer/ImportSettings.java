package utskick.customer;

/// What holds for a whole file unless a row says otherwise: the shop's own country, language and currency.
///
/// @param country ISO 3166, decides how phone numbers without country code are read
/// @param language ISO 639-1
/// @param currency ISO 4217
public record ImportSettings(String country, String language, String currency) {

    /// What a shop in this country has.
    public static ImportSettings of(String country) {
        return switch (country) {
            case "FI" -> new ImportSettings("FI", "fi", "EUR");
            case "GR" -> new ImportSettings("GR", "el", "EUR");
            case "PL" -> new ImportSettings("PL", "pl", "PLN");
            default -> new ImportSettings("SE", "sv", "SEK");
        };
    }
}
