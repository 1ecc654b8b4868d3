package utskick.gateway.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static utskick.testing.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import utskick.gateway.DeliveryReport;
import utskick.gateway.Gateway;
import utskick.gateway.GatewayContract;
import utskick.gateway.GatewayListeners;
import utskick.gateway.InboundMessage;
import utskick.gateway.OutboundMessage;
import utskick.gateway.OutboundMessage.Encoding;
import utskick.gateway.Submission;
import utskick.gateway.TestCertificate;
import utskick.gateway.simulator.AcceptedSms;
import utskick.gateway.simulator.Behaviour;
import utskick.gateway.simulator.Behaviour.Handling;
import utskick.gateway.simulator.Behaviour.Reports;
import utskick.gateway.simulator.Behaviour.Share;
import utskick.gateway.simulator.Simulator;
import utskick.kernel.Channel;
import utskick.kernel.PhoneNumber;

class SmppGatewayTest implements GatewayContract {

    private static final long ACCOUNT = 7;

    @TempDir
    Path folder;

    private Simulator simulator;
    private SmppGateway gateway;
    private final List<DeliveryReport> reports = new CopyOnWriteArrayList<>();
    private final List<InboundMessage> inbound = new CopyOnWriteArrayList<>();
    private final AtomicInteger storingFails = new AtomicInteger();
    private volatile Runnable whileStoring = () -> {};

    @BeforeEach
    void start() throws IOException {
        simulator = Simulator.start(Simulator.Setup.in(folder));
        gateway = gateway("", null);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        simulator.close();
    }

    private SmppGateway gateway(String password, @Nullable Integer rate) {
        return new SmppGateway(
                ACCOUNT,
                new SmppSettings(
                        new SmppSettings.Endpoint("127.0.0.1", simulator.smppPort(), false),
                        new SmppSettings.Login("shop", password, ""),
                        new SmppSettings.Flow(50, rate, Duration.ofSeconds(5), Duration.ofSeconds(30)),
                        SmppSettings.Dialect.DEFAULT),
                new GatewayListeners(
                        List.of(batch -> {
                            if (storingFails.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                                throw new IllegalStateException("the database is away");
                            }
                            whileStoring.run();
                            reports.addAll(batch);
                        }),
                        List.of(message -> {
                            if (storingFails.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                                throw new IllegalStateException("the database is away");
                            }
                            inbound.add(message);
                        })));
    }

    @Override
    public Gateway gateway() {
        return gateway;
    }

    @Override
    public Simulator simulator() {
        return simulator;
    }

    @Override
    public Channel channel() {
        return Channel.SMS;
    }

    @Override
    public OutboundMessage message(int number) {
        return sms(number, "Hej " + number);
    }

    @Override
    public List<Integer> taken() throws IOException {
        List<Integer> taken = new ArrayList<>();
        AcceptedSms.readAll(folder, sms -> taken.add(Integer.parseInt(sms.to().substring(4)) - 1_000_000));
        return taken;
    }

    private static OutboundMessage.Sms sms(int number, String... parts) {
        return sms("BUTIKEN", number, Encoding.GSM7, parts);
    }

    private static OutboundMessage.Sms sms(String sender, int number, Encoding encoding, String... parts) {
        return new OutboundMessage.Sms(
                "r" + number, sender, new PhoneNumber("+467" + (1_000_000 + number)), encoding, List.of(parts));
    }

    private List<AcceptedSms> log() throws IOException {
        List<AcceptedSms> log = new ArrayList<>();
        AcceptedSms.readAll(folder, log::add);
        return log;
    }

    private void reportBy(Reports mode) {
        simulator.behave(Channel.SMS, new Behaviour(Handling.TAKE, Share.ALL, mode, Duration.ofMillis(20)));
    }

    @Test
    void textsArriveAsTheyWereWritten() throws IOException {
        gateway.submit(List.of(
                sms(1, "@ Åsa: 100 € [rea] {~}\nVälkommen_"),
                sms("+46701740605", 2, Encoding.UCS2, "Zażółć gęślą 😀"),
                sms("72456", 3, Encoding.UCS2, "Καλημέρα\tπίσω\\")));
        assertThat(log())
                .extracting(AcceptedSms::from, AcceptedSms::encoding, AcceptedSms::text, AcceptedSms::part)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(
                                "BUTIKEN", "GSM7", "@ Åsa: 100 € [rea] {~}\nVälkommen_", "-"),
                        org.assertj.core.groups.Tuple.tuple("+46701740605", "UCS2", "Zażółć gęślą 😀", "-"),
                        org.assertj.core.groups.Tuple.tuple("72456", "UCS2", "Καλημέρα\tπίσω\\", "-"));
    }

    @Test
    void aLongTextGoesInPartsWithAReferenceOfItsOwnForEachMessage() throws IOException {
        String first = "a".repeat(153);
        List<Submission> results = gateway.submit(List.of(sms(1, first, "one"), sms(1, first, "two")));
        assertThat(results)
                .allSatisfy(result -> assertThat(result)
                        .isInstanceOfSatisfying(
                                Submission.Accepted.class,
                                accepted -> assertThat(accepted.providerReferences())
                                        .hasSize(2)
                                        .doesNotHaveDuplicates()));
        List<AcceptedSms> log = log();
        assertThat(log).hasSize(4);
        assertThat(log.stream()
                        .map(sms -> sms.part().substring(0, sms.part().indexOf('/')))
                        .distinct())
                .as("references")
                .hasSize(2);
        assertThat(log.stream().filter(sms -> sms.part().endsWith("/2/1")))
                .allMatch(sms -> sms.text().equals(first));
        assertThat(log.stream().filter(sms -> sms.part().endsWith("/2/2")).map(AcceptedSms::text))
                .containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void aTextThatTheEncodingLacksIsRefusedHere() throws IOException {
        assertThat(gateway.submit(List.of(sms(1, "Kraków"))).getFirst()).isInstanceOf(Submission.Rejected.class);
        assertThat(gateway.submit(List.of(sms(1, ""))).getFirst()).isInstanceOf(Submission.Rejected.class);
        assertThat(log()).isEmpty();
    }

    @Test
    void reportsComeWithTheReferenceOfTheAnswer() {
        reportBy(Reports.ONCE);
        List<Submission> results = gateway.submit(List.of(message(1), message(2)));
        eventually("two reports", () -> reports.size() == 2);
        assertThat(reports)
                .extracting(DeliveryReport::providerReference)
                .containsExactlyInAnyOrderElementsOf(results.stream()
                        .flatMap(result -> ((Submission.Accepted) result).providerReferences().stream())
                        .toList());
        assertThat(reports)
                .allMatch(report -> report.state() == DeliveryReport.State.DELIVERED && report.accountId() == ACCOUNT);
    }

    @Test
    void doubledAndDisorderedReportsAllArrive() {
        reportBy(Reports.TWICE);
        gateway.submit(List.of(message(1)));
        eventually("both", () -> reports.size() == 2);
        reports.clear();
        reportBy(Reports.OUT_OF_ORDER);
        gateway.submit(List.of(message(2)));
        eventually("both", () -> reports.size() == 2);
        assertThat(reports)
                .extracting(DeliveryReport::state)
                .containsExactly(DeliveryReport.State.DELIVERED, DeliveryReport.State.BUFFERED);
    }

    @Test
    void aFailedDeliveryIsReportedWithItsReason() {
        simulator.behave(
                Channel.SMS, new Behaviour(Handling.UNDELIVERABLE, Share.ALL, Reports.ONCE, Duration.ofMillis(20)));
        gateway.submit(List.of(message(1)));
        eventually("the report", () -> reports.size() == 1);
        assertThat(reports.getFirst().state()).isEqualTo(DeliveryReport.State.UNDELIVERED);
        assertThat(reports.getFirst().detail()).isEqualTo("UNDELIV err:001");
    }

    @Test
    void whatCouldNotBeStoredIsSentAgain() {
        reportBy(Reports.ONCE);
        storingFails.set(1);
        gateway.submit(List.of(message(1)));
        eventually("the report, at the second try", () -> reports.size() == 1);
        storingFails.set(1);
        simulator.write("+46701000001", "+46701740605", "STOP");
        eventually("the message, at the second try", () -> inbound.size() == 1);
    }

    @Test
    void whatPhonesWriteArrivesWithBothNumbers() {
        assertThat(gateway.submit(List.of(message(1))).getFirst()).isInstanceOf(Submission.Accepted.class);
        simulator.write("+46701000001", "+46701740605", "Stopp å ä ö €");
        simulator.write("+48500000164", "72456", "Nie chcę więcej, dziękuję");
        eventually("both", () -> inbound.size() == 2);
        assertThat(inbound)
                .extracting(InboundMessage::from, InboundMessage::to, InboundMessage::text)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("+46701000001", "+46701740605", "Stopp å ä ö €"),
                        org.assertj.core.groups.Tuple.tuple("+48500000164", "72456", "Nie chcę więcej, dziękuję"));
    }

    @Test
    void closingWaitsForWhatIsJustBeingStored() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        List<Boolean> interrupted = new CopyOnWriteArrayList<>();
        whileStoring = () -> {
            begun.countDown();
            try {
                mayEnd.await();
                interrupted.add(false);
            } catch (InterruptedException e) {
                interrupted.add(true);
            }
        };
        reportBy(Reports.ONCE);
        gateway.submit(List.of(message(1)));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        Thread closing = Thread.startVirtualThread(gateway::close);
        assertThat(closing.join(Duration.ofMillis(300))).as("closed too early").isFalse();
        mayEnd.countDown();
        closing.join();
        assertThat(interrupted).containsExactly(false);
        assertThat(reports).hasSize(1);
    }

    @Test
    void overTlsEverythingGoesBothWaysAndAnUnknownCertificateIsRefused() throws Exception {
        gateway.close();
        var certificate = new TestCertificate(folder, "localhost");
        try (var front = new TlsFront(certificate, simulator.smppPort())) {
            var settings = new SmppSettings(
                    new SmppSettings.Endpoint("localhost", front.port(), true),
                    new SmppSettings.Login("shop", "", ""),
                    new SmppSettings.Flow(50, null, Duration.ofSeconds(5), Duration.ofSeconds(30)),
                    SmppSettings.Dialect.DEFAULT);
            var listeners = new GatewayListeners(List.of(reports::addAll), List.of(inbound::add));
            try (var trusting = new SmppGateway(ACCOUNT, settings, listeners, certificate.trusted())) {
                reportBy(Reports.ONCE);
                assertThat(trusting.submit(List.of(message(1), message(2))))
                        .allMatch(Submission.Accepted.class::isInstance);
                eventually("both receipts", () -> reports.size() == 2);
                simulator.write("+46701000001", "+46701740605", "STOP");
                eventually("the answer", () -> inbound.size() == 1);
            }
            try (var careful = new SmppGateway(ACCOUNT, settings, listeners)) {
                eventually(
                        "the refusal is known", () -> !careful.status().detail().isEmpty());
                assertThat(careful.status().connected()).isFalse();
                assertThat(careful.submit(List.of(message(3))).getFirst()).isInstanceOf(Submission.Deferred.class);
            }
        }
        assertThat(log()).hasSize(2);
    }

    @Test
    void aRateIsKept() {
        gateway.close();
        gateway = gateway("", 50);
        gateway.submit(List.of(message(0)));
        long start = System.nanoTime();
        assertThat(gateway.submit(java.util.stream.IntStream.range(1, 41)
                        .mapToObj(this::message)
                        .toList()))
                .allMatch(Submission.Accepted.class::isInstance);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(700));
    }

    @Test
    void aRefusedLoginIsToldAndDefers() throws IOException {
        gateway.close();
        simulator.close();
        simulator = Simulator.start(new Simulator.Setup(folder, 0, 0, true, "right"));
        gateway = gateway("wrong", null);
        eventually("the refusal is known", () -> gateway.status().detail().contains("0x0E"));
        assertThat(gateway.submit(List.of(message(1))).getFirst()).isInstanceOf(Submission.Deferred.class);
        gateway.close();
        gateway = gateway("right", null);
        assertThat(gateway.submit(List.of(message(1))).getFirst()).isInstanceOf(Submission.Accepted.class);
    }

    @Test
    void aLostConnectionWakesThoseWhoWaitForAnswers() {
        simulator.behave(Channel.SMS, new Behaviour(Handling.SLOW, Share.ALL, Reports.NEVER, Duration.ofSeconds(60)));
        assertThat(gateway.status()).isNotNull();
        eventually("bound", () -> gateway.status().connected());
        var round = java.util.concurrent.CompletableFuture.supplyAsync(
                () -> gateway.submit(List.of(message(1), message(2))));
        eventually("both taken", () -> simulator.acceptedSms() == 2);
        long start = System.nanoTime();
        simulator.disconnect(Channel.SMS);
        assertThat(round.join()).allMatch(Submission.Uncertain.class::isInstance);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("not the whole response time-out")
                .isLessThan(Duration.ofSeconds(3));
    }
}
