package io.telpher.gateway.files;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The content type of a file by the end of its name. */
final class ContentTypes {
    private static final String OTHER = "application/octet-stream";
    private static final Map<String, String> BY_EXTENSION = new HashMap<>();

    static {
        String text = """
                html htm = text/html; charset=utf-8
                css = text/css; charset=utf-8
                js mjs = text/javascript; charset=utf-8
                txt log = text/plain; charset=utf-8
                md = text/markdown; charset=utf-8
                csv = text/csv; charset=utf-8
                xml = application/xml
                json map = application/json
                webmanifest = application/manifest+json
                yaml yml = application/yaml
                pdf = application/pdf
                wasm = application/wasm
                zip = application/zip
                gz = application/gzip
                tar = application/x-tar
                svg = image/svg+xml
                png = image/png
                jpg jpeg = image/jpeg
                gif = image/gif
                webp = image/webp
                avif = image/avif
                ico = image/vnd.microsoft.icon
                woff = font/woff
                woff2 = font/woff2
                ttf = font/ttf
                otf = font/otf
                mp3 = audio/mpeg
                ogg = audio/ogg
                wav = audio/wav
                mp4 = video/mp4
                m4s = video/iso.segment
                webm = video/webm
                ts = video/mp2t
                m3u8 = application/vnd.apple.mpegurl
                mpd = application/dash+xml
                """;
        for (String line : text.lines().toList()) {
            int equals = line.indexOf(" = ");
            for (String extension : line.substring(0, equals).split(" ", -1)) {
                BY_EXTENSION.put(extension, line.substring(equals + 3));
            }
        }
    }

    private ContentTypes() {}

    static String of(String name) {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return BY_EXTENSION.getOrDefault(extension, OTHER);
    }
}
