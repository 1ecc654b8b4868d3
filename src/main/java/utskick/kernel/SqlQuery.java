package utskick.kernel;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A query one module writes and another runs, with its named parameters. Values are always parameters, never text.
public record SqlQuery(String text, Map<String, @Nullable Object> params) {

    public SqlQuery {
        params = Collections.unmodifiableMap(new HashMap<>(params));
    }
}
