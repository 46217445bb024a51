package io.telpher.app.graph;

import java.net.InetSocketAddress;

/**
 * Where a listener stands, whatever its settings are: its identity across configurations.
 *
 * @param address as it is configured
 * @param number tells those of the same address apart, which are many only if the port is 0
 */
record Place(InetSocketAddress address, int number) {}
