package utskick.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Keeps passwords of provider accounts unreadable in the database and its backups: AES-256 in GCM mode under a
/// key that lies in a file of the data folder, readable by its owner alone. Without that file the secrets have to
/// be typed again.
public final class Secrets {

    private static final String FILE = "secret.key";
    private static final byte VERSION = 1;
    private static final int KEY_OCTETS = 32;
    private static final int NONCE_OCTETS = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();

    private Secrets(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /// With the key of that folder; one is made if there is none.
    public static Secrets in(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            Files.createDirectories(folder);
            if (!Files.exists(file)) {
                make(folder, file);
            }
            return read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// With the key of that folder; empty where there is none. Makes nothing.
    ///
    /// @throws IllegalStateException when the file is no key
    public static Optional<Secrets> existing(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Secrets read(Path file) throws IOException {
        byte[] key = Files.readAllBytes(file);
        if (key.length != KEY_OCTETS) {
            throw new IllegalStateException("the key file " + file + " is damaged");
        }
        return new Secrets(key);
    }

    /// Written aside and moved, so that a killed program leaves no half key; of two programs the first one's
    /// counts.
    private static void make(Path folder, Path file) throws IOException {
        byte[] key = new byte[KEY_OCTETS];
        new SecureRandom().nextBytes(key);
        Set<PosixFilePermission> owner = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        boolean posix = Files.getFileStore(folder).supportsFileAttributeView("posix");
        Path aside = posix
                ? Files.createTempFile(folder, FILE, ".new", PosixFilePermissions.asFileAttribute(owner))
                : Files.createTempFile(folder, FILE, ".new");
        try {
            Files.write(aside, key, StandardOpenOption.WRITE, StandardOpenOption.DSYNC);
            Files.createLink(file, aside);
        } catch (FileAlreadyExistsException | AtomicMoveNotSupportedException e) {
            // the other one's key is read
        } catch (UnsupportedOperationException e) {
            Files.move(aside, file);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    public byte[] encrypt(String secret) {
        byte[] nonce = new byte[NONCE_OCTETS];
        random.nextBytes(nonce);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            byte[] text = cipher.doFinal(secret.getBytes(StandardCharsets.UTF_8));
            byte[] sealed = new byte[1 + NONCE_OCTETS + text.length];
            sealed[0] = VERSION;
            System.arraycopy(nonce, 0, sealed, 1, NONCE_OCTETS);
            System.arraycopy(text, 0, sealed, 1 + NONCE_OCTETS, text.length);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot encrypt", e);
        }
    }

    /// Whether it was encrypted under this key, and is whole.
    public boolean opens(byte[] sealed) {
        try {
            decrypt(sealed);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// @throws IllegalArgumentException when it was encrypted under another key, or changed since
    public String decrypt(byte[] sealed) {
        if (sealed.length < 1 + NONCE_OCTETS || sealed[0] != VERSION) {
            throw new IllegalArgumentException("not a secret of ours");
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    key,
                    new GCMParameterSpec(TAG_BITS, Arrays.copyOfRange(sealed, 1, 1 + NONCE_OCTETS)));
            byte[] text = cipher.doFinal(sealed, 1 + NONCE_OCTETS, sealed.length - 1 - NONCE_OCTETS);
            return new String(text, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a secret that the key file does not open", e);
        }
    }
}
