package utskick.customer;

import java.io.Closeable;
import java.io.OutputStream;
import java.util.List;
import org.openpdf.text.Document;
import org.openpdf.text.Font;
import org.openpdf.text.PageSize;
import org.openpdf.text.Phrase;
import org.openpdf.text.Rectangle;
import org.openpdf.text.pdf.PdfPCell;
import org.openpdf.text.pdf.PdfPTable;
import org.openpdf.text.pdf.PdfWriter;

/// Address labels on the common sheet: A4, three across and eight down, 70 × 37 mm each. To be printed at 100 %.
final class PdfLabels implements Closeable {

    private static final int ACROSS = 3;
    private static final int DOWN = 8;
    private static final float POINTS_PER_MM = 72 / 25.4f;
    private static final float HIGH = 37 * POINTS_PER_MM;
    private static final float LEFT = 8 * POINTS_PER_MM;
    private static final float TOP = 5 * POINTS_PER_MM;

    /// What fits beneath each other.
    private static final int LINES = 7;

    private static final float SIZE = 10.5f;
    private static final float LEADING = 12.5f;

    private final Document document;
    private final Font font = new Font(PdfFont.of(400), SIZE);
    private PdfPTable sheet = sheet();
    private int labels;

    PdfLabels(OutputStream out, String title) {
        float over = (PageSize.A4.getHeight() - DOWN * HIGH) / 2;
        document = new Document(PageSize.A4, 0, 0, over, 0);
        PdfWriter.getInstance(document, out).setCloseStream(true);
        document.addTitle(title);
        document.addCreator("Utskick");
        document.open();
    }

    private static PdfPTable sheet() {
        var sheet = new PdfPTable(ACROSS);
        sheet.setWidthPercentage(100);
        return sheet;
    }

    /// The next label; no lines, no label.
    void label(List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        sheet.addCell(cell(String.join("\n", lines.subList(0, Math.min(LINES, lines.size())))));
        if (++labels % (ACROSS * DOWN) == 0) {
            document.add(sheet);
            document.newPage();
            sheet = sheet();
        }
    }

    private PdfPCell cell(String text) {
        var cell = new PdfPCell(new Phrase(LEADING, text, font));
        cell.setBorder(Rectangle.NO_BORDER);
        cell.setFixedHeight(HIGH);
        cell.setPaddingLeft(LEFT);
        cell.setPaddingRight(LEFT / 2);
        cell.setPaddingTop(TOP);
        cell.setPaddingBottom(0);
        return cell;
    }

    @Override
    public void close() {
        while (labels == 0 || labels % ACROSS != 0) {
            sheet.addCell(cell(" "));
            labels++;
        }
        if (labels % (ACROSS * DOWN) != 0) {
            document.add(sheet);
        }
        document.close();
    }
}
