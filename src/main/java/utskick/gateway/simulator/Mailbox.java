package utskick.gateway.simulator;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The latest e-mails that arrived, and the way to their content. The whole history is in the log.
final class Mailbox {

    private static final int MAILS = 2_000;

    private final Path data;
    private final ArrayDeque<AcceptedMail> mails = new ArrayDeque<>();
    private long count;

    Mailbox(Path data) {
        this.data = data;
    }

    synchronized void arrived(AcceptedMail mail) {
        mails.addLast(mail);
        count = Math.max(count, mail.id());
        if (mails.size() > MAILS) {
            mails.removeFirst();
        }
    }

    /// The latest first, of those whose addresses hold the words.
    synchronized List<AcceptedMail> latest(String words, int limit) {
        String wanted = words.strip().toLowerCase(Locale.ROOT);
        List<AcceptedMail> latest = new ArrayList<>();
        for (Iterator<AcceptedMail> all = mails.descendingIterator(); all.hasNext() && latest.size() < limit; ) {
            AcceptedMail mail = all.next();
            if (mail.to().contains(wanted) || mail.from().contains(wanted)) {
                latest.add(mail);
            }
        }
        return latest;
    }

    synchronized Optional<AcceptedMail> mail(long id) {
        return mails.stream().filter(mail -> mail.id() == id).findFirst();
    }

    /// How many e-mails have arrived in all.
    synchronized long count() {
        return count;
    }

    /// The message as it came, empty when contents are not kept.
    byte[] content(AcceptedMail mail) throws IOException {
        return content(mail, mail.length());
    }

    /// The beginning of the message, enough for its header.
    byte[] content(AcceptedMail mail, int atMost) throws IOException {
        if (mail.offset() < 0) {
            return new byte[0];
        }
        byte[] content = new byte[Math.min(mail.length(), atMost)];
        try (RandomAccessFile in = new RandomAccessFile(data.toFile(), "r")) {
            in.seek(mail.offset());
            in.readFully(content);
        }
        return content;
    }
}
