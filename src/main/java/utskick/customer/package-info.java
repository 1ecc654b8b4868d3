/// The register: persons, companies and their contacts, contact points, groups, import.
@NullMarked
@ApplicationModule(allowedDependencies = {"kernel", "access", "web", "database"})
package utskick.customer;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
