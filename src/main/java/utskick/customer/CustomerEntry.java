package utskick.customer;

import java.util.List;

/// A customer as somebody typed it, field by field. [Customers#save] reads it, and says of each field what is wrong.
///
/// @param version the version that was on the screen, 0 for a new customer
/// @param kind `person` or `company`
/// @param birthday as people write dates, with or without year
/// @param groups names, joined by comma
/// @param contactPoints empty ones are left out
public record CustomerEntry(
        int version,
        String number,
        String kind,
        String firstName,
        String lastName,
        String companyName,
        String companyNumber,
        String language,
        String country,
        String store,
        String category,
        String groups,
        String street,
        String postcode,
        String city,
        String birthday,
        String points,
        String balance,
        String note,
        boolean isProtected,
        List<Point> contactPoints) {

    /// @param label `email`, or which phone it is
    public record Point(String label, String text) {}
}
