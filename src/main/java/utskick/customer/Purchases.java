package utskick.customer;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
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
        @Nullable Integer count) {

    /// Those in the columns of this row of `customer.customer` or `customer.profile`.
    static Purchases of(ResultSet row) throws SQLException {
        return new Purchases(
                row.getObject("last_purchase", LocalDate.class),
                row.getBigDecimal("bought_12_months"),
                row.getBigDecimal("bought_this_year"),
                row.getBigDecimal("bought_last_year"),
                row.getObject("purchases_12_months", Integer.class));
    }
}
