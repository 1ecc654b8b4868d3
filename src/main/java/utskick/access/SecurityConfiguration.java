package utskick.access;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.transaction.support.TransactionOperations;

/// Who gets in, and what browsers are told to refuse.
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    /// Everything of a page comes from here, no script or style stands in it, nobody frames it.
    private static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "frame-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'");

    private static final Duration STAY = Duration.ofHours(12);

    /// Without login: the ways in, what pages are drawn with, and what customers open from a message (`/a/`) or to
    /// sign up (`/f/`).
    private static final String[] OPEN = {
        "/login",
        "/login/failed",
        "/setup",
        "/assets/**",
        "/a/**",
        "/f/**",
        "/l/**",
        "/preferences",
        "/actuator/health/**",
        "/error"
    };

    @Bean
    CurrentUser currentUser() {
        return new CurrentUser();
    }

    @Bean
    Audit audit(JdbcClient jdbc, CurrentUser currentUser, Clock clock) {
        return new Audit(jdbc, currentUser, clock);
    }

    @Bean
    LoginThrottle loginThrottle(JdbcClient jdbc, Clock clock) {
        return new LoginThrottle(jdbc, clock);
    }

    @Bean
    Users users(JdbcClient jdbc, TransactionOperations transaction, PasswordEncoder encoder, Audit audit, Clock clock) {
        return new Users(jdbc, transaction, encoder, audit, clock);
    }

    @Bean
    FirstStart firstStart(Users users, LoginThrottle throttle) {
        return new FirstStart(users, throttle);
    }

    /// New passwords are hashed with Argon2id; bcrypt is what others may have left behind.
    @Bean
    PasswordEncoder passwordEncoder() {
        return new DelegatingPasswordEncoder(
                "argon2",
                Map.of(
                        "argon2",
                        Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8(),
                        "bcrypt",
                        new BCryptPasswordEncoder()));
    }

    @Bean
    AuthenticationManager authenticationManager(
            Users users, LoginThrottle throttle, PasswordEncoder encoder, Audit audit) {
        return new ProviderManager(new PasswordLogin(users, throttle, encoder, audit));
    }

    @Bean
    SecurityFilterChain securityFilterChain(
            HttpSecurity http, AuthenticationManager logins, FirstStart firstStart, Users users, List<AfterLogin> more)
            throws Exception {
        return http.authenticationManager(logins)
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(
                                DispatcherType.FORWARD, DispatcherType.ERROR, DispatcherType.ASYNC)
                        .permitAll()
                        .requestMatchers(OPEN)
                        .permitAll()
                        .requestMatchers("/settings", "/settings/**")
                        .hasAuthority(Permission.ADMINISTER.name())
                        .requestMatchers(HttpMethod.GET)
                        .hasAuthority(Permission.VIEW.name())
                        .anyRequest()
                        .hasAuthority(Permission.SEND.name()))
                // /a/: a mail program unsubscribes with a POST of its own (RFC 8058); /f/: a form may stand
                // on the shop's own site; language and theme harm nobody
                .csrf(csrf -> csrf.ignoringRequestMatchers("/a/**", "/f/**", "/preferences"))
                .formLogin(form -> form.loginPage("/login")
                        .usernameParameter("login")
                        .successHandler(afterLogin(users, more))
                        .failureHandler(failedLogin()))
                .logout(logout -> logout.logoutUrl("/logout").logoutSuccessUrl("/login?out"))
                .requestCache(cache -> cache.requestCache(pagesOnly()))
                .exceptionHandling(
                        problems -> problems.authenticationEntryPoint(toLogin()).accessDeniedHandler(refused()))
                .headers(headers -> headers
                        // said by frame-ancestors, which a preview of user HTML may answer otherwise
                        .frameOptions(frame -> frame.disable())
                        .contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN))
                        .crossOriginOpenerPolicy(policy -> policy.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                        .permissionsPolicyHeader(policy ->
                                policy.policy("camera=(), microphone=(), geolocation=(), payment=(), usb=()")))
                .addFilterBefore(new FirstStartFilter(firstStart), CsrfFilter.class)
                .build();
    }

    /// Goes where the person wanted to go.
    private static AuthenticationSuccessHandler afterLogin(Users users, List<AfterLogin> more) {
        var handler = new SavedRequestAwareAuthenticationSuccessHandler();
        handler.setRequestCache(pagesOnly());
        return (request, response, authentication) -> {
            if (request.getParameter("stay") != null) {
                request.getSession().setMaxInactiveInterval((int) STAY.toSeconds());
                request.setAttribute(SessionConfiguration.STAY, true);
            }
            users.byLogin(authentication.getName())
                    .ifPresent(found -> more.forEach(it -> it.signedIn(found.user(), response)));
            handler.onAuthenticationSuccess(request, response, authentication);
        };
    }

    /// Shows the form again, with what was typed and why it did not do.
    private static AuthenticationFailureHandler failedLogin() {
        return (request, response, problem) -> {
            request.setAttribute(Problems.LOGIN, problem instanceof TooManyTries tooMany ? tooMany.until() : "wrong");
            request.getRequestDispatcher(Problems.LOGIN_PAGE).forward(request, response);
        };
    }

    /// A page is worth coming back to after login; a part of one is not.
    private static HttpSessionRequestCache pagesOnly() {
        var cache = new HttpSessionRequestCache();
        cache.setRequestMatcher(request -> request.getMethod().equals("GET")
                && !isPart(request)
                && String.valueOf(request.getHeader("Accept")).contains(MediaType.TEXT_HTML_VALUE));
        return cache;
    }

    private static AuthenticationEntryPoint toLogin() {
        return new AuthenticationEntryPoint() {

            private final LoginUrlAuthenticationEntryPoint login = new LoginUrlAuthenticationEntryPoint("/login");

            @Override
            public void commence(
                    HttpServletRequest request, HttpServletResponse response, AuthenticationException problem)
                    throws IOException, jakarta.servlet.ServletException {
                if (isPart(request)) {
                    // The page stays as it is and says so: what was typed is not lost.
                    response.setStatus(HttpStatus.UNAUTHORIZED.value());
                } else {
                    login.commence(request, response, problem);
                }
            }
        };
    }

    private static AccessDeniedHandler refused() {
        return (HttpServletRequest request, HttpServletResponse response, AccessDeniedException problem) -> {
            if (problem instanceof CsrfException) {
                request.setAttribute(Problems.PAGE_TOO_OLD, true);
            }
            response.sendError(HttpStatus.FORBIDDEN.value());
        };
    }

    private static boolean isPart(HttpServletRequest request) {
        return "true".equals(request.getHeader("HX-Request"))
                || MediaType.TEXT_EVENT_STREAM_VALUE.equals(request.getHeader("Accept"));
    }
}
