package utskick.customer;

import com.fasterxml.aalto.UncheckedStreamException;
import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.XMLInputFactory2;
import org.jspecify.annotations.Nullable;
import utskick.customer.ImportRefused.Reason;

/// One XML part of a workbook, read forward. Elements are known by their local names, because the strict form of the
/// format (ISO/IEC 29500-1) has other namespaces than the one nearly everybody writes. What is no XML, holds a document
/// type or lies deeper than any workbook's part is refused.
final class PartReader implements AutoCloseable {

    /// A sheet's cells lie five deep; extensions add a few.
    private static final int DEEPEST = 100;

    private final InputStream in;
    private final XMLStreamReader reader;
    private int depth;

    /// @param factory by [#factory], one for each workbook: it remembers the names of elements it has met
    PartReader(XMLInputFactory factory, InputStream in) throws IOException {
        this.in = in;
        try {
            reader = factory.createXMLStreamReader(in);
        } catch (XMLStreamException | UncheckedStreamException e) {
            in.close();
            throw new ImportRefused(Reason.FILE_IS_DAMAGED);
        }
    }

    static XMLInputFactory factory() {
        var factory = new InputFactoryImpl();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
        return factory;
    }

    /// Moves to where the next element begins or ends; false at the end of the part.
    boolean advance() {
        int event = step();
        while (event != XMLStreamConstants.END_DOCUMENT) {
            if (event == XMLStreamConstants.START_ELEMENT || event == XMLStreamConstants.END_ELEMENT) {
                return true;
            }
            event = step();
        }
        return false;
    }

    boolean begins(String name) {
        return reader.isStartElement() && name.equals(reader.getLocalName());
    }

    boolean ends(String name) {
        return reader.isEndElement() && name.equals(reader.getLocalName());
    }

    /// An attribute without namespace of the element that begins.
    @Nullable
    String attribute(String name) {
        return reader.getAttributeValue(null, name);
    }

    /// The attribute `id` in the namespace of relationships, whichever form of the format has it.
    @Nullable
    String relationship() {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            var namespace = reader.getAttributeNamespace(i);
            if (namespace != null && !namespace.isEmpty() && "id".equals(reader.getAttributeLocalName(i))) {
                return reader.getAttributeValue(i);
            }
        }
        return null;
    }

    /// The text of the element that has begun, up to its end.
    String text() {
        int outside = depth - 1;
        var text = new GatheredText();
        for (int event = step(); depth > outside; event = step()) {
            if (event == XMLStreamConstants.CHARACTERS
                    || event == XMLStreamConstants.CDATA
                    || event == XMLStreamConstants.SPACE) {
                text.add(reader.getText());
            }
        }
        return text.toString();
    }

    /// Moves to the end of the element that has begun.
    void skip() {
        int outside = depth - 1;
        while (depth > outside) {
            step();
        }
    }

    private int step() {
        try {
            int event = reader.hasNext() ? reader.next() : XMLStreamConstants.END_DOCUMENT;
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    if (depth > DEEPEST) {
                        throw new ImportRefused(Reason.FILE_IS_DAMAGED);
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.DTD -> throw new ImportRefused(Reason.DOCUMENT_TYPE_IN_WORKBOOK);
                default -> {
                    // text, comments and the end, which the caller looks at
                }
            }
            return event;
        } catch (XMLStreamException | UncheckedStreamException e) {
            throw new ImportRefused(Reason.FILE_IS_DAMAGED);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
