package utskick.gateway.simulator;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;
import utskick.kernel.Channel;
import utskick.web.PageModel;
import utskick.web.UntrustedHtml;

/// The demo's phones and its mailbox, and the switches of its network.
@Controller
@ConditionalOnProperty("utskick.demo")
final class SimulatorPages {

    private static final int PHONES = 6;
    private static final int MAILS = 50;
    private static final int HEADER = 4_096;
    private static final int LONGEST_TEXT = 1_000;
    private static final Pattern NUMBER = Pattern.compile("\\+[1-9][0-9]{6,14}");

    private final Simulator simulator;

    SimulatorPages(Simulator simulator) {
        this.simulator = simulator;
    }

    @GetMapping("/simulator")
    ModelAndView phones(PageModel page, @RequestParam(defaultValue = "") String q) {
        return phones(page, q, Switches.of(Channel.SMS, simulator.behaviour(Channel.SMS)));
    }

    private ModelAndView phones(PageModel page, String q, Switches switches) {
        Map<String, Object> model = list(page, q);
        model.put("switches", switches);
        model.put("mails", simulator.mailbox().count());
        return new ModelAndView("gateway/simulator", model);
    }

    /// The phones anew, if something has changed since `v`.
    @GetMapping("/simulator/phones")
    Object phonesAnew(
            PageModel page, @RequestParam(defaultValue = "") String q, @RequestParam(defaultValue = "-1") long v) {
        return simulator.phones().version() == v
                ? ResponseEntity.noContent().build()
                : new ModelAndView("gateway/phones", list(page, q));
    }

    private Map<String, Object> list(PageModel page, String q) {
        // spaces and the like are how people write numbers
        String digits = q.replaceAll("[^+0-9]", "");
        Map<String, Object> model = new HashMap<>();
        long version = simulator.phones().version();
        model.put("page", page);
        model.put("q", q);
        model.put("version", version);
        model.put("count", simulator.phones().count());
        model.put("phones", simulator.phones().latest(digits, PHONES));
        return model;
    }

    @PostMapping("/simulator/write")
    String write(
            @RequestParam String phone,
            @RequestParam String to,
            @RequestParam String text,
            @RequestParam(defaultValue = "") String q) {
        if (!NUMBER.matcher(phone).matches() || to.isBlank() || to.length() > 20) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        }
        if (!text.isBlank()) {
            simulator.write(
                    phone,
                    to,
                    text.strip()
                            .substring(0, Math.min(LONGEST_TEXT, text.strip().length())));
        }
        return "redirect:/simulator" + (q.isEmpty() ? "" : "?q=" + URLEncoder.encode(q, StandardCharsets.UTF_8));
    }

    @PostMapping("/simulator/behaviour")
    ModelAndView behave(PageModel page, @RequestParam Map<String, String> typed) {
        Channel channel = "EMAIL".equals(typed.get("channel")) ? Channel.EMAIL : Channel.SMS;
        Map<String, String> problems = new HashMap<>();
        int percent = number(typed, "percent", 100, problems);
        int delay = number(typed, "delay", 3_600, problems);
        String digits = typed.getOrDefault("digits", "").strip();
        if (!digits.matches("[0-9]{0,10}")) {
            problems.put("digits", "gateway.simulator.problem.digits");
        }
        if (!problems.isEmpty()) {
            Switches switches = new Switches(channel, typed, problems);
            return channel == Channel.SMS ? phones(page, "", switches) : mailbox(page, "", switches);
        }
        simulator.behave(
                channel,
                new Behaviour(
                        choice(Behaviour.Handling.class, typed.get("handling")),
                        new Behaviour.Share(percent, digits),
                        choice(Behaviour.Reports.class, typed.getOrDefault("reports", "ONCE")),
                        Duration.ofSeconds(delay)));
        return new ModelAndView("redirect:" + (channel == Channel.SMS ? "/simulator" : "/simulator/mail"));
    }

    private static int number(Map<String, String> typed, String name, int most, Map<String, String> problems) {
        String text = typed.getOrDefault(name, "").strip();
        if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        problems.put(name, "gateway.simulator.problem." + name);
        return 0;
    }

    private static <E extends Enum<E>> E choice(Class<E> type, @Nullable String name) {
        try {
            return Enum.valueOf(type, name == null ? "" : name);
        } catch (IllegalArgumentException e) {
            // only a form that is not ours can send it
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "no such choice", e);
        }
    }

    @GetMapping("/simulator/mail")
    ModelAndView mailbox(PageModel page, @RequestParam(defaultValue = "") String q) {
        return mailbox(page, q, Switches.of(Channel.EMAIL, simulator.behaviour(Channel.EMAIL)));
    }

    private ModelAndView mailbox(PageModel page, String q, Switches switches) {
        Map<String, Object> model = mails(page, q);
        model.put("switches", switches);
        return new ModelAndView("gateway/mailbox", model);
    }

    /// The list of mails anew, if more than `v` have come.
    @GetMapping("/simulator/mails")
    Object mailsAnew(
            PageModel page, @RequestParam(defaultValue = "") String q, @RequestParam(defaultValue = "-1") long v) {
        return simulator.mailbox().count() == v
                ? ResponseEntity.noContent().build()
                : new ModelAndView("gateway/mails", mails(page, q));
    }

    private Map<String, Object> mails(PageModel page, String q) {
        Map<String, Object> model = new HashMap<>();
        long version = simulator.mailbox().count();
        List<MailLine> lines = simulator.mailbox().latest(q, MAILS).stream()
                .map(mail -> new MailLine(mail, ReadMail.subject(beginning(mail))))
                .toList();
        model.put("page", page);
        model.put("q", q);
        model.put("version", version);
        model.put("mails", lines);
        return model;
    }

    private byte[] beginning(AcceptedMail mail) {
        try {
            return simulator.mailbox().content(mail, HEADER);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    @GetMapping("/simulator/mail/{id}")
    ModelAndView mail(PageModel page, @PathVariable long id) throws IOException {
        AcceptedMail mail = find(id);
        return new ModelAndView(
                "gateway/mail",
                Map.of(
                        "page", page,
                        "mail", mail,
                        "message", ReadMail.of(simulator.mailbox().content(mail))));
    }

    /// The HTML of a mail, which can do nothing: no script, no form, nothing fetched, an origin of its own.
    @GetMapping("/simulator/mail/{id}/html")
    ResponseEntity<byte[]> html(@PathVariable long id) throws IOException {
        String html = ReadMail.of(simulator.mailbox().content(find(id))).html();
        return UntrustedHtml.response(html);
    }

    private AcceptedMail find(long id) {
        return simulator.mailbox().mail(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
