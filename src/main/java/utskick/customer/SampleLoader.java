package utskick.customer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Fills the demonstration's register at its first start.
@Order(0)
final class SampleLoader implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(SampleLoader.class);

    private final SampleRegister sample;
    private final JdbcClient jdbc;

    SampleLoader(SampleRegister sample, JdbcClient jdbc) {
        this.sample = sample;
        this.jdbc = jdbc;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        boolean empty = jdbc.sql("SELECT NOT EXISTS (SELECT FROM customer.customer)")
                .query(Boolean.class)
                .single();
        if (empty) {
            log.info("sample register loaded: {} customers", sample.load("demo").added());
        }
    }
}
