/** YAML 1.2 as configuration nodes that know where they stand. The only place that knows YAML. */
@NullMarked
package io.telpher.app.yaml;

import org.jspecify.annotations.NullMarked;
