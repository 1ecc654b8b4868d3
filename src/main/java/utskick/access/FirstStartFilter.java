package utskick.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.web.filter.OncePerRequestFilter;

/// Leads every page to `/setup` as long as nobody can log in.
final class FirstStartFilter extends OncePerRequestFilter {

    private static final List<String> ALLOWED =
            List.of("/setup", "/preferences", "/assets/", "/a/", "/l/", "/actuator/");

    private final FirstStart firstStart;

    FirstStartFilter(FirstStart firstStart) {
        this.firstStart = firstStart;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (ALLOWED.stream().noneMatch(request.getRequestURI()::startsWith) && firstStart.needed()) {
            response.sendRedirect("/setup");
        } else {
            chain.doFilter(request, response);
        }
    }
}
