package utskick.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.util.WebUtils;
import utskick.access.CurrentUser;

/// Makes the [PageModel] of a request. The language is the one chosen by the person, else the browser's first that we
/// speak, else English.
public final class PageModels implements HandlerMethodArgumentResolver {

    static final String LANGUAGE_COOKIE = "utskick-language";
    static final String THEME_COOKIE = "utskick-theme";

    private final Assets assets;
    private final CurrentUser currentUser;
    private final boolean demo;

    PageModels(Assets assets, CurrentUser currentUser, boolean demo) {
        this.assets = assets;
        this.currentUser = currentUser;
        this.demo = demo;
    }

    /// The model of a page that is no controller's: an error page.
    public PageModel of(HttpServletRequest request) {
        var csrf = csrfToken(request);
        var name = currentUser.name();
        return new PageModel(
                Texts.of(language(request)),
                request.getRequestURI(),
                name.isEmpty() ? null : name,
                currentUser.permissions(),
                theme(request),
                ZoneId.systemDefault(),
                csrf == null
                        ? new PageModel.Csrf("_csrf", "X-CSRF-TOKEN", "")
                        : new PageModel.Csrf(csrf.getParameterName(), csrf.getHeaderName(), csrf.getToken()),
                assets,
                "true".equals(request.getHeader("HX-Request")),
                demo);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == PageModel.class;
    }

    @Override
    public PageModel resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binder) {
        var servletRequest = request.getNativeRequest(HttpServletRequest.class);
        if (servletRequest == null) {
            throw new IllegalStateException("a page is only made for an HTTP request");
        }
        return of(servletRequest);
    }

    /// What customers open from a message or a sign-up form needs no token, and so no session and no cookie.
    private static @Nullable CsrfToken csrfToken(HttpServletRequest request) {
        String path = request.getRequestURI();
        return path.startsWith("/a/") || path.startsWith("/f/") || path.startsWith("/l/")
                ? null
                : (CsrfToken) request.getAttribute(CsrfToken.class.getName());
    }

    static String language(HttpServletRequest request) {
        var chosen = cookie(request, LANGUAGE_COOKIE);
        if (Texts.LANGUAGES.contains(chosen)) {
            return chosen;
        }
        return Collections.list(request.getLocales()).stream()
                .map(Locale::getLanguage)
                .filter(Texts.LANGUAGES::contains)
                .findFirst()
                .orElse("en");
    }

    private static String theme(HttpServletRequest request) {
        var theme = cookie(request, THEME_COOKIE);
        return theme.equals("light") || theme.equals("dark") ? theme : "";
    }

    private static String cookie(HttpServletRequest request, String name) {
        Cookie cookie = WebUtils.getCookie(request, name);
        return cookie == null ? "" : cookie.getValue();
    }
}
