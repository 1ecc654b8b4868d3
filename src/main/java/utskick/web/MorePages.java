package utskick.web;

import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.ModelAndView;

/// What does not fit into the menu of a phone.
@Controller
final class MorePages {

    @GetMapping("/more")
    ModelAndView more(PageModel page) {
        return new ModelAndView("web/more", Map.of("page", page));
    }
}
