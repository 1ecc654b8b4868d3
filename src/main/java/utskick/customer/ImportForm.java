package utskick.customer;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ResponseStatusException;
import utskick.customer.ImportPlan.Sheet;
import utskick.customer.RegisterFile.Look;
import utskick.customer.RegisterFile.Table;

/// What somebody chose on the page of an import, as it is sent: `match`, `country`, and for each table `take.0`,
/// `charset.0`, `separator.0`, `decimal.0`, `dates.0`, `header.0`, for each of its columns `use.0.3`, `rule.0.3` and,
/// for consents, `purpose.0.3`; for the whole file `words.given`, `words.refused` and `words.withdrawn`.
final class ImportForm {

    /// The encodings that can be chosen.
    static final List<String> CHARSETS = List.of(
            "UTF-8",
            "windows-1252",
            "windows-1250",
            "windows-1253",
            "ISO-8859-1",
            "ISO-8859-2",
            "ISO-8859-7",
            "IBM850",
            "UTF-16LE",
            "UTF-16BE");

    static final List<String> SEPARATORS = List.of("semicolon", "comma", "tab", "bar");

    private final MultiValueMap<String, String> sent;

    ImportForm(MultiValueMap<String, String> sent) {
        this.sent = sent;
    }

    /// Reads a table again where it is to be read in another form.
    @FunctionalInterface
    interface Reread {
        Look look(FileForm form);
    }

    /// @throws ImportRefused when there is nothing in the form that was chosen
    ImportPlan applied(ImportPlan plan, Reread reread) {
        var sheets = new ArrayList<Sheet>();
        boolean several = plan.sheets().size() > 1;
        for (int t = 0; t < plan.sheets().size(); t++) {
            sheets.add(sheet(plan.sheets().get(t), t, several, reread));
        }
        var settings = ImportSettings.of(value("country", plan.settings().country()));
        var match = one("match", plan.settings().match(), MatchBy::valueOf);
        var ground = plan.settings().ground();
        return new ImportPlan(
                List.copyOf(sheets), settings.with(match, ground.with(words(ground.words()))), plan.profile());
    }

    /// The file's own words for yes and no, where the page asked for them.
    private ConsentWords words(ConsentWords before) {
        return ConsentWords.of(
                value("words.given", ConsentWords.typed(before.given())),
                value("words.refused", ConsentWords.typed(before.refused())),
                value("words.withdrawn", ConsentWords.typed(before.withdrawn())));
    }

    private Sheet sheet(Sheet sheet, int t, boolean several, Reread reread) {
        var now = sheet.table().form();
        var form = form(now, t);
        boolean taken = !several || sent.containsKey("take." + t);
        if (!form.charset().equals(now.charset())
                || form.separator() != now.separator()
                || form.headerLine() != now.headerLine()) {
            var look = reread.look(form);
            // the same columns in another encoding are what somebody said they are; other columns are found anew
            return form.headerLine() == now.headerLine()
                            && look.table().headings().size()
                                    == sheet.table().headings().size()
                    ? new Sheet(new Look(chosen(look.table().headings(), sheet, form, t), look.head()), taken)
                    : new Sheet(look, taken);
        }
        return new Sheet(
                new Look(
                        chosen(sheet.table().headings(), sheet, form, t),
                        sheet.look().head()),
                taken);
    }

    /// The columns as they were sent.
    private Table chosen(List<String> headings, Sheet sheet, FileForm form, int t) {
        var uses = new ArrayList<ColumnUse>();
        var fills = new HashSet<Integer>();
        for (int c = 0; c < sheet.table().uses().size(); c++) {
            var column = t + "." + c;
            var use = one("use." + column, sheet.table().uses().get(c), ColumnUse::parse);
            if (use.field().isConsent()) {
                use = use.withPurpose(purpose(column, sheet.table().uses().get(c)));
            }
            var rule = value("rule." + column, sheet.table().fills().contains(c) ? "fill" : "overwrite");
            if (rule.equals("fill") && Preparation.canFill(use.field())) {
                fills.add(c);
            }
            uses.add(rule.equals("ignore") && use.field() != Field.NATIONAL_ID ? ColumnUse.IGNORE : use);
        }
        return new Table(form, headings, List.copyOf(uses), Set.copyOf(fills));
    }

    private String purpose(String column, ColumnUse before) {
        var purpose = value("purpose." + column, before.purpose());
        if (!purpose.matches("[a-z0-9_]{0,40}")) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "no purpose for " + column);
        }
        return purpose;
    }

    private FileForm form(FileForm now, int t) {
        var form = now;
        if (!now.isWorkbook()) {
            form = form.withText(
                    one("charset." + t, now.charset(), Charset::forName),
                    one("separator." + t, now.separator(), ImportForm::separator));
        }
        var decimal = value("decimal." + t, decimal(now));
        form = form.withNumbers(decimal.equals("point") ? '.' : ',', decimal.equals("groups"))
                .withMonthFirst(
                        value("dates." + t, now.monthFirst() ? "month" : "day").equals("month"));
        return form.withHeader(one("header." + t, now.headerLine(), Integer::valueOf));
    }

    /// How numbers are written: `comma`, `groups` (comma, a point between thousands) or `point`.
    static String decimal(FileForm form) {
        return form.decimalMark() == '.' ? "point" : form.pointGroups() ? "groups" : "comma";
    }

    private static char separator(String name) {
        return switch (name) {
            case "semicolon" -> ';';
            case "comma" -> ',';
            case "tab" -> '\t';
            case "bar" -> '|';
            default -> throw new IllegalArgumentException(name);
        };
    }

    static String separator(char mark) {
        return switch (mark) {
            case ',' -> "comma";
            case '\t' -> "tab";
            case '|' -> "bar";
            default -> "semicolon";
        };
    }

    private String value(String name, String otherwise) {
        return Objects.requireNonNullElse(sent.getFirst(name), otherwise);
    }

    private <T> T one(String name, T otherwise, java.util.function.Function<String, T> reader) {
        @Nullable String value = sent.getFirst(name);
        if (value == null) {
            return otherwise;
        }
        try {
            return reader.apply(value);
        } catch (IllegalArgumentException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "no choice for " + name, e);
        }
    }
}
