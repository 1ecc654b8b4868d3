package utskick.customer;

/// What a column of a register file can be.
public enum Field {
    NUMBER,
    /// The id that another system gave the customer.
    EXTERNAL_ID,
    FIRST_NAME,
    LAST_NAME,
    COMPANY_NAME,
    /// The customer number of the company whose contact this is.
    COMPANY,
    TAX_ID,
    STREET,
    POSTCODE,
    CITY,
    COUNTRY,
    LANGUAGE,
    STORE,
    CATEGORY,
    GROUPS,
    /// A phone number; the label says which.
    PHONE,
    EMAIL,
    BIRTHDAY,
    NAME_DAY,
    POINTS,
    BALANCE,
    LAST_PURCHASE,
    BOUGHT_12_MONTHS,
    BOUGHT_THIS_YEAR,
    BOUGHT_LAST_YEAR,
    /// How often somebody bought in 12 months.
    PURCHASES_12_MONTHS,
    STATUS,
    PROTECTED,
    NOTE,
    /// Consent by word; the label says for which channels.
    CONSENT,
    CONSENT_DATE,
    CONSENT_WORDING,
    /// Where a consent was given: a till, a form, a fair.
    CONSENT_SOURCE,
    /// Inverse consent: yes there refuses.
    BLOCK,
    /// A field of the shop's own, by the label's key; without a label kept as text under its heading.
    CUSTOM,
    IGNORE,
    /// Left out, never stored, never shown.
    NATIONAL_ID;

    /// Fields that are about consent: each is for channels and a purpose.
    boolean isConsent() {
        return switch (this) {
            case CONSENT, CONSENT_DATE, CONSENT_WORDING, CONSENT_SOURCE, BLOCK -> true;
            default -> false;
        };
    }

    /// Fields that more than one column of a file may have.
    boolean isRepeatable() {
        return switch (this) {
            case PHONE,
                    EMAIL,
                    CONSENT,
                    CONSENT_DATE,
                    CONSENT_WORDING,
                    CONSENT_SOURCE,
                    BLOCK,
                    CUSTOM,
                    IGNORE,
                    NATIONAL_ID,
                    PROTECTED,
                    GROUPS -> true;
            default -> false;
        };
    }
}
