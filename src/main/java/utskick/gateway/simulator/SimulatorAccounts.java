package utskick.gateway.simulator;

import java.util.Map;
import utskick.gateway.AccountDraft;
import utskick.gateway.Accounts;
import utskick.kernel.Channel;
import utskick.kernel.Money;

/// The two provider accounts of the demo. The simulator's ports are new at each start, so they are stored at each
/// start.
final class SimulatorAccounts {

    static final String SMS = "Demo SMS";
    static final String EMAIL = "Demo e-mail";

    /// Of the numbers that are set aside for films and books in Sweden.
    static final String REPLY_NUMBER = "+46701740600";

    private SimulatorAccounts() {}

    static void store(Accounts accounts, Simulator simulator) {
        accounts.save(new AccountDraft(
                SMS,
                new AccountDraft.Terms(Channel.SMS, Money.of("0.50", "SEK"), null, "BUTIKEN", REPLY_NUMBER),
                Map.of("host", "127.0.0.1", "port", simulator.smppPort(), "system_id", "demo"),
                null,
                true));
        accounts.save(new AccountDraft(
                EMAIL,
                new AccountDraft.Terms(Channel.EMAIL, Money.of("0", "SEK"), null, "butiken@butiken.example", ""),
                Map.of("host", "127.0.0.1", "port", simulator.smtpPort(), "security", "none"),
                null,
                true));
    }
}
