package utskick.access;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A token as the settings show it: never the token itself.
///
/// @param owner the login of the person whose token it is
/// @param ending its last letters
public record ApiToken(
        long id,
        String name,
        String owner,
        List<ApiScope> scopes,
        String ending,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant usedAt) {

    /// Whether it opens anything at that time.
    public boolean worksAt(Instant now) {
        return revokedAt == null && (expiresAt == null || expiresAt.isAfter(now));
    }
}
