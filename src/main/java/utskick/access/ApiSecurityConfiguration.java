package utskick.access;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.transaction.support.TransactionOperations;

/// How programs get in: by token, without session or cookie, hence without CSRF. What is not listed is closed.
@Configuration(proxyBeanMethods = false)
class ApiSecurityConfiguration {

    @Bean
    ApiTokens apiTokens(JdbcClient jdbc, TransactionOperations transaction, Audit audit, Clock clock) {
        return new ApiTokens(jdbc, transaction, audit, clock);
    }

    @Bean
    @Order(1)
    SecurityFilterChain apiFilterChain(HttpSecurity http, ApiTokens tokens, Clock clock) throws Exception {
        return http.securityMatcher("/api/**")
                .authorizeHttpRequests(requests -> requests.requestMatchers(HttpMethod.GET, "/api/v1/openapi.json")
                        .permitAll()
                        .requestMatchers(HttpMethod.POST, "/api/v1/customers:batch")
                        .hasAuthority(BearerFilter.authority(ApiScope.CUSTOMERS_WRITE))
                        .requestMatchers(HttpMethod.POST, "/api/v1/segments/count")
                        .hasAuthority(BearerFilter.authority(ApiScope.SEGMENTS_READ))
                        .requestMatchers(HttpMethod.GET, "/api/v1/segments", "/api/v1/segments/**")
                        .hasAuthority(BearerFilter.authority(ApiScope.SEGMENTS_READ))
                        .requestMatchers("/api/v1/segments", "/api/v1/segments/**")
                        .hasAuthority(BearerFilter.authority(ApiScope.SEGMENTS_WRITE))
                        .anyRequest()
                        .authenticated())
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(csrf -> csrf.disable())
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .exceptionHandling(problems -> problems.authenticationEntryPoint((_, response, _) -> {
                            response.setHeader("WWW-Authenticate", "Bearer");
                            ApiProblem.write(
                                    response,
                                    401,
                                    "unauthorized",
                                    "Send a token that works: Authorization: Bearer utskick_…");
                        })
                        .accessDeniedHandler((_, response, _) -> ApiProblem.write(
                                response,
                                403,
                                "forbidden",
                                "This token, or the person it belongs to, may not do that.")))
                .headers(headers -> headers.contentSecurityPolicy(
                        policy -> policy.policyDirectives("default-src 'none'; frame-ancestors 'none'")))
                .addFilterBefore(new BearerFilter(tokens, clock), AnonymousAuthenticationFilter.class)
                .build();
    }
}
