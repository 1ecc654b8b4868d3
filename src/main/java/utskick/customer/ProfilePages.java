package utskick.customer;

import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;
import utskick.access.Audit;
import utskick.access.CurrentUser;
import utskick.access.Permission;
import utskick.customer.ImportProfiles.Profile;
import utskick.web.PageModel;

/// The files that come again and again: which there are, whose folders are watched.
@Controller
final class ProfilePages {

    private final ImportProfiles profiles;
    private final ImportFolders folders;
    private final CurrentUser user;
    private final Audit audit;

    ProfilePages(ImportProfiles profiles, ImportFolders folders, CurrentUser user, Audit audit) {
        this.profiles = profiles;
        this.folders = folders;
        this.user = user;
        this.audit = audit;
    }

    @GetMapping("/customers/import/profiles/{id}")
    ModelAndView show(PageModel page, @PathVariable int id) {
        user.require(Permission.SEND);
        var profile = profile(id);
        return new ModelAndView(
                "customer/profile",
                Map.of(
                        "page",
                        page,
                        "profile",
                        profile,
                        "folder",
                        folders.of(profile).toString(),
                        "command",
                        "./utskick import %s --profile \"%s\""
                                .formatted(page.t("customer.import.command.file"), profile.name())));
    }

    /// Watching a folder lets whoever writes there change the register, so it is an administrator's to say.
    @PostMapping("/customers/import/profiles/{id}/watch")
    String watch(@PathVariable int id, @RequestParam(defaultValue = "false") boolean watched) {
        user.require(Permission.ADMINISTER);
        var profile = profile(id);
        if (watched) {
            folders.create(profile);
        }
        profiles.watch(id, watched);
        audit.record(watched ? "import.watched" : "import.unwatched", profile.name(), "");
        return "redirect:/customers/import/profiles/" + id;
    }

    @PostMapping("/customers/import/profiles/{id}/delete")
    String delete(@PathVariable int id) {
        user.require(Permission.SEND);
        var profile = profile(id);
        profiles.delete(id);
        audit.record("import.profile.deleted", profile.name(), "");
        return "redirect:/customers/import";
    }

    private Profile profile(int id) {
        return profiles.byId(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
