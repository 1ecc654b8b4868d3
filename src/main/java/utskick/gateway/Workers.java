package utskick.gateway;

import java.util.concurrent.CountDownLatch;

/// Threads that hand over one round of messages together.
public final class Workers {

    private Workers() {}

    /// Does the work on so many virtual threads at a time, and comes back when all of them have ended, also when
    /// it is interrupted: what has left must be accounted for.
    public static void run(int workers, Runnable work) {
        var done = new CountDownLatch(workers);
        for (int i = 0; i < workers; i++) {
            Thread.startVirtualThread(() -> {
                try {
                    work.run();
                } finally {
                    done.countDown();
                }
            });
        }
        boolean interrupted = false;
        while (done.getCount() > 0) {
            try {
                done.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
