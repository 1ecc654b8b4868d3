package utskick.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class DatabaseTest {

    @RegisterExtension
    static final Database database = new Database();

    @Test
    void a_test_class_gets_the_migrated_schemas() {
        assertThat(database.jdbc()
                        .sql("SELECT count(*) FROM customer.profile")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void what_a_transaction_did_is_gone_when_it_fails() {
        assertThatThrownBy(() -> database.transaction().executeWithoutResult(_ -> {
                    database.jdbc().sql("CREATE TABLE left_behind (x int)").update();
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        assertThat(database.jdbc()
                        .sql("SELECT to_regclass('left_behind') IS NULL")
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }
}
