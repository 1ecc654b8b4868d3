package utskick.segment;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.web.util.UriComponentsBuilder;

/// A selection in the list, in words ready to print.
///
/// @param counted when it was counted last
public record SegmentRow(
        long id,
        String name,
        String description,
        String folder,
        String sentence,
        String owner,
        String count,
        String counted) {

    /// The small line under the name.
    public String under() {
        return Stream.of(folder, description).filter(it -> !it.isEmpty()).collect(Collectors.joining(" · "));
    }

    /// The list of what lies in a folder.
    public static String folderUrl(String folder) {
        return UriComponentsBuilder.fromPath("/segments")
                .queryParam("folder", "{folder}")
                .encode()
                .buildAndExpand(folder)
                .toUriString();
    }
}
