package utskick.dispatch;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import utskick.gateway.OutboundMessage;
import utskick.kernel.Address;
import utskick.kernel.Channel;
import utskick.kernel.EmailAddress;
import utskick.kernel.PhoneNumber;
import utskick.template.Content;
import utskick.template.MailTemplate;
import utskick.template.SmsText;

/// Writes the messages of one content.
final class ContentWriter implements Writer {

    /// `Name <address>`, or the address alone.
    private static final Pattern NAMED = Pattern.compile("\\s*(.*?)\\s*<([^<>]+)>\\s*");

    private final Content content;
    private final Clock clock;
    private final Map<String, MailTemplate> mails = new ConcurrentHashMap<>();

    ContentWriter(Content content, Clock clock) {
        this.content = content;
        this.clock = clock;
    }

    @Override
    public Written write(String reference, String sender, Address to, String language, List<@Nullable String> fields) {
        var locale = Locale.forLanguageTag(language);
        return switch (to) {
            case PhoneNumber phone -> {
                var sms = content.sms(fields, locale);
                var encoding = switch (sms.encoding()) {
                    case GSM7 -> OutboundMessage.Encoding.GSM7;
                    case UCS2 -> OutboundMessage.Encoding.UCS2;
                };
                yield new Written(
                        new OutboundMessage.Sms(reference, sender, phone, encoding, sms.parts()), sms.count());
            }
            case EmailAddress mailbox -> {
                var from = from(sender);
                var bytes = mails.computeIfAbsent(sender, _ -> MailTemplate.of(content, from))
                        .write(new MailTemplate.Letter(reference, mailbox, clock.instant()), fields, locale);
                yield new Written(new OutboundMessage.Mail(reference, from.address(), mailbox, bytes), 1);
            }
        };
    }

    static MailTemplate.From from(String sender) {
        var named = NAMED.matcher(sender);
        return named.matches()
                ? new MailTemplate.From(named.group(1), new EmailAddress(named.group(2)))
                : new MailTemplate.From("", new EmailAddress(sender));
    }

    @Override
    public Measure measure(String language, List<@Nullable String> fields) {
        var missing = content.missing(fields);
        if (content.channel() == Channel.EMAIL) {
            return new Measure(1, Set.of(), missing, false);
        }
        var sms = content.sms(fields, Locale.forLanguageTag(language));
        var dear = new LinkedHashSet<String>();
        if (sms.encoding() == SmsText.Encoding.UCS2) {
            sms.culprits().forEach(it -> dear.add(it.character()));
        }
        return new Measure(sms.count(), dear, missing, content.isTooLong(sms));
    }

    @Override
    public Text text(String language, List<@Nullable String> fields) {
        var locale = Locale.forLanguageTag(language);
        return new Text(content.subject(fields, locale), content.text(fields, locale));
    }

    /// The writers of the contents that were used last; a content never changes.
    static final class Shelf implements Source {

        private static final int SIZE = 256;

        private final LongFunction<Content> contents;
        private final Clock clock;
        private final Map<Long, Writer> writers = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Writer> eldest) {
                return size() > SIZE;
            }
        };

        Shelf(LongFunction<Content> contents, Clock clock) {
            this.contents = contents;
            this.clock = clock;
        }

        @Override
        public Writer writer(long contentId) {
            synchronized (writers) {
                var known = writers.get(contentId);
                if (known != null) {
                    return known;
                }
            }
            var writer = new ContentWriter(contents.apply(contentId), clock);
            synchronized (writers) {
                writers.put(contentId, writer);
            }
            return writer;
        }
    }
}
