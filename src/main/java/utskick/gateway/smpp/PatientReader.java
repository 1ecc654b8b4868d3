package utskick.gateway.smpp;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.jsmpp.PDUReader;
import org.jsmpp.bean.Command;

/// Reads PDUs for jsmpp, and keeps deliver_sm from it: those are answered only when they are stored, which may
/// take a while, and the answers to our own submits must not wait behind them. Two more differences to jsmpp's
/// own reader: a length beyond [#LONGEST] closes the connection before memory is taken, and a time-out in the
/// middle of a header does not lose the octets read before it.
final class PatientReader implements PDUReader {

    static final int LONGEST = 70_000;
    private static final int HEADER = 16;
    private static final int DELIVER_SM = 0x05;
    private static final int UNBIND_RESP = 0x80000006;
    private static final int PATIENCE = 3;

    private final Delivered delivered;

    /// Takes what the SMS centre sends us.
    interface Delivered {
        void take(int sequence, byte[] pdu) throws IOException;
    }

    PatientReader(Delivered delivered) {
        this.delivered = delivered;
    }

    @Override
    public Command readPDUHeader(DataInputStream in) throws IOException {
        while (true) {
            byte[] octets = new byte[HEADER];
            // only here the line may be silent: jsmpp then tests it
            int first = in.read();
            if (first < 0) {
                throw new EOFException("the other side closed the connection");
            }
            octets[0] = (byte) first;
            readFully(in, octets, 1);
            ByteBuffer buffer = ByteBuffer.wrap(octets);
            Command header = new Command();
            header.setCommandLength(buffer.getInt());
            header.setCommandId(buffer.getInt());
            header.setCommandStatus(buffer.getInt());
            header.setSequenceNumber(buffer.getInt());
            if (header.getCommandLength() < HEADER || header.getCommandLength() > LONGEST) {
                throw new IOException("the other side sent a PDU of " + header.getCommandLength() + " octets");
            }
            if (header.getCommandId() == UNBIND_RESP) {
                // the link's own unbind, which jsmpp knows nothing of; the other side hangs up next
                readPDU(in, header);
                continue;
            }
            if (header.getCommandId() != DELIVER_SM) {
                return header;
            }
            delivered.take(header.getSequenceNumber(), readPDU(in, header));
        }
    }

    @Override
    public byte[] readPDU(DataInputStream in, Command header) throws IOException {
        return readPDU(
                in,
                header.getCommandLength(),
                header.getCommandId(),
                header.getCommandStatus(),
                header.getSequenceNumber());
    }

    @Override
    public byte[] readPDU(DataInputStream in, int length, int id, int status, int sequence) throws IOException {
        byte[] pdu = new byte[length];
        ByteBuffer.wrap(pdu).putInt(length).putInt(id).putInt(status).putInt(sequence);
        readFully(in, pdu, HEADER);
        return pdu;
    }

    private static void readFully(DataInputStream in, byte[] octets, int from) throws IOException {
        int silences = 0;
        for (int at = from; at < octets.length; ) {
            try {
                int read = in.read(octets, at, octets.length - at);
                if (read < 0) {
                    throw new EOFException("the connection ended within a PDU");
                }
                at += read;
            } catch (SocketTimeoutException e) {
                if (++silences == PATIENCE) {
                    throw new IOException("the connection fell silent within a PDU", e);
                }
            }
        }
    }
}
