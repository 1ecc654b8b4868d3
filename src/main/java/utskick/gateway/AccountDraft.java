package utskick.gateway;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import utskick.kernel.Channel;
import utskick.kernel.Money;

/// What an administrator says of a provider account. `name` is its key.
///
/// @param settings of the protocol: SMPP host, port, tls, system_id, system_type, window, response_timeout,
///                 enquire_link, alphabet, short_code_ton, short_code_npi, id_form; SMTP host, port, security, user,
///                 our_name, connections, per_connection, reply_timeout, final_timeout, pause_after, pause, between.
///                 Times are in seconds, `between` in milliseconds.
/// @param secret   the password; null keeps the one that is stored
public record AccountDraft(
        String name,
        Terms terms,
        Map<String, Object> settings,
        @Nullable String secret,
        boolean enabled) {

    public AccountDraft {
        settings = Map.copyOf(settings);
    }

    /// What the account is for and what it costs. An SMS account speaks SMPP, an e-mail account SMTP.
    public record Terms(
            Channel channel, Money unitPrice, @Nullable Integer rate, String sender, String replyNumber) {}
}
