package io.telpher.cache.filter;

import io.telpher.core.SharedStore;
import io.telpher.resilience.coalesce.AcrossNodes;
import java.util.function.Supplier;

/**
 * By what nodes fetch together.
 *
 * @param store what they share
 * @param name tells what is fetched here from what others of that store fetch
 * @param ids gives an id that nobody has had, for each fetch
 * @param events what is told of the store's part
 */
public record Nodes(SharedStore store, String name, Supplier<String> ids, AcrossNodes.StoreEvents events) {}
