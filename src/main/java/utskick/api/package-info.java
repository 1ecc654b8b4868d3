/// What other programs may ask and tell: one versioned contract over the modules below, described by
/// `/api/v1/openapi.json`.
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel", "access", "web", "customer", "consent", "segment"})
package utskick.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
