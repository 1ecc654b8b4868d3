package utskick.customer;

/// Recognises national identity numbers by their check digits: Swedish personnummer and samordningsnummer, Finnish
/// henkilötunnus, Polish PESEL, Greek AMKA. A register of a shop has no business with them.
final class NationalId {

    private static final String FINNISH_CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    private static final int[] PESEL_WEIGHTS = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3};

    private NationalId() {}

    static boolean isOne(String text) {
        var digits = text.replaceAll("[^0-9]", "");
        if (text.length() == 11 && digits.length() >= 9 && isFinnish(text)) {
            return true;
        }
        return switch (digits.length()) {
            case 10 -> isLuhn(digits);
            case 11 -> isPesel(digits) || isLuhn(digits);
            case 12 -> isLuhn(digits.substring(2));
            default -> false;
        };
    }

    private static boolean isFinnish(String text) {
        char sign = text.charAt(6);
        if ("-+ABCDEFUVWXY".indexOf(sign) < 0) {
            return false;
        }
        var number = text.substring(0, 6) + text.substring(7, 10);
        return number.chars().allMatch(c -> c >= '0' && c <= '9')
                && FINNISH_CHECKS.charAt(Integer.parseInt(number) % 31) == text.charAt(10);
    }

    private static boolean isPesel(String digits) {
        int sum = 0;
        for (int i = 0; i < PESEL_WEIGHTS.length; i++) {
            sum += PESEL_WEIGHTS[i] * (digits.charAt(i) - '0');
        }
        return (10 - sum % 10) % 10 == digits.charAt(10) - '0';
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
