package io.telpher.balance.health;

import io.telpher.core.config.Shape;

/**
 * How the endpoints of an upstream leave and come back.
 *
 * @param outliers when one is ejected because of how it answers users
 * @param drain how long one without new work may finish
 * @param ramp how one comes back
 * @param panicPercent if fewer than this share serve, all are tried; at 0 that is when nobody does
 */
public record Degradation(OutlierConfig outliers, DrainConfig drain, RampConfig ramp, int panicPercent) {
    /** What stands behind {@code panic:}. */
    public static final Shape<Integer> PANIC = Percent.from(0, 100);

    /** What holds where the configuration says nothing. */
    public static final Degradation DEFAULT =
            new Degradation(OutlierConfig.DEFAULT, DrainConfig.DEFAULT, RampConfig.DEFAULT, 0);

    /** True if so few serve that a check which is wrong is likelier than that many endpoints are broken. */
    boolean panics(int serving, int endpoints) {
        return endpoints > 0 && (serving == 0 || (long) serving * 100 < (long) endpoints * panicPercent);
    }
}
