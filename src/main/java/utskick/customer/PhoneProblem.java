package utskick.customer;

import java.util.Locale;

/// Why what stands in a phone field is not stored as a number, in the order they are tried.
public enum PhoneProblem {
    /// `4,67012E+10`: a spreadsheet has thrown digits away.
    SCIENTIFIC_NOTATION,
    /// Words only.
    NOT_A_NUMBER,
    /// Digits and letters: a letter O for 0, or a note behind the number. Nothing is guessed.
    LETTERS,
    /// More than one number in the field.
    TWO_NUMBERS,
    /// A 0 in front where the country has none (Greece, Poland); without it the number would be right.
    TRUNK_ZERO,
    /// No number of the country's plan.
    INVALID_NUMBER;

    /// The name in the database, in messages and in reports.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
