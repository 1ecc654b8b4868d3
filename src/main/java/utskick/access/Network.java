package utskick.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// Where a request comes from, as wide as one household or shop: an IPv4 address, or the first 64 bits of an IPv6 one.
public final class Network {

    private Network() {}

    /// As text, or `unknown`.
    public static String of(String remoteAddress) {
        try {
            var bytes = InetAddress.getByName(remoteAddress).getAddress();
            if (bytes.length == 16) {
                Arrays.fill(bytes, 8, 16, (byte) 0);
            }
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException _) {
            // No address at all: all such share one count.
            return "unknown";
        }
    }
}
