package utskick.customer;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import org.jspecify.annotations.Nullable;
import utskick.customer.ImportRefused.Reason;

/// What the sheets of a workbook have in common (Office Open XML, ECMA-376 part 1, 18.2): their names and places in the
/// archive, the formats of their numbers, and the texts they share.
final class WorkbookParts implements AutoCloseable {

    /// Where every program keeps it.
    static final String WORKBOOK = "xl/workbook.xml";

    private static final String RELATIONSHIPS = "xl/_rels/workbook.xml.rels";

    /// Formats of cells without a style.
    private static final ShownNumber PLAIN = ShownNumber.of(0, null, false);

    private final ZipFile zip;
    private final XMLInputFactory factory = PartReader.factory();
    private final Map<String, String> sheets = new java.util.LinkedHashMap<>();
    private final List<ShownNumber> styles = new ArrayList<>();
    private final SharedTexts texts;
    private boolean from1904;

    /// @throws ImportRefused when it cannot be read
    WorkbookParts(Path path) throws IOException {
        zip = new ZipFile(path.toFile());
        try {
            Map<String, String> targets = new HashMap<>();
            Map<String, String> types = new HashMap<>();
            readRelationships(targets, types);
            readWorkbook(targets);
            if (types.containsKey("styles")) {
                readStyles(part(types.get("styles")));
            }
            var shared = types.get("sharedStrings");
            texts = new SharedTexts(shared == null ? null : part(shared));
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    /// The names of the sheets, in their order. Those that no spreadsheet ever shows are left out.
    List<String> sheets() {
        return List.copyOf(sheets.keySet());
    }

    /// @param name of a sheet
    PartReader sheet(String name) throws IOException {
        return part(sheets.get(name));
    }

    SharedTexts texts() {
        return texts;
    }

    /// How numbers of a style are shown.
    ///
    /// @param style the index a cell names; null in a cell without
    ShownNumber format(@Nullable String style) {
        int index = style == null ? 0 : WorkbookRows.whole(style);
        return index < styles.size() ? styles.get(index) : PLAIN;
    }

    private void readRelationships(Map<String, String> targets, Map<String, String> types) throws IOException {
        try (var reader = part(RELATIONSHIPS)) {
            while (reader.advance()) {
                var id = reader.begins("Relationship") ? reader.attribute("Id") : null;
                var target = id == null ? null : reader.attribute("Target");
                if (id != null && target != null && !"External".equals(reader.attribute("TargetMode"))) {
                    var place = place(target);
                    targets.put(id, place);
                    var type = reader.attribute("Type");
                    if (type != null) {
                        types.put(type.substring(type.lastIndexOf('/') + 1), place);
                    }
                }
            }
        }
    }

    /// The entry a relationship leads to: absolute, or from the folder of the workbook.
    private static String place(String target) {
        try {
            return new URI("/" + WORKBOOK)
                    .resolve(new URI(null, null, target.replace('\\', '/'), null))
                    .normalize()
                    .getPath()
                    .substring(1);
        } catch (URISyntaxException e) {
            throw new ImportRefused(Reason.FILE_IS_DAMAGED);
        }
    }

    private void readWorkbook(Map<String, String> targets) throws IOException {
        try (var reader = part(WORKBOOK)) {
            while (reader.advance()) {
                if (reader.begins("workbookPr")) {
                    from1904 = isTrue(reader.attribute("date1904"));
                } else if (reader.begins("sheet") && !"veryHidden".equals(reader.attribute("state"))) {
                    var name = reader.attribute("name");
                    var id = reader.relationship();
                    if (name == null || id == null) {
                        throw new ImportRefused(Reason.FILE_IS_DAMAGED);
                    }
                    sheets.putIfAbsent(name, targets.getOrDefault(id, ""));
                }
            }
        }
    }

    private void readStyles(PartReader styles) throws IOException {
        Map<Integer, String> patterns = new HashMap<>();
        boolean inFormats = false;
        boolean inCells = false;
        try (styles) {
            while (styles.advance()) {
                if (styles.begins("numFmts") || styles.ends("numFmts")) {
                    inFormats = !styles.ends("numFmts");
                } else if (styles.begins("cellXfs") || styles.ends("cellXfs")) {
                    inCells = !styles.ends("cellXfs");
                } else if (inFormats && styles.begins("numFmt")) {
                    var pattern = styles.attribute("formatCode");
                    if (pattern != null) {
                        patterns.put(WorkbookRows.whole(styles.attribute("numFmtId")), pattern);
                    }
                } else if (inCells && styles.begins("xf")) {
                    int id = WorkbookRows.whole(styles.attribute("numFmtId"));
                    this.styles.add(ShownNumber.of(id, patterns.get(id), from1904));
                }
            }
        }
    }

    private static boolean isTrue(@Nullable String value) {
        return "1".equals(value) || "true".equals(value) || "on".equals(value);
    }

    private PartReader part(@Nullable String name) throws IOException {
        return new PartReader(factory, content(name));
    }

    private InputStream content(@Nullable String name) throws IOException {
        // names of parts do not tell small letters from capitals (ECMA-376 part 2, 6.2.2.3)
        var entry = name == null
                ? null
                : zip.stream()
                        .filter(candidate -> candidate.getName().equalsIgnoreCase(name))
                        .findFirst()
                        .orElse(null);
        if (entry == null) {
            throw new ImportRefused(Reason.FILE_IS_DAMAGED);
        }
        return zip.getInputStream(entry);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
