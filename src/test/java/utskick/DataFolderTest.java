package utskick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import utskick.kernel.StartProblem;

final class DataFolderTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void a_second_demo_keeps_what_is_there_and_a_fresh_one_does_not() throws IOException {
        new DataFolder(folder).useForDemo(false);
        Path kept = Files.createDirectories(folder.resolve("simulator")).resolve("sms.log");
        Files.writeString(kept, "a message");

        new DataFolder(folder).useForDemo(false);
        assertThat(kept).exists();

        new DataFolder(folder).useForDemo(true);
        assertThat(folder.resolve("simulator")).doesNotExist();
        new DataFolder(folder).useForDemo(true);
    }

    @Test
    void a_register_is_never_made_a_demo_nor_deleted() throws IOException {
        Path register = Files.createDirectories(folder.resolve("postgres").resolve("data"));
        assertThatThrownBy(() -> new DataFolder(folder).useForDemo(true))
                .isInstanceOf(StartProblem.class)
                .hasMessageContaining("holds a register");
        assertThat(register).exists();
        new DataFolder(folder).useForRegister();
    }

    @Test
    void a_folder_of_other_things_is_not_emptied() throws IOException {
        Path photo = Files.writeString(folder.resolve("photo.jpg"), "somebody's");
        new DataFolder(folder).useForDemo(true);
        assertThat(photo).exists();
    }

    @Test
    void a_demo_is_not_opened_as_a_register() {
        new DataFolder(folder).useForDemo(false);
        assertThatThrownBy(() -> new DataFolder(folder).useForRegister())
                .isInstanceOf(StartProblem.class)
                .hasMessageContaining("holds a demo");
    }
}
