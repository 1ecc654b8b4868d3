package utskick.customer;

import org.jspecify.annotations.Nullable;
import utskick.kernel.PhoneNumber;

/// Reads the mobile numbers that nearly all rows of a register have, in the writings that nearly all people use, fifty
/// times as fast as the number plans do. What it does not know for certain it leaves to them. `CommonPhonesTest` holds
/// it against libphonenumber for every prefix, so that a change of a plan is noticed.
final class CommonPhones {

    private static final int LONGEST = 15;

    private CommonPhones() {}

    /// The mobile numbers of one country.
    private enum Country {
        SE("46", true),
        FI("358", true),
        GR("30", false),
        PL("48", false);

        final String code;
        /// At home a 0 goes before the number.
        final boolean trunkZero;

        Country(String code, boolean trunkZero) {
            this.code = code;
            this.trunkZero = trunkZero;
        }

        static @Nullable Country of(String region) {
            return switch (region) {
                case "SE" -> SE;
                case "FI" -> FI;
                case "GR" -> GR;
                case "PL" -> PL;
                default -> null;
            };
        }

        /// Whether the digits from this place on are a mobile number without anything before it.
        boolean isMobile(char[] digits, int from, int to) {
            int length = to - from;
            if (length < 8) {
                return false;
            }
            int prefix = 10 * (digits[from] - '0') + digits[from + 1] - '0';
            return switch (this) {
                case SE ->
                    length == 9 && (prefix == 70 || prefix == 72 || prefix == 73 || prefix == 76 || prefix == 79);
                case FI -> (length == 8 || length == 9) && (prefix >= 40 && prefix <= 48 || prefix == 50);
                case GR -> length == 10 && prefix == 69;
                case PL ->
                    length == 9
                            && switch (prefix) {
                                case 50, 51, 53, 57, 60, 66, 69, 72, 73, 78, 79, 88 -> true;
                                default -> false;
                            };
            };
        }
    }

    /// The number in a field of digits, single blanks and single hyphens between them, with a plus before them at
    /// most; null where the plans must be asked.
    static @Nullable PhoneReading read(String text, String region) {
        int length = text.length();
        if (length < 8 || length > 2 * LONGEST) {
            return null;
        }
        boolean plus = text.charAt(0) == '+';
        var digits = new char[LONGEST + 2];
        int count = 0;
        boolean separator = true;
        for (int i = plus ? 1 : 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9' && count < digits.length) {
                digits[count++] = c;
                separator = false;
            } else if ((c == ' ' || c == '-') && !separator) {
                separator = true;
            } else {
                return null;
            }
        }
        return separator ? null : number(digits, count, plus, Country.of(region));
    }

    private static @Nullable PhoneReading number(char[] digits, int count, boolean plus, @Nullable Country home) {
        // in all four countries 00 leads abroad; elsewhere it may not
        boolean abroad = home != null && count > 2 && digits[0] == '0' && digits[1] == '0';
        if (plus || abroad) {
            int from = plus ? 0 : 2;
            for (var country : Country.values()) {
                if (startsWith(digits, from, country.code)
                        && country.isMobile(digits, from + country.code.length(), count)) {
                    return mobile(country, digits, from + country.code.length(), count);
                }
            }
            return null;
        }
        int from = home != null && home.trunkZero ? 1 : 0;
        return home != null && (from == 0 || digits[0] == '0') && home.isMobile(digits, from, count)
                ? mobile(home, digits, from, count)
                : null;
    }

    private static boolean startsWith(char[] digits, int from, String code) {
        for (int i = 0; i < code.length(); i++) {
            if (digits[from + i] != code.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static PhoneReading mobile(Country country, char[] digits, int from, int to) {
        return new PhoneReading(new PhoneNumber("+" + country.code + new String(digits, from, to - from)), null, true);
    }
}
