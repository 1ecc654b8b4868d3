package utskick.consent;

import utskick.database.NightlyJob;

/// Forgets each night what public pages need to know for a while only: tries, and sign-ups that nobody confirmed.
final class PublicSweep implements NightlyJob {

    private final Attempts attempts;
    private final SignUps signUps;

    PublicSweep(Attempts attempts, SignUps signUps) {
        this.attempts = attempts;
        this.signUps = signUps;
    }

    @Override
    public String name() {
        return "consent.sweep";
    }

    @Override
    public void run() {
        attempts.sweep();
        signUps.sweep();
    }
}
