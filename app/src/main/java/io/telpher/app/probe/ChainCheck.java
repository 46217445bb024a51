package io.telpher.app.probe;

/**
 * One of the six checks of a certificate chain.
 *
 * @param name which one
 * @param detail what was found
 */
record ChainCheck(String name, boolean passed, String detail) {}
