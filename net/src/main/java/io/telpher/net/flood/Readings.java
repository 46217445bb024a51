package io.telpher.net.flood;

/**
 * How much is in use, as shares of the most there may be; below 0 where it is not known.
 *
 * @param heapLive of the old generation, after its last collection
 * @param heapUsed of the old generation now, garbage included
 * @param collections how often the old generation was collected
 * @param direct of direct memory, by buffers that somebody holds
 * @param descriptors of file descriptors
 */
public record Readings(double heapLive, double heapUsed, long collections, double direct, double descriptors) {
    double share(Resource resource) {
        return switch (resource) {
            case HEAP -> heapLive;
            case DIRECT -> direct;
            case DESCRIPTORS -> descriptors;
        };
    }
}
