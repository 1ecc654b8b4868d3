package utskick.customer;

import java.awt.Color;
import java.io.Closeable;
import java.io.OutputStream;
import java.util.List;
import org.openpdf.text.Document;
import org.openpdf.text.Element;
import org.openpdf.text.Font;
import org.openpdf.text.PageSize;
import org.openpdf.text.Phrase;
import org.openpdf.text.Rectangle;
import org.openpdf.text.pdf.BaseFont;
import org.openpdf.text.pdf.ColumnText;
import org.openpdf.text.pdf.PdfPCell;
import org.openpdf.text.pdf.PdfPTable;
import org.openpdf.text.pdf.PdfPageEventHelper;
import org.openpdf.text.pdf.PdfWriter;

/// A list on paper, A4 across: its heading, the columns' headings on every page, the page's number. Rows leave as they
/// come.
final class PdfPrint implements Closeable {

    private static final float MARGIN = 36;
    private static final float PADDING = 3;

    /// Between the rows: to guide the eye, not to be seen.
    private static final Color HAIRLINE = new Color(0xB8B2A6);

    /// The line above the headings.
    private static final float TITLE = 24;

    /// Rows that are kept before they are written.
    private static final int PORTION = 50;

    private static final class Fonts {
        static final BaseFont REGULAR = PdfFont.of(400);
        static final BaseFont STRONG = PdfFont.of(600);
    }

    private final Document document;
    private final Font small = new Font(Fonts.REGULAR, 8.5f);
    private final List<PrintColumn> columns;
    private final PdfPTable table;
    private int rows;

    PdfPrint(OutputStream out, String heading, List<PrintColumn> columns) {
        this.columns = List.copyOf(columns);
        var paper = PageSize.A4.rotate();
        var top = table(columns.size());
        top.setTotalWidth(paper.getWidth() - 2 * MARGIN);
        var strong = new Font(Fonts.STRONG, 8.5f);
        for (var column : columns) {
            var cell = cell(column.heading(), strong, column.number());
            cell.setBorderWidthBottom(0.8f);
            cell.setBorderColorBottom(Color.BLACK);
            top.addCell(cell);
        }
        float high = top.getTotalHeight() + TITLE;
        document = new Document(paper, MARGIN, MARGIN, MARGIN + high, MARGIN);
        var writer = PdfWriter.getInstance(document, out);
        writer.setCloseStream(true);
        writer.setPageEvent(new Top(heading, top));
        document.addTitle(heading);
        document.addCreator("Utskick");
        document.open();
        table = table(columns.size());
        table.setComplete(false);
    }

    private static PdfPTable table(int columns) {
        var table = new PdfPTable(columns);
        table.setWidthPercentage(100);
        table.setWidths(widths(columns));
        return table;
    }

    /// Names take more room than numbers.
    private static float[] widths(int columns) {
        var widths = new float[columns];
        java.util.Arrays.fill(widths, 3);
        widths[1] = 5;
        return widths;
    }

    void row(List<String> cells) {
        for (int i = 0; i < cells.size(); i++) {
            table.addCell(cell(cells.get(i), small, columns.get(i).number()));
        }
        if (++rows % PORTION == 0) {
            document.add(table);
        }
    }

    private static PdfPCell cell(String text, Font font, boolean number) {
        var cell = new PdfPCell(new Phrase(text, font));
        cell.setBorder(Rectangle.BOTTOM);
        cell.setBorderWidthBottom(0.3f);
        cell.setBorderColorBottom(HAIRLINE);
        cell.setHorizontalAlignment(number ? Element.ALIGN_RIGHT : Element.ALIGN_LEFT);
        cell.setPadding(PADDING);
        return cell;
    }

    @Override
    public void close() {
        table.setComplete(true);
        if (rows == 0) {
            table.addCell(cell("", small, false));
            table.completeRow();
        }
        document.add(table);
        document.close();
    }

    /// What stands on every page: whose list it is, the number of the page, the columns' headings.
    private static final class Top extends PdfPageEventHelper {

        private final String heading;
        private final PdfPTable headings;

        Top(String heading, PdfPTable headings) {
            this.heading = heading;
            this.headings = headings;
        }

        @Override
        public void onEndPage(PdfWriter writer, Document document) {
            float bottom = document.top() + headings.getTotalHeight();
            var content = writer.getDirectContent();
            ColumnText.showTextAligned(
                    content,
                    Element.ALIGN_LEFT,
                    new Phrase(heading, new Font(Fonts.STRONG, 13)),
                    document.left(),
                    bottom + 12,
                    0);
            ColumnText.showTextAligned(
                    content,
                    Element.ALIGN_RIGHT,
                    new Phrase(String.valueOf(writer.getPageNumber()), new Font(Fonts.REGULAR, 9)),
                    document.right(),
                    bottom + 12,
                    0);
            headings.writeSelectedRows(0, -1, document.left(), bottom, content);
        }
    }
}
