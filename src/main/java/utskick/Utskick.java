package utskick;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/// The program.
@SpringBootApplication
public class Utskick {

    public static void main(String[] args) {
        SpringApplication.run(Utskick.class, args);
    }
}
