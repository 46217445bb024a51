/**
 * The admin port: health, readiness, metrics, configuration and a page for people. Handlers only: somebody else serves them,
 * on loopback.
 */
@NullMarked
package io.telpher.app.admin;

import org.jspecify.annotations.NullMarked;
