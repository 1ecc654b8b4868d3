package utskick.consent;

import java.time.Instant;
import java.util.HexFormat;

/// One night's seal over the ledger's new entries.
///
/// @param number 1, 2, 3, …
/// @param digest SHA-256 over the digest of the seal before and all hashes of this one's entries, in hexadecimal
/// @param at when it was made
public record Seal(int number, long entries, String digest, Instant at) {

    static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}
