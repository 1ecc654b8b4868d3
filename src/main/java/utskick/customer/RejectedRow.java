package utskick.customer;

import org.jspecify.annotations.Nullable;

/// A row that cannot be imported.
///
/// @param line the physical line of the file it begins on
/// @param record its place after the header, from 1
/// @param number its customer number, null where it has none
/// @param reason `no_customer_number`, `no_name_no_contact`, `too_many_cells`, `cell_too_long` or
///     `number_already_used`
/// @param sameAs for the last of these, the line that has the number
public record RejectedRow(
        int line,
        int record,
        @Nullable String number,
        String reason,
        @Nullable Integer sameAs) {}
