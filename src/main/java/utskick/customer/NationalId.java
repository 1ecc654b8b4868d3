package utskick.customer;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Recognises national identity numbers by their form, their date of birth and their check digits: Swedish personnummer
/// and samordningsnummer, Finnish henkilötunnus, Polish PESEL, Greek AMKA. A register of a shop has no business with
/// them.
final class NationalId {

    private static final String FINNISH_CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    private static final int[] PESEL_WEIGHTS = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3};

    private static final Pattern SWEDISH = Pattern.compile("(?:19|20)?(\\d{6})[-+]?(\\d{4})");
    private static final Pattern FINNISH = Pattern.compile("(\\d{6})[-+A-FU-Y](\\d{3})([0-9A-Y])");
    private static final Pattern ELEVEN = Pattern.compile("\\d{11}");

    private NationalId() {}

    static boolean isOne(String text) {
        var number = text.replace(" ", "").toUpperCase(Locale.ROOT);
        Matcher swedish = SWEDISH.matcher(number);
        if (swedish.matches()) {
            return isSwedish(swedish.group(1), swedish.group(2));
        }
        Matcher finnish = FINNISH.matcher(number);
        if (finnish.matches()) {
            return isFinnish(
                    finnish.group(1), finnish.group(2), finnish.group(3).charAt(0));
        }
        return ELEVEN.matcher(number).matches() && (isPesel(number) || isAmka(number));
    }

    /// The day of a samordningsnummer is 60 more.
    private static boolean isSwedish(String date, String rest) {
        int day = two(date, 4);
        return isDate(day > 60 ? day - 60 : day, two(date, 2)) && isLuhn(date + rest);
    }

    private static boolean isFinnish(String date, String rest, char check) {
        return isDate(two(date, 0), two(date, 2)) && FINNISH_CHECKS.charAt(Integer.parseInt(date + rest) % 31) == check;
    }

    /// The month tells the century: 20 more for each after the twentieth, 80 more for the nineteenth.
    private static boolean isPesel(String digits) {
        int sum = 0;
        for (int i = 0; i < PESEL_WEIGHTS.length; i++) {
            sum += PESEL_WEIGHTS[i] * (digits.charAt(i) - '0');
        }
        return isDate(two(digits, 4), two(digits, 2) % 20) && (10 - sum % 10) % 10 == digits.charAt(10) - '0';
    }

    private static boolean isAmka(String digits) {
        return isDate(two(digits, 0), two(digits, 2)) && isLuhn(digits);
    }

    private static int two(String digits, int at) {
        return Integer.parseInt(digits.substring(at, at + 2));
    }

    private static boolean isDate(int day, int month) {
        return day >= 1 && day <= 31 && month >= 1 && month <= 12;
    }

    private static boolean isLuhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 0 ? digit : 2 * digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }
}
