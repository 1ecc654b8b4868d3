package utskick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static utskick.testing.Eventually.eventually;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import utskick.gateway.simulator.Behaviour;
import utskick.gateway.simulator.Behaviour.Handling;
import utskick.gateway.simulator.Behaviour.Reports;
import utskick.gateway.simulator.Behaviour.Share;
import utskick.gateway.simulator.Simulator;
import utskick.kernel.Channel;

/// What each gateway promises to the engine, shown over sockets against the simulator.
public interface GatewayContract {

    Gateway gateway();

    Simulator simulator();

    Channel channel();

    /// A message to the address with that number.
    OutboundMessage message(int number);

    /// The numbers of the addresses that the other side's log says it took, in its order.
    List<Integer> taken() throws IOException;

    private void behave(Handling handling, Share share) {
        simulator().behave(channel(), new Behaviour(handling, share, Reports.NEVER, Duration.ofMillis(300)));
    }

    private List<OutboundMessage> messages(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::message).toList();
    }

    @Test
    default void whatIsAcceptedIsInTheLogOfTheOtherSideOnce() throws IOException {
        behave(Handling.TAKE, Share.ALL);
        List<Submission> results = gateway().submit(messages(0, 500));
        assertThat(results).hasSize(500).allMatch(Submission.Accepted.class::isInstance);
        assertThat(taken())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 500).boxed().toList());
        assertThat(gateway().status().connected()).isTrue();
    }

    @Test
    default void resultsComeInTheOrderOfTheMessages() throws IOException {
        behave(Handling.REJECT, new Share(0, "7"));
        List<Submission> results = gateway().submit(messages(0, 100));
        for (int i = 0; i < 100; i++) {
            assertThat(results.get(i))
                    .as("message %s", i)
                    .isInstanceOf(i % 10 == 7 ? Submission.Rejected.class : Submission.Accepted.class);
        }
        assertThat(results.get(17))
                .isInstanceOfSatisfying(
                        Submission.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(FailureReason.UNKNOWN_ADDRESS));
        assertThat(taken()).hasSize(90).noneMatch(number -> number % 10 == 7);
    }

    @Test
    default void askedForFewerTheGatewayDefersAndTheMessageCanBeSentLater() throws IOException {
        behave(Handling.DEFER, Share.ALL);
        List<Submission> results = gateway().submit(messages(0, 3));
        assertThat(results)
                .allSatisfy(result -> assertThat(result).isInstanceOfSatisfying(Submission.Deferred.class, deferred -> {
                    assertThat(deferred.reason()).isEqualTo(FailureReason.THROTTLED);
                    assertThat(deferred.retryAfter()).isPositive();
                }));
        assertThat(taken()).isEmpty();
        behave(Handling.TAKE, Share.ALL);
        eventually("the pause ends", () -> gateway().submit(messages(0, 1)).getFirst() instanceof Submission.Accepted);
        assertThat(taken()).containsExactly(0);
    }

    @Test
    default void aConnectionLostAfterTheMessageWasTakenLeavesItUncertain() throws IOException {
        behave(Handling.DISCONNECT_AFTER, Share.ALL);
        assertThat(gateway().submit(messages(4, 5)).getFirst()).isInstanceOf(Submission.Uncertain.class);
        assertThat(taken()).containsExactly(4);
    }

    @Test
    default void aConnectionLostWhileAnAnswerIsDueIsNeverAnAcceptance() throws IOException {
        behave(Handling.DISCONNECT_BEFORE, Share.ALL);
        assertThat(gateway().submit(messages(4, 5)).getFirst()).isInstanceOf(Submission.Uncertain.class);
        assertThat(taken()).isEmpty();
    }

    @Test
    default void noMessageIsLostOrDoubledWhileConnectionsBreak() throws IOException {
        behave(Handling.DISCONNECT_AFTER, new Share(2, ""));
        List<Integer> accepted = new ArrayList<>();
        List<Integer> uncertain = new ArrayList<>();
        List<Integer> open = new ArrayList<>(IntStream.range(0, 300).boxed().toList());
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!open.isEmpty() && System.nanoTime() < end) {
            if (uncertain.size() > 5) {
                behave(Handling.TAKE, Share.ALL);
            }
            List<Submission> results =
                    gateway().submit(open.stream().map(this::message).toList());
            List<Integer> deferred = new ArrayList<>();
            for (int i = 0; i < results.size(); i++) {
                switch (results.get(i)) {
                    case Submission.Accepted yes -> accepted.add(open.get(i));
                    case Submission.Uncertain unknown -> uncertain.add(open.get(i));
                    case Submission.Deferred later -> deferred.add(open.get(i));
                    case Submission.Rejected no -> throw new AssertionError("refused: " + no);
                }
            }
            open = deferred;
        }
        assertThat(open).isEmpty();
        assertThat(accepted.size() + uncertain.size()).isEqualTo(300);
        assertThat(uncertain).isNotEmpty();
        List<Integer> taken = taken();
        assertThat(taken).doesNotHaveDuplicates().containsAll(accepted);
        taken.removeAll(accepted);
        assertThat(uncertain).containsAll(taken);
    }

    @Test
    default void afterTheConnectionWasLostItIsMadeAgain() {
        behave(Handling.TAKE, Share.ALL);
        assertThat(gateway().submit(messages(0, 1)).getFirst()).isInstanceOf(Submission.Accepted.class);
        simulator().disconnect(channel());
        List<Submission> later = new ArrayList<>();
        eventually("a message is accepted again", () -> {
            later.add(gateway().submit(messages(1, 2)).getFirst());
            return later.getLast() instanceof Submission.Accepted;
        });
        assertThat(later).noneMatch(Submission.Rejected.class::isInstance);
    }

    @Test
    default void anUnreachableProviderDefers() throws IOException {
        behave(Handling.TAKE, Share.ALL);
        simulator().close();
        eventually(
                "unreachable",
                () -> gateway().submit(messages(0, 2)).stream()
                        .allMatch(result -> result instanceof Submission.Deferred deferred
                                && deferred.reason() == FailureReason.UNREACHABLE));
        assertThat(gateway().status().connected()).isFalse();
    }

    @Test
    default void twoRoundsMayRunAtATime() throws IOException {
        behave(Handling.TAKE, Share.ALL);
        CompletableFuture<List<Submission>> one =
                CompletableFuture.supplyAsync(() -> gateway().submit(messages(0, 300)));
        List<Submission> two = gateway().submit(messages(300, 600));
        assertThat(two).allMatch(Submission.Accepted.class::isInstance);
        assertThat(one.join()).allMatch(Submission.Accepted.class::isInstance);
        assertThat(taken()).hasSize(600).doesNotHaveDuplicates();
    }

    @Test
    default void aClosedGatewayTakesNothing() throws IOException {
        behave(Handling.TAKE, Share.ALL);
        gateway().close();
        assertThat(gateway().submit(messages(0, 2))).allMatch(Submission.Deferred.class::isInstance);
        assertThat(taken()).isEmpty();
    }

    @Test
    default void slowAnswersAreWaitedFor() throws IOException {
        behave(Handling.SLOW, new Share(0, "3"));
        assertThat(gateway().submit(messages(0, 10))).allMatch(Submission.Accepted.class::isInstance);
        assertThat(taken()).hasSize(10);
    }
}
