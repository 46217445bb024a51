/** The one place that puts the rooms together: what a configuration file says becomes listeners, routes and upstreams. */
@NullMarked
package io.telpher.app.graph;

import org.jspecify.annotations.NullMarked;
