/// Saved selections of customers: typed criteria, compiled to SQL.
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel", "access", "web", "database", "customer", "consent"})
package utskick.segment;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
