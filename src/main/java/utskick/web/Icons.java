package utskick.web;

import java.util.Map;

/// The line icons of the screens, by name; drawn on a 24 by 24 grid.
public final class Icons {

    private static final Map<String, String> PATHS = Map.ofEntries(
            Map.entry("arrow", "M5 12h14M13 18l6-6M13 6l6 6"),
            Map.entry("back", "M15 6l-6 6 6 6"),
            Map.entry("barred", "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M5.7 5.7l12.6 12.6"),
            Map.entry(
                    "brand",
                    "M8 9h8M8 13h6M18 4a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3h-5l-5 3v-3H6a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3z"),
            Map.entry("check", "M5 12l5 5L20 7"),
            Map.entry("clock", "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M12 7v5l3 3"),
            Map.entry("close", "M18 6L6 18M6 6l12 12"),
            Map.entry("delivered", "M7 12l5 5L22 7M2 12l5 5M12 12l5-5"),
            Map.entry("download", "M4 17v2a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-2M7 11l5 5 5-5M12 4v12"),
            Map.entry("filter", "M4 6h16M7 12h10M10 18h4"),
            Map.entry("forward", "M9 6l6 6-6 6"),
            Map.entry(
                    "home",
                    "M5 12H3l9-9 9 9h-2v7a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2zM9 21v-6a2 2 0 0 1 2-2h2a2 2 0 0 1 2 2v6"),
            Map.entry(
                    "lock",
                    "M5 13a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2zM8 11V7a4 4 0 1 1 8 0v4"),
            Map.entry("mail", "M3 7a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zM3 7l9 6 9-6"),
            Map.entry("more", "M5 12h.01M12 12h.01M19 12h.01"),
            Map.entry("pause", "M8 5v14M16 5v14"),
            Map.entry(
                    "people",
                    "M5 7a4 4 0 1 0 8 0a4 4 0 1 0-8 0M3 21v-2a4 4 0 0 1 4-4h4a4 4 0 0 1 4 4v2M16 3.13a4 4 0 0 1 0 7.75M21 21v-2a4 4 0 0 0-3-3.85"),
            Map.entry("phone", "M6 5a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2zM11 4h2M12 17h.01"),
            Map.entry("play", "M7 4v16l13-8z"),
            Map.entry("plus", "M12 5v14M5 12h14"),
            Map.entry(
                    "question",
                    "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M12 17h.01M12 13.5a1.5 1.5 0 0 1 1-1.5a2.6 2.6 0 1 0-3-4"),
            Map.entry("retry", "M20 11A8.1 8.1 0 0 0 4.5 9M4 5v4h4M4 13a8.1 8.1 0 0 0 15.5 2M20 19v-4h-4"),
            Map.entry("search", "M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0M21 21l-6-6"),
            Map.entry("send", "M10 14L21 3M21 3l-6.5 18a.55.55 0 0 1-1 0L10 14l-7-3.5a.55.55 0 0 1 0-1L21 3"),
            Map.entry("trash", "M4 7h16M10 11v6M14 11v6M5 7l1 12a2 2 0 0 0 2 2h8a2 2 0 0 0 2-2l1-12M9 7V4h6v3"),
            Map.entry("up", "M12 5v14M18 11l-6-6-6 6"),
            Map.entry("upload", "M4 17v2a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-2M7 9l5-5 5 5M12 4v12"),
            Map.entry(
                    "warning",
                    "M12 9v4M12 16h.01M10.36 3.6L2.26 17.13a1.91 1.91 0 0 0 1.64 2.87h16.2a1.91 1.91 0 0 0 1.63-2.87L13.64 3.6a1.91 1.91 0 0 0-3.28 0z"));

    private Icons() {}

    /// @throws IllegalArgumentException when there is no such icon
    public static String path(String name) {
        var path = PATHS.get(name);
        if (path == null) {
            throw new IllegalArgumentException("no icon " + name);
        }
        return path;
    }
}
