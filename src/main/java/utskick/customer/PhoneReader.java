package utskick.customer;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber;
import java.util.regex.Pattern;
import utskick.kernel.PhoneNumber;

/// Reads phone numbers as people write them, into E.164. The region is the shop's or the customer's country; a `+` or
/// `00` wins over it. The plans are libphonenumber's.
public final class PhoneReader {

    /// The longest that a number can be with all its blanks and brackets; what is longer is no number.
    private static final int LONGEST = 60;

    private static final Pattern SCIENTIFIC = Pattern.compile("[+-]?\\d+(?:[.,]\\d+)?\\s*[eE]\\s*[+]?\\d+");
    private static final Pattern SPREADSHEET_DECIMAL = Pattern.compile("(\\+?\\d{7,})[.,]0");
    private static final Pattern PARTS = Pattern.compile("[,;/|\\\\\\n&]|\\s[-–+]\\s");
    private static final Pattern TRUNK_ZERO = Pattern.compile("(\\+(?:30|48))?0(\\d{9,10})");

    private final PhoneNumberUtil plans = PhoneNumberUtil.getInstance();

    /// @param region ISO 3166 code of the country whose writing is meant where the number does not say
    public PhoneReading read(String field, String region) {
        var common = CommonPhones.read(field, region);
        return common != null ? common : readByPlan(field, region);
    }

    /// As [#read], without the shortcut.
    PhoneReading readByPlan(String field, String region) {
        var text = CellText.address(field);
        int digits = 0;
        boolean letters = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9' || Character.isDigit(c)) {
                digits++;
            } else if (Character.isLetter(c) || Character.isSurrogate(c)) {
                letters = true;
            }
        }
        if (digits == 0) {
            return letters ? PhoneReading.wrong(PhoneProblem.NOT_A_NUMBER) : PhoneReading.EMPTY;
        }
        if (letters) {
            return PhoneReading.wrong(
                    SCIENTIFIC.matcher(text).matches() ? PhoneProblem.SCIENTIFIC_NOTATION : PhoneProblem.LETTERS);
        }
        if (field.length() <= 2 * LONGEST && numbersIn(field) > 1) {
            return PhoneReading.wrong(PhoneProblem.TWO_NUMBERS);
        }
        if (text.length() > LONGEST || text.lastIndexOf('+') > text.indexOf('+')) {
            return PhoneReading.wrong(PhoneProblem.INVALID_NUMBER);
        }
        var decimal = SPREADSHEET_DECIMAL.matcher(text);
        return read(decimal.matches() ? decimal.group(1) : text, region, digits);
    }

    /// The country whose numbers and letters somebody writes without a country, by the language that is read.
    public static String home(String language) {
        return switch (language) {
            case "fi" -> "FI";
            case "el" -> "GR";
            case "pl" -> "PL";
            default -> "SE";
        };
    }

    /// A number as a person reads it, `+46 70 174 06 05`; what is no number stays as it is.
    public static String shown(String e164) {
        if (!e164.startsWith("+")) {
            return e164;
        }
        var plans = PhoneNumberUtil.getInstance();
        try {
            return plans.format(plans.parse(e164, "ZZ"), PhoneNumberUtil.PhoneNumberFormat.INTERNATIONAL);
        } catch (NumberParseException e) {
            // shown as it was entered
            return e164;
        }
    }

    private PhoneReading read(String text, String region, int digits) {
        // a plus inside a number is a mistake; a sign in front of it (apostrophe, equals, bracket) is not
        int plus = text.indexOf('+');
        if (plus > 0 && hasDigit(text, plus) || text.indexOf('#') >= 0 || text.indexOf('*') >= 0) {
            return PhoneReading.wrong(PhoneProblem.INVALID_NUMBER);
        }
        var number = parse(text, region);
        if (number != null && plans.isValidNumber(number)) {
            return accepted(number);
        }
        return PhoneReading.wrong(
                hasTrunkZero(text, region, digits) ? PhoneProblem.TRUNK_ZERO : PhoneProblem.INVALID_NUMBER);
    }

    private PhoneReading accepted(Phonenumber.PhoneNumber number) {
        if (number.hasExtension()) {
            return PhoneReading.wrong(PhoneProblem.INVALID_NUMBER);
        }
        var e164 = new PhoneNumber(plans.format(number, PhoneNumberUtil.PhoneNumberFormat.E164));
        return switch (plans.getNumberType(number)) {
            case MOBILE, FIXED_LINE_OR_MOBILE -> new PhoneReading(e164, null, true);
            default -> new PhoneReading(e164, null, false);
        };
    }

    private Phonenumber.@org.jspecify.annotations.Nullable PhoneNumber parse(String text, String region) {
        try {
            return plans.parse(text, region);
        } catch (NumberParseException e) {
            // the only way the library has to say "no number"
            return null;
        }
    }

    /// `06912345678` in Greece, `+48 0512345678`: wrong as it stands, right without the 0.
    private boolean hasTrunkZero(String text, String region, int digits) {
        if (digits > 15) {
            return false;
        }
        var compact = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+' || Character.isDigit(c)) {
                compact.append(c == '+' ? c : (char) ('0' + Character.digit(c, 10)));
            }
        }
        var international = compact.toString().startsWith("00") ? "+" + compact.substring(2) : compact.toString();
        var zero = TRUNK_ZERO.matcher(international);
        if (!zero.matches() || zero.group(1) == null && !region.equals("GR") && !region.equals("PL")) {
            return false;
        }
        var without = parse((zero.group(1) == null ? "" : zero.group(1)) + zero.group(2), region);
        return without != null && plans.isValidNumber(without);
    }

    /// How many parts of the field are long enough to be a number each: `070/123 45 67` is one, `0701234567 /
    /// 046-12` is two.
    private static int numbersIn(String text) {
        if (!PARTS.matcher(text).find()) {
            return 1;
        }
        int numbers = 0;
        for (var part : PARTS.split(text)) {
            int digits = 0;
            for (int i = 0; i < part.length(); i++) {
                if (Character.isDigit(part.charAt(i))) {
                    digits++;
                }
            }
            if (digits >= 5) {
                numbers++;
            }
        }
        return numbers;
    }

    private static boolean hasDigit(String text, int before) {
        for (int i = 0; i < before; i++) {
            if (Character.isDigit(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}
