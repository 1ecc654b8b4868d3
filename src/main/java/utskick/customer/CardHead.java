package utskick.customer;

import org.jspecify.annotations.Nullable;
import utskick.kernel.CustomerId;

/// What stands above the tabs of a customer's card, on every one of them.
///
/// @param company of a contact, whose card it is
/// @param name never empty; the number where there is no name
/// @param phone the first that takes SMS, else the first, in E.164
public record CardHead(
        CustomerId id,
        String number,
        String name,
        @Nullable String companyName,
        @Nullable CustomerId company,
        @Nullable String category,
        @Nullable String store,
        String city,
        String language,
        @Nullable String phone,
        @Nullable String email,
        boolean isProtected,
        String status) {}
