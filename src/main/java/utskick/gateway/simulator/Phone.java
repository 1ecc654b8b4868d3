package utskick.gateway.simulator;

import java.util.List;

/// A simulated phone as a page shows it; the texts in order of time.
public record Phone(String number, List<Bubble> bubbles) {

    /// Where an answer goes: to the number that wrote last. A name cannot be answered; then to the number that
    /// such texts have to name.
    public String replyTo() {
        String other = bubbles.getLast().other();
        return other.matches("\\+?[0-9]+") ? other : SimulatorAccounts.REPLY_NUMBER;
    }
}
