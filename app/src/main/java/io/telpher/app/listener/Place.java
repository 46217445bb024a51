package io.telpher.app.listener;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a listener stands, whatever its settings are: its identity across configurations.
 *
 * @param address as it is configured
 * @param datagrams true for UDP, whose ports are not those of TCP
 * @param number tells those of the same address apart, which are many only if the port is 0
 */
public record Place(InetSocketAddress address, boolean datagrams, int number) {

    /** Each listener at its place, in the order of the file. */
    public static Map<Place, ListenerConfig> of(List<ListenerConfig> listeners) {
        Map<Place, ListenerConfig> all = new LinkedHashMap<>();
        Map<Place, Integer> numbers = new HashMap<>();
        for (ListenerConfig config : listeners) {
            Place first = new Place(config.address(), config.datagrams(), 1);
            int number = numbers.merge(first, 1, Integer::sum);
            all.put(new Place(config.address(), config.datagrams(), number), config);
        }
        return all;
    }
}
