package io.telpher.app.reload;

/**
 * A part of a new configuration that is made but does not act yet. Everything that can fail has been done. It is taken with
 * all the others, or undone as if it had never been.
 */
public interface Ready {
    /** Nothing changes. */
    Ready NOTHING = new Ready() {
        @Override
        public void take() {}

        @Override
        public void undo() {}
    };

    /** Acts from now on, and lets go of what it replaces. Cannot fail. */
    void take();

    /** Is given up. Cannot fail. */
    void undo();
}
