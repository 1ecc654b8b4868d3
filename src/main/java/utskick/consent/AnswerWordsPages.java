package utskick.consent;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import utskick.access.Audit;
import utskick.web.PageModel;

/// Which words in an answer stop our messages or start them again: those of every shop, and this one's own.
@Controller
final class AnswerWordsPages {

    private static final String ADDRESS = "/settings/consent/words";

    private final AnswerWords words;
    private final Audit audit;

    AnswerWordsPages(AnswerWords words, Audit audit) {
        this.words = words;
        this.audit = audit;
    }

    @GetMapping(ADDRESS)
    ModelAndView show(PageModel page) {
        return view(page, "", false, "");
    }

    @PostMapping(ADDRESS)
    ModelAndView add(
            PageModel page,
            @RequestParam(defaultValue = "") String word,
            @RequestParam(defaultValue = "stop") String meaning,
            @Nullable Principal user) {
        boolean start = meaning.equals("start");
        return switch (words.add(word, start, user == null ? "system" : user.getName())) {
            case DONE -> {
                audit.record("consent.word_added", word.strip(), start ? "start" : "stop");
                yield new ModelAndView("redirect:" + ADDRESS);
            }
            case NO_WORD -> view(page, word, start, page.t("consent.words.wrong", AnswerWords.LONGEST));
            case KNOWN -> view(page, word, start, page.t("consent.words.known"));
        };
    }

    @PostMapping(ADDRESS + "/remove")
    String remove(@RequestParam String skeleton) {
        words.all().stream()
                .filter(it -> it.skeleton().equals(skeleton))
                .findFirst()
                .ifPresent(it -> {
                    words.remove(skeleton);
                    audit.record("consent.word_removed", it.text(), it.start() ? "start" : "stop");
                });
        return "redirect:" + ADDRESS;
    }

    private ModelAndView view(PageModel page, String typed, boolean start, String error) {
        return new ModelAndView(
                "consent/words",
                Map.of(
                        "page",
                        page,
                        "own",
                        words.all(),
                        "stops",
                        List.of(String.join(" ", StopWords.STOP_WORDS), String.join(" ", StopWords.STOP_WORDS_ALONE)),
                        "starts",
                        String.join(" ", StopWords.START_WORDS),
                        "typed",
                        typed,
                        "start",
                        start,
                        "error",
                        error));
    }
}
