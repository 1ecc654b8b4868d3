package utskick.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import utskick.dispatch.BenchFreeze;
import utskick.segment.BenchSelections;
import utskick.segment.Criterion;

/// Counts selections of a million customers with three million contact points and entries of consent, and freezes all
/// of them. Prints the table of `docs/performance.md`.
final class SegmentBench {

    private static final int CUSTOMERS = 1_000_000;
    private static final int FEWER = 100_000;
    private static final int RUNS = 5;

    private SegmentBench() {}

    static void run(PrintStream out) throws Exception {
        try (var register = BigRegister.open(out, CUSTOMERS);
                var selections = selections(register)) {
            long begun = System.nanoTime();
            selections.refresh();
            out.printf("  what selections keep beside the register made in %.1f s%n%n", seconds(begun));
            out.printf("  | selection | customers | count | best | processor | with every row's figure |%n");
            out.printf("  |---|---:|---:|---:|---:|---:|%n");
            BenchSelections.typical().forEach((name, criterion) -> row(out, register, selections, name, criterion));
            row(out, register, selections, "**worst:** history, nested, companies", BenchSelections.worst());
            freeze(out, register, selections);
        }
        whileTyping(out);
    }

    /// What the builder asks after a key was pressed, in a register of the size that most shops stay below.
    private static void whileTyping(PrintStream out) throws Exception {
        try (var register = BigRegister.open(out, FEWER);
                var selections = selections(register)) {
            selections.refresh();
            double[] typical = BenchSelections.typical().values().stream()
                    .mapToDouble(it -> funnel(selections, it))
                    .sorted()
                    .toArray();
            out.printf(
                    "%n  with every row's figure at %,d customers: median of the twenty %.0f ms, slowest %.0f ms, worst %.0f ms%n",
                    FEWER,
                    typical[typical.length / 2] * 1e3,
                    typical[typical.length - 1] * 1e3,
                    funnel(selections, BenchSelections.worst()) * 1e3);
        }
    }

    private static BenchSelections selections(BigRegister register) {
        return new BenchSelections(register.dataSource(), register.postgres(), BigRegister.CLOCK);
    }

    /// Of five, once it has been asked; the one in the middle, in seconds.
    private static double funnel(BenchSelections selections, Criterion criterion) {
        selections.funnel(criterion);
        double[] took = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            long begun = System.nanoTime();
            selections.funnel(criterion);
            took[i] = seconds(begun);
        }
        Arrays.sort(took);
        return took[RUNS / 2];
    }

    private static void row(
            PrintStream out, BigRegister register, BenchSelections selections, String name, Criterion criterion) {
        long count = selections.count(criterion);
        double[] counted = new double[RUNS];
        var cpu = cpu(register);
        for (int i = 0; i < RUNS; i++) {
            long begun = System.nanoTime();
            selections.count(criterion);
            counted[i] = seconds(begun);
        }
        double used = cpu(register).minus(cpu).toNanos() / 1e6 / RUNS;
        double funnel = funnel(selections, criterion);
        Arrays.sort(counted);
        out.printf(
                "  | %s | %,d | %.0f ms | %.0f ms | %.0f ms | %.0f ms |%n",
                name, count, counted[RUNS / 2] * 1e3, counted[0] * 1e3, used, funnel * 1e3);
    }

    private static void freeze(PrintStream out, BigRegister register, BenchSelections selections) {
        var freezer = new BenchFreeze(register.dataSource());
        for (int run = 1; run <= 2; run++) {
            var cpu = cpu(register);
            long begun = System.nanoTime();
            var frozen = freezer.freeze(selections.everybody());
            double took = seconds(begun);
            out.printf(
                    "%n  everybody frozen: %,d recipients and %,d left out in %.1f s, processor %.1f s%n",
                    frozen.recipients(),
                    frozen.leftOut(),
                    took,
                    cpu(register).minus(cpu).toMillis() / 1e3);
            freezer.discard(frozen);
        }
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    /// Of the database; what it used does not depend on the machine's other work.
    private static Duration cpu(BigRegister register) {
        var server = ProcessHandle.of(register.postgres().pid()).orElseThrow();
        return Stream.concat(Stream.of(server), server.descendants())
                .map(it -> it.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
