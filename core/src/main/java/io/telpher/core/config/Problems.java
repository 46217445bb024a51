package io.telpher.core.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Collects every mistake of a configuration, so that all are told at once. */
public final class Problems {
    private final List<Problem> all;
    private final String path;

    /** None yet. */
    public Problems() {
        this(new ArrayList<>(), "");
    }

    private Problems(List<Problem> all, String path) {
        this.all = all;
        this.path = path;
    }

    /** The same collection, one step further down: {@code at("web")} or {@code at("[0]")}. */
    public Problems at(String step) {
        return new Problems(all, path.isEmpty() || step.startsWith("[") ? path + step : path + "." + step);
    }

    /** An empty collection at the same place, for an attempt that may be given up. */
    Problems apart() {
        return new Problems(new ArrayList<>(), path);
    }

    /** Takes over what an attempt noted. */
    void addAll(Problems attempt) {
        all.addAll(attempt.all);
    }

    /** The way from the top to here. */
    public String path() {
        return path;
    }

    /** Notes a mistake. */
    public void error(Location where, String message) {
        all.add(new Problem(Problem.Severity.ERROR, where, path, message));
    }

    /** Notes what is probably a mistake. */
    public void warning(Location where, String message) {
        all.add(new Problem(Problem.Severity.WARNING, where, path, message));
    }

    /** True if anything stops us. */
    public boolean hasErrors() {
        return all.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR);
    }

    /** All of them, in the order in which they were found. */
    public List<Problem> all() {
        return Collections.unmodifiableList(all);
    }
}
