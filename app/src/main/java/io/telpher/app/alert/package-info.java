/** Alerts: what becomes of endpoints, posted to a webhook. */
@NullMarked
package io.telpher.app.alert;

import org.jspecify.annotations.NullMarked;
