package utskick.customer;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import utskick.kernel.Channel;

/// Understands the rows of one table: what each cell means, and what is wrong with it. A fault in a cell never rejects
/// the row; the cell is reported and left empty. Not for more than one thread.
final class RowReader {

    /// Longer texts than this are no names.
    private static final int LONGEST_NAME = 500;

    private static final int LONGEST_NOTE = 10_000;
    private static final BigDecimal MOST_PURCHASES = new BigDecimal(99_999_999);
    private static final Pattern GROUP_JOINT = Pattern.compile("[,;]");

    private static final Map<String, String> STATUS_WORDS = Map.ofEntries(
            Map.entry("avliden", "deceased"),
            Map.entry("dod", "deceased"),
            Map.entry("kuollut", "deceased"),
            Map.entry("αποβιωσασ", "deceased"),
            Map.entry("θανων", "deceased"),
            Map.entry("zmarly", "deceased"),
            Map.entry("zmarla", "deceased"),
            Map.entry("deceased", "deceased"),
            Map.entry("sparrad", "blocked"),
            Map.entry("estetty", "blocked"),
            Map.entry("αποκλεισμενοσ", "blocked"),
            Map.entry("zablokowany", "blocked"),
            Map.entry("zablokowana", "blocked"),
            Map.entry("blocked", "blocked"));

    private final RegisterFile.Table table;
    private final ImportSettings settings;
    private final PhoneReader phones;
    private final NumberReader numbers;
    private final DateReader dates;
    /// The shop's own field of each column, null where it is none.
    private final @Nullable CustomField[] own;
    private final ConsentWords.Reading words;
    private final int countryColumn;
    /// The columns in the order contact points stand on the card: mobiles first, then the others as they stand.
    private final int[] phoneColumns;

    private final MessageDigest digest;
    /// The characters of a row on their way into the digest.
    private byte[] print = new byte[4096];

    private int record;

    /// @param fields the shop's own
    RowReader(
            RegisterFile.Table table,
            ImportSettings settings,
            PhoneReader phones,
            List<CustomField> fields,
            LocalDate today) {
        this.table = table;
        this.settings = settings;
        this.phones = phones;
        this.numbers = new NumberReader(table.form().decimalMark(), table.form().pointGroups());
        this.dates = new DateReader(today, table.form().monthFirst());
        this.own = own(table, fields);
        this.words = settings.ground().words().reading();
        this.countryColumn = table.uses().indexOf(ColumnUse.of(Field.COUNTRY));
        this.phoneColumns = phoneColumns(table.uses());
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Leaves a place for a row without text, which is counted only where rows follow it.
    void skipBlank() {
        record++;
    }

    StagedRow read(SourceRow source) {
        record++;
        var row = new StagedRow(source.line(), record);
        var uses = table.uses();
        row.fingerprint = fingerprint(source);
        var country = countryColumn < 0 ? null : Regions.country(source.cell(countryColumn));
        var region = country == null ? settings.country() : country;
        for (int i = 0; i < uses.size(); i++) {
            var cell = source.cell(i);
            var problem = source.problem(i);
            if (problem != null
                    && uses.get(i).field() != Field.IGNORE
                    && uses.get(i).field() != Field.NATIONAL_ID) {
                row.problem(table.headings().get(i), problem, cell);
                cell = "";
            }
            read(row, i, cell, country);
        }
        for (int i = 0; i < phoneColumns.length; i++) {
            readPhone(row, source.problem(phoneColumns[i]) == null ? source.cell(phoneColumns[i]) : "", i, region);
        }
        row.sms.applyBlock();
        row.email.applyBlock();
        if (row.others != null) {
            row.others.values().forEach(StagedRow.Consent::applyBlock);
        }
        row.fault = fault(row, source);
        return row;
    }

    /// Why nobody writes to a customer of this status: `deceased`, `blocked`, or null for every other.
    static @Nullable String standing(String cell) {
        return STATUS_WORDS.get(CellText.key(cell));
    }

    private @Nullable String fault(StagedRow row, SourceRow source) {
        if (row.number == null || row.number.isEmpty()) {
            row.number = null;
            if (settings.match() == MatchBy.NUMBER) {
                return "no_customer_number";
            }
        }
        if (isEmpty(row.firstName)
                && isEmpty(row.lastName)
                && isEmpty(row.companyName)
                && row.contactPoints.isEmpty()) {
            return "no_name_no_contact";
        }
        for (int i = table.headings().size(); i < source.cells().size(); i++) {
            if (!CellText.clean(source.cells().get(i)).isEmpty()) {
                return "too_many_cells";
            }
        }
        return source.tooLong() ? "cell_too_long" : null;
    }

    private void read(StagedRow row, int column, String cell, @Nullable String country) {
        var use = table.uses().get(column);
        var heading = table.headings().get(column);
        switch (use.field()) {
            case NUMBER -> row.number = number(name(row, heading, cell), heading);
            case EXTERNAL_ID -> row.externalId = name(row, heading, cell);
            case FIRST_NAME -> row.firstName = name(row, heading, cell);
            case LAST_NAME -> row.lastName = name(row, heading, cell);
            case COMPANY_NAME -> row.companyName = name(row, heading, cell);
            case COMPANY -> row.companyNumber = name(row, heading, cell);
            case TAX_ID -> row.taxId = name(row, heading, cell);
            case STREET -> row.street = street(row, heading, cell);
            case POSTCODE -> row.postcode = name(row, heading, cell);
            case CITY -> row.city = name(row, heading, cell);
            case STORE -> row.store = name(row, heading, cell);
            case CATEGORY -> row.category = name(row, heading, cell);
            case NAME_DAY -> row.nameDay = name(row, heading, cell);
            case NOTE -> row.note = text(row, heading, cell, LONGEST_NOTE);
            case COUNTRY -> readCountry(row, heading, cell, country);
            case LANGUAGE -> readLanguage(row, heading, cell);
            case GROUPS -> readGroups(row, cell);
            case EMAIL -> readEmail(row, heading, cell);
            case PHONE, IGNORE, NATIONAL_ID -> {}
            case BIRTHDAY -> {
                var birthday = dates.birthday(cell);
                row.birthday = birthday == null ? null : birthday.orElse(null);
                reportIf(birthday != null && birthday.isEmpty(), row, heading, "date.impossible", cell);
            }
            case LAST_PURCHASE -> {
                var date = dates.date(cell);
                row.lastPurchase = date == null ? null : date.orElse(null);
                reportIf(date != null && date.isEmpty(), row, heading, "date.impossible", cell);
            }
            case POINTS -> {
                var points = numbers.read(cell);
                row.points = points == null ? null : points.orElse(null);
                reportIf(points != null && points.isEmpty(), row, heading, "points.not_a_number", cell);
            }
            case BALANCE -> {
                var balance = numbers.read(cell);
                row.balance = balance == null ? null : balance.orElse(null);
                reportIf(balance != null && balance.isEmpty(), row, heading, "balance.not_a_number", cell);
            }
            case BOUGHT_12_MONTHS -> row.boughtTwelveMonths = sum(row, heading, cell);
            case BOUGHT_THIS_YEAR -> row.boughtThisYear = sum(row, heading, cell);
            case BOUGHT_LAST_YEAR -> row.boughtLastYear = sum(row, heading, cell);
            case PURCHASES_12_MONTHS -> row.purchasesTwelveMonths = count(row, heading, cell);
            case STATUS -> row.status = Objects.requireNonNullElse(standing(cell), "active");
            case PROTECTED -> row.isProtected = ConsentWord.isYes(cell) || Boolean.TRUE.equals(row.isProtected);
            case CONSENT -> readConsent(row, use, heading, cell);
            case CONSENT_DATE -> readConsentDate(row, use, heading, cell);
            case CONSENT_WORDING -> {
                for (var consent : consents(row, use)) {
                    consent.wording = text(row, heading, cell, LONGEST_NOTE);
                }
            }
            case CONSENT_SOURCE -> {
                for (var consent : consents(row, use)) {
                    consent.source = name(row, heading, cell);
                }
            }
            case BLOCK -> readBlock(row, use, heading, cell);
            case CUSTOM -> {
                var field = own[column];
                if (field == null) {
                    readCustom(row, ownKey(use, heading), cell);
                } else {
                    readOwn(row, field, use, heading, cell);
                }
            }
        }
    }

    /// Null for what stands in the number's column of lines of units or dashes below the headings, and of headings
    /// that come again.
    private static @Nullable String number(String text, String heading) {
        boolean none = !CellText.hasLetterOrDigit(text)
                || text.equalsIgnoreCase(heading)
                || text.startsWith("(") && text.endsWith(")");
        return none ? null : text;
    }

    private void readPhone(StagedRow row, String cell, int place, String region) {
        if (cell.isEmpty()) {
            return;
        }
        int column = phoneColumns[place];
        var reading = phones.read(cell, region);
        if (reading.isEmpty()) {
            return;
        }
        if (reading.problem() != null) {
            row.problem(
                    table.headings().get(column), "phone." + reading.problem().key(), cell);
        }
        row.contactPoints.add(new StagedRow.Point(
                "SMS",
                table.uses().get(column).label(),
                place,
                shortened(CellText.clean(cell)),
                reading.number() == null ? null : reading.number().value(),
                reading.problem() == null ? null : reading.problem().key(),
                reading.takesSms()));
    }

    private void readEmail(StagedRow row, String heading, String cell) {
        if (cell.isEmpty()) {
            return;
        }
        var reading = EmailReader.read(cell);
        if (reading.problem() != null) {
            row.problem(heading, "email." + reading.problem(), cell);
        }
        if (reading.address() != null || reading.problem() != null) {
            row.contactPoints.add(new StagedRow.Point(
                    "EMAIL",
                    "email",
                    row.contactPoints.size(),
                    shortened(CellText.clean(cell)),
                    reading.address() == null ? null : reading.address().value(),
                    reading.problem(),
                    reading.address() != null));
        }
    }

    private void readConsent(StagedRow row, ColumnUse use, String heading, String cell) {
        var word = words.of(cell);
        for (var consent : consents(row, use)) {
            consent.present = true;
            consent.say(word == null ? ConsentWord.UNKNOWN : word.orElse(ConsentWord.UNKNOWN));
        }
        reportIf(word != null && word.isEmpty(), row, heading, "consent.not_understood", cell);
    }

    /// Yes refuses, and so does the day on which somebody said so.
    private void readBlock(StagedRow row, ColumnUse use, String heading, String cell) {
        var word = words.of(cell);
        var date = word == null || word.isPresent() ? null : dates.date(cell);
        boolean dated = date != null && date.isPresent();
        for (var consent : consents(row, use)) {
            consent.present = true;
            consent.blocked |= dated || words.isYes(cell);
        }
        reportIf(word != null && word.isEmpty() && !dated, row, heading, "consent.not_understood", cell);
    }

    private void readConsentDate(StagedRow row, ColumnUse use, String heading, String cell) {
        var date = dates.date(cell);
        for (var consent : consents(row, use)) {
            consent.at = date == null ? null : date.orElse(null);
        }
        reportIf(date != null && date.isEmpty(), row, heading, "date.impossible", cell);
    }

    private static List<StagedRow.Consent> consents(StagedRow row, ColumnUse use) {
        var purpose = use.purpose();
        return use.isFor(Channel.SMS)
                ? use.isFor(Channel.EMAIL)
                        ? List.of(row.consent(Channel.SMS, purpose), row.consent(Channel.EMAIL, purpose))
                        : List.of(row.consent(Channel.SMS, purpose))
                : List.of(row.consent(Channel.EMAIL, purpose));
    }

    private static void readCountry(StagedRow row, String heading, String cell, @Nullable String country) {
        row.country = country;
        reportIf(country == null && !CellText.clean(cell).isEmpty(), row, heading, "country.not_known", cell);
    }

    private static void readLanguage(StagedRow row, String heading, String cell) {
        var text = CellText.clean(cell);
        row.language = text.isEmpty() ? null : Regions.language(text);
        reportIf(row.language == null && !text.isEmpty(), row, heading, "language.not_known", cell);
    }

    private static void readGroups(StagedRow row, String cell) {
        var names = new TreeSet<String>(row.groups == null ? List.of() : row.groups);
        for (var part : GROUP_JOINT.split(cell)) {
            var name = CellText.clean(part);
            if (!name.isEmpty() && name.length() <= LONGEST_NAME) {
                names.add(name);
            }
        }
        row.groups = new ArrayList<>(names);
    }

    /// Under which name a field of the shop's own is kept: the one somebody chose, else the column's heading.
    static String ownKey(ColumnUse use, String heading) {
        return use.label().isEmpty() ? heading : use.label();
    }

    private static void readCustom(StagedRow row, String heading, String cell) {
        var custom = custom(row);
        var text = CellText.clean(cell);
        if (!text.isEmpty() && !heading.isEmpty()) {
            name(custom, heading);
            json(custom, text.length() > LONGEST_NOTE ? text.substring(0, LONGEST_NOTE) : text);
        }
    }

    /// A value of a field of the shop's own, of the field's kind. Nothing is a null, which takes away what stands.
    private void readOwn(StagedRow row, CustomField field, ColumnUse use, String heading, String cell) {
        var custom = custom(row);
        Object value = null;
        try {
            value = CustomFields.read(field, cell, numbers, dates);
        } catch (IllegalArgumentException e) {
            row.problem(heading, "own." + e.getMessage(), cell);
        }
        switch (value) {
            case null -> {
                if (use.isOwn()) {
                    name(custom, field.key());
                    custom.append("null");
                }
            }
            case String text -> {
                name(custom, field.key());
                json(custom, text);
            }
            default -> {
                name(custom, field.key());
                custom.append(CustomFields.shown(value));
            }
        }
    }

    private static StringBuilder custom(StagedRow row) {
        if (row.custom == null) {
            row.custom = new StringBuilder("{");
        }
        return row.custom;
    }

    private static void name(StringBuilder custom, String name) {
        custom.append(custom.length() > 1 ? "," : "");
        json(custom, name);
        custom.append(':');
    }

    private @Nullable BigDecimal sum(StagedRow row, String heading, String cell) {
        var sum = numbers.read(cell);
        reportIf(sum != null && sum.isEmpty(), row, heading, "sum.not_a_number", cell);
        return sum == null ? null : sum.orElse(null);
    }

    private @Nullable Integer count(StagedRow row, String heading, String cell) {
        var read = numbers.read(cell);
        var count = read == null
                ? null
                : read.map(BigDecimal::stripTrailingZeros)
                        .filter(number -> number.signum() >= 0 && number.scale() <= 0)
                        .filter(number -> number.compareTo(MOST_PURCHASES) <= 0)
                        .map(BigDecimal::intValueExact);
        reportIf(count != null && count.isEmpty(), row, heading, "count.not_a_number", cell);
        return count == null ? null : count.orElse(null);
    }

    private static void json(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }

    private static String name(StagedRow row, String heading, String cell) {
        return text(row, heading, cell, LONGEST_NAME);
    }

    private static String street(StagedRow row, String heading, String cell) {
        var text = CellText.lines(cell);
        if (text.length() > LONGEST_NAME) {
            row.problem(heading, "text.too_long", text);
            return "";
        }
        return text;
    }

    private static String text(StagedRow row, String heading, String cell, int longest) {
        var text = CellText.clean(cell);
        if (text.length() > longest) {
            row.problem(heading, "text.too_long", text);
            return "";
        }
        return text;
    }

    private static void reportIf(boolean wrong, StagedRow row, String heading, String problem, String cell) {
        if (wrong) {
            row.problem(heading, problem, cell);
        }
    }

    private static String shortened(String text) {
        return text.length() > LONGEST_NAME ? text.substring(0, LONGEST_NAME) : text;
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    /// Two rows with the same cells, but for blanks around them and empty ones at the end, have the same
    /// fingerprint.
    private UUID fingerprint(SourceRow source) {
        int last = source.cells().size();
        while (last > 0 && CellText.clean(source.cells().get(last - 1)).isEmpty()) {
            last--;
        }
        int length = 0;
        for (int i = 0; i < last; i++) {
            var cell = CellText.clean(source.cells().get(i));
            if (length + 2 * cell.length() + 2 > print.length) {
                digest.update(print, 0, length);
                length = 0;
                print = 2 * cell.length() + 2 > print.length ? new byte[2 * cell.length() + 2] : print;
            }
            for (int j = 0; j < cell.length(); j++) {
                char c = cell.charAt(j);
                print[length++] = (byte) (c >> 8);
                print[length++] = (byte) c;
            }
            print[length++] = (byte) 0xff;
            print[length++] = (byte) 0xff;
        }
        digest.update(print, 0, length);
        var hash = ByteBuffer.wrap(digest.digest());
        return new UUID(hash.getLong(), hash.getLong());
    }

    private static @Nullable CustomField[] own(RegisterFile.Table table, List<CustomField> fields) {
        var own = new @Nullable CustomField[table.uses().size()];
        for (int i = 0; i < own.length; i++) {
            var use = table.uses().get(i);
            if (use.field() == Field.CUSTOM) {
                var key = ownKey(use, table.headings().get(i));
                own[i] = fields.stream()
                        .filter(field -> field.key().equals(key))
                        .findFirst()
                        .orElse(null);
            }
        }
        return own;
    }

    private static int[] phoneColumns(List<ColumnUse> uses) {
        var columns = new ArrayList<Integer>();
        for (boolean mobile : new boolean[] {true, false}) {
            for (int i = 0; i < uses.size(); i++) {
                if (uses.get(i).field() == Field.PHONE && uses.get(i).label().equals("mobile") == mobile) {
                    columns.add(i);
                }
            }
        }
        return columns.stream().mapToInt(Integer::intValue).toArray();
    }
}
