/**
 * Endpoints from DNS, Consul, etcd and ZooKeeper, and services announced there. Consul and etcd are spoken to by their HTTP
 * interfaces, with the JDK's own client: their Java clients bring a second network stack with them.
 */
@NullMarked
package io.telpher.engines.discovery;

import org.jspecify.annotations.NullMarked;
