package utskick.gateway.smpp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLServerSocket;
import utskick.gateway.TestCertificate;

/// Takes TLS connections for a server that speaks none, as the front of a provider does.
final class TlsFront implements AutoCloseable {

    private final SSLServerSocket server;
    private final int behind;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    TlsFront(TestCertificate certificate, int behind) throws IOException, GeneralSecurityException {
        this.behind = behind;
        this.server = (SSLServerSocket) certificate
                .serving()
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getByName("localhost"));
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket outside = server.accept();
                Socket inside = new Socket(InetAddress.getLoopbackAddress(), behind);
                open.addAll(List.of(outside, inside));
                Thread.startVirtualThread(() -> carry(outside, inside));
                Thread.startVirtualThread(() -> carry(inside, outside));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void carry(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException gone) {
            // one side hung up: both are closed
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
