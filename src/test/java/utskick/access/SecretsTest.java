package utskick.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

    @TempDir
    Path folder;

    @Test
    void aSecretComesBackAndIsNeverSealedAlikeTwice() {
        byte[] one = Secrets.in(folder).encrypt("hemligt – Ω");
        byte[] two = Secrets.in(folder).encrypt("hemligt – Ω");
        assertThat(one).isNotEqualTo(two);
        assertThat(Secrets.in(folder).decrypt(one)).isEqualTo("hemligt – Ω");
        assertThat(Secrets.in(folder).decrypt(two)).isEqualTo("hemligt – Ω");
    }

    @Test
    void aChangedOneIsRefused() {
        Secrets secrets = Secrets.in(folder);
        byte[] sealed = secrets.encrypt("hemligt");
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatIllegalArgumentException().isThrownBy(() -> secrets.decrypt(changed));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> secrets.decrypt(new byte[3]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Secrets.in(folder.resolve("other")).decrypt(sealed));
    }

    @Test
    void theKeyIsItsOwnersAlone() throws IOException {
        Secrets.in(folder);
        Path file = folder.resolve("secret.key");
        assertThat(Files.size(file)).isEqualTo(32);
        assertThat(Files.getPosixFilePermissions(file))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        try (var files = Files.list(folder)) {
            assertThat(files).as("nothing else left behind").containsExactly(file);
        }
    }
}
