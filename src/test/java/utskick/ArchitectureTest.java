package utskick;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.core.Violations;
import org.springframework.transaction.annotation.Transactional;
import utskick.testing.smuggler.Smuggler;

/// Holds the drawing of the modules: what `package-info.java` allows, and what nobody may.
final class ArchitectureTest {

    private static final ApplicationModules MODULES = ApplicationModules.of(Utskick.class);
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("utskick");

    @Test
    void modules_depend_only_on_what_they_declare() {
        MODULES.verify();
    }

    @Test
    void a_smuggled_arrow_is_found() {
        var smuggled = ApplicationModules.of(Smuggler.class, new ImportOption.OnlyIncludeTests());
        assertThatThrownBy(smuggled::verify)
                .isInstanceOf(Violations.class)
                .hasMessageContaining("'lower'")
                .hasMessageContaining("'upper'");
    }

    /// Jackson 3 is `tools.jackson`; only its annotations kept their old name.
    @Test
    void the_second_Jackson_stays_out() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson.databind..", "com.fasterxml.jackson.core..")
                .check(CLASSES);
    }

    @Test
    void dependencies_come_through_constructors() {
        noFields().should().beAnnotatedWith(Autowired.class).check(CLASSES);
        noFields().should().beAnnotatedWith(Value.class).check(CLASSES);
    }

    @Test
    void transactions_are_visible_in_the_code() {
        noClasses().should().beAnnotatedWith(Transactional.class).check(CLASSES);
        noMethods().should().beAnnotatedWith(Transactional.class).check(CLASSES);
    }
}
