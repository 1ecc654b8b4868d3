package utskick.customer;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// What the till or the ERP says that a customer has bought, in the customer's currency; null where it says nothing.
///
/// @param count how many times within twelve months
public record Purchases(
        @Nullable LocalDate last,
        @Nullable BigDecimal twelveMonths,
        @Nullable BigDecimal thisYear,
        @Nullable BigDecimal lastYear,
        @Nullable Integer count) {}
