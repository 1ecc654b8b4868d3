package utskick.web;

import java.util.List;
import utskick.access.ApiScope;

/// What was filled in for a new token.
///
/// @param days how long it works, empty for ever
public record TokenForm(String name, List<String> scopes, String days) {

    List<ApiScope> chosen() {
        return scopes.stream().flatMap(key -> ApiScope.of(key).stream()).toList();
    }
}
