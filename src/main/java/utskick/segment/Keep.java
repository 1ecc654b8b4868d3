package utskick.segment;

import java.util.List;
import java.util.Map;

/// What a page offers for keeping a selection, with what is filled in.
///
/// @param folders that there are; another one may be typed
/// @param owners the people it can belong to, names by login
public record Keep(String folder, String owner, List<String> folders, Map<String, String> owners) {}
