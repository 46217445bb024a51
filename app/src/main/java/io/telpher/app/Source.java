package io.telpher.app;

import io.telpher.core.config.Location;
import java.util.List;

/**
 * The text of a configuration file, for quoting.
 *
 * @param file its name as the user gave it
 * @param lines without their ends
 */
public record Source(String file, List<String> lines) {

    /** The line of a place, or an empty one. */
    public String line(Location where) {
        int index = where.line() - 1;
        return index >= 0 && index < lines.size() ? lines.get(index) : "";
    }
}
