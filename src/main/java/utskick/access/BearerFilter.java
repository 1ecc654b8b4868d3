package utskick.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.web.filter.OncePerRequestFilter;

/// Lets a program in that sends a token along: `Authorization: Bearer utskick_…` (RFC 6750). Says with each answer how
/// many requests are left in this minute.
final class BearerFilter extends OncePerRequestFilter {

    private static final String SCHEME = "Bearer ";

    private final ApiTokens tokens;
    private final Clock clock;

    BearerFilter(ApiTokens tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    /// What a scope is called where addresses are guarded.
    static String authority(ApiScope scope) {
        return "SCOPE_" + scope.key();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            chain.doFilter(request, response);
            return;
        }
        switch (tokens.use(header.substring(SCHEME.length()).strip())) {
            case ApiTokens.Use.Accepted accepted -> {
                limits(response, accepted.left(), accepted.reset());
                var authorities = accepted.scopes().stream()
                        .map(scope -> new SimpleGrantedAuthority(authority(scope)))
                        .toList();
                SecurityContextHolder.setContext(new SecurityContextImpl(
                        UsernamePasswordAuthenticationToken.authenticated(accepted.user(), null, authorities)));
                try {
                    chain.doFilter(request, response);
                } finally {
                    SecurityContextHolder.clearContext();
                }
            }
            case ApiTokens.Use.TooMany(var reset) -> {
                limits(response, 0, reset);
                response.setHeader("Retry-After", Long.toString(seconds(reset)));
                ApiProblem.write(
                        response,
                        429,
                        "too_many_requests",
                        "A token may make %d requests a minute. Wait until the next one."
                                .formatted(ApiTokens.CALLS_A_MINUTE));
            }
            // goes on as nobody, who is told what is missing
            case ApiTokens.Use.Unknown() -> chain.doFilter(request, response);
        }
    }

    private void limits(HttpServletResponse response, int left, Instant reset) {
        response.setHeader("RateLimit-Limit", Integer.toString(ApiTokens.CALLS_A_MINUTE));
        response.setHeader("RateLimit-Remaining", Integer.toString(left));
        response.setHeader("RateLimit-Reset", Long.toString(seconds(reset)));
    }

    private long seconds(Instant reset) {
        return Math.max(1, Duration.between(clock.instant(), reset).toSeconds());
    }
}
