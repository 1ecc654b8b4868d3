package utskick.customer;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import utskick.kernel.Channel;

/// One row of a file, understood: the values of its cells, its contact points, and what was wrong with it. Filled once
/// by [RowReader], written once by [Staging]. A value is null where the file has no column for it.
final class StagedRow {

    final int line;
    final int record;

    @Nullable
    String number;
    /// Why the row cannot be imported, whatever stands in the register.
    @Nullable
    String fault;

    UUID fingerprint = new UUID(0, 0);

    @Nullable
    String externalId;

    @Nullable
    String firstName;

    @Nullable
    String lastName;

    @Nullable
    String companyName;

    @Nullable
    String companyNumber;

    @Nullable
    String taxId;

    @Nullable
    String language;

    @Nullable
    String country;

    @Nullable
    String store;

    @Nullable
    String category;

    @Nullable
    String street;

    @Nullable
    String postcode;

    @Nullable
    String city;

    DateReader.@Nullable Day birthday;

    @Nullable
    String nameDay;

    @Nullable
    BigDecimal points;

    @Nullable
    BigDecimal balance;

    @Nullable
    LocalDate lastPurchase;

    @Nullable
    BigDecimal boughtTwelveMonths;

    @Nullable
    BigDecimal boughtThisYear;

    @Nullable
    BigDecimal boughtLastYear;

    @Nullable
    Integer purchasesTwelveMonths;

    @Nullable
    String status;

    @Nullable
    Boolean isProtected;

    @Nullable
    String note;

    @Nullable
    StringBuilder custom;

    @Nullable
    List<String> groups;

    final Consent sms = new Consent();
    final Consent email = new Consent();
    /// What columns say that name their purpose, in the order they come; null where none does.
    @Nullable
    Map<Chain, Consent> others;

    final List<Point> contactPoints = new ArrayList<>(3);
    final List<Problem> problems = new ArrayList<>(0);

    StagedRow(int line, int record) {
        this.line = line;
        this.record = record;
    }

    /// Where something is said for: a channel and a purpose of its own.
    record Chain(Channel channel, String purpose) {}

    /// What the row says for a channel and a purpose, empty for the purpose of the whole file.
    Consent consent(Channel channel, String purpose) {
        if (purpose.isEmpty()) {
            return channel == Channel.SMS ? sms : email;
        }
        if (others == null) {
            others = new LinkedHashMap<>();
        }
        return others.computeIfAbsent(new Chain(channel, purpose), _ -> new Consent());
    }

    /// What the row says for one channel and purpose.
    static final class Consent {
        @Nullable
        ConsentWord word;

        @Nullable
        LocalDate at;

        @Nullable
        String wording;

        @Nullable
        String source;

        boolean blocked;
        boolean present;

        /// Where several columns speak of one channel the strictest wins: a no, then what nobody knows, then a
        /// yes.
        void say(ConsentWord said) {
            if (word == null || said.strictness() > word.strictness()) {
                word = said;
            }
        }

        /// A block beats a yes, and a withdrawal stays one; nobody knows when a block was set.
        void applyBlock() {
            if (blocked && word != ConsentWord.WITHDRAWN) {
                word = ConsentWord.REFUSED;
                at = null;
                wording = null;
            }
        }
    }

    /// @param channel `SMS` for every phone number, or `EMAIL`
    record Point(
            String channel,
            String label,
            int position,
            String asEntered,
            @Nullable String address,
            @Nullable String problem,
            boolean reachable) {}

    record Problem(String heading, String problem, String value) {}

    void problem(String heading, String problem, String value) {
        var shown = CellText.clean(value.length() > 1000 ? value.substring(0, 1000) : value);
        problems.add(new Problem(heading, problem, shown.length() > 200 ? shown.substring(0, 200) : shown));
    }
}
