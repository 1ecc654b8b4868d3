package utskick.gateway.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the simulated phones show: the latest phones, each with its latest texts. The whole history is in the
/// log.
final class Phones {

    private static final int PHONES = 2_000;
    private static final int TEXTS = 30;

    private final LinkedHashMap<String, List<Text>> phones = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<Text>> eldest) {
            return size() > PHONES;
        }
    };
    private long version;

    /// One text on a phone. Its parts may arrive one by one.
    private static final class Text {
        private final Instant at;
        private final boolean written;
        private final String other;
        private final String encoding;
        private final String reference;
        private final TreeMap<Integer, String> parts = new TreeMap<>();
        private int total = 1;
        private String report = "";
        private @Nullable Instant reportedAt;

        Text(Instant at, boolean written, String other, String encoding, String reference) {
            this.at = at;
            this.written = written;
            this.other = other;
            this.encoding = encoding;
            this.reference = reference;
        }
    }

    synchronized void arrived(AcceptedSms sms) {
        String[] part = sms.part().split("/");
        List<Text> texts = phones.computeIfAbsent(sms.to(), number -> new ArrayList<>());
        String reference = part.length == 3 ? sms.from() + "/" + part[0] + "/" + part[1] : sms.id();
        int number = part.length == 3 ? Integer.parseInt(part[2]) : 1;
        Text text = texts.stream()
                .filter(one -> one.reference.equals(reference)
                        && one.parts.size() < one.total
                        && !one.parts.containsKey(number))
                .findFirst()
                .orElse(null);
        if (text == null) {
            text = new Text(sms.at(), false, sms.from(), sms.encoding(), reference);
            text.total = part.length == 3 ? Integer.parseInt(part[1]) : 1;
            add(texts, text);
        }
        text.parts.put(number, sms.text());
        version++;
    }

    synchronized void wrote(String phone, String to, String words) {
        Text text = new Text(Instant.now(), true, to, "", "");
        text.parts.put(1, words);
        add(phones.computeIfAbsent(phone, number -> new ArrayList<>()), text);
        version++;
    }

    synchronized void reported(String phone, Instant sentAt, String state) {
        List<Text> texts = phones.get(phone);
        if (texts != null) {
            texts.stream()
                    .filter(text -> !text.written && !text.at.isAfter(sentAt))
                    .reduce((first, second) -> second)
                    .ifPresent(text -> {
                        text.report = state;
                        text.reportedAt = Instant.now();
                    });
            version++;
        }
    }

    private static void add(List<Text> texts, Text text) {
        texts.add(text);
        if (texts.size() > TEXTS) {
            texts.removeFirst();
        }
    }

    /// The phones with the latest texts first, of those whose number holds the digits.
    synchronized List<Phone> latest(String digits, int count) {
        List<Phone> latest = new ArrayList<>();
        for (Map.Entry<String, List<Text>> phone : phones.sequencedEntrySet().reversed()) {
            if (phone.getKey().contains(digits)) {
                latest.add(new Phone(phone.getKey(), bubbles(phone.getValue())));
                if (latest.size() == count) {
                    break;
                }
            }
        }
        return latest;
    }

    synchronized Optional<Phone> phone(String number) {
        // not get(): looking at a phone must not make it the latest
        return phones.sequencedEntrySet().stream()
                .filter(phone -> phone.getKey().equals(number))
                .findFirst()
                .map(phone -> new Phone(number, bubbles(phone.getValue())));
    }

    synchronized int count() {
        return phones.size();
    }

    /// Grows with every change, so that a page knows whether to draw itself anew.
    synchronized long version() {
        return version;
    }

    private static List<Bubble> bubbles(List<Text> texts) {
        return texts.stream()
                .map(text -> new Bubble(
                        text.at,
                        text.written,
                        text.other,
                        String.join("", text.parts.values()),
                        text.total,
                        text.encoding,
                        text.report,
                        text.reportedAt))
                .toList();
    }
}
