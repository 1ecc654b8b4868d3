/// What is said to whom, when: compose, review, confirm, launch, follow.
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "kernel",
            "access",
            "web",
            "database",
            "segment",
            "link",
            "template",
            "quota",
            "dispatch",
            "gateway"
        })
package utskick.campaign;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
