package io.telpher.core.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A shape with several forms: reads the first that fits; if none does, tells the mistakes of the one that fits best. */
final class AnyOf<T> implements Shape<T> {
    private final List<Shape<? extends T>> forms;

    AnyOf(List<Shape<? extends T>> forms) {
        this.forms = forms;
    }

    /** A form that did not fit: how many keys of the node it knows, and what is wrong. */
    private record Misfit(Schema schema, int known, Problems problems) {}

    private static final Comparator<Misfit> BEST_FIRST = Comparator.comparingInt((Misfit m) -> -m.known)
            .thenComparingInt(m -> m.problems.all().size());

    @Override
    public @Nullable T read(Node node, Problems problems) {
        List<Misfit> misfits = new ArrayList<>();
        for (Shape<? extends T> form : forms) {
            if (!suits(form.schema(), node)) {
                continue;
            }
            Problems own = problems.apart();
            T value = form.read(node, own);
            if (value != null && !own.hasErrors()) {
                problems.addAll(own);
                return value;
            }
            misfits.add(new Misfit(form.schema(), known(form.schema(), node), own));
        }
        report(node, misfits, problems);
        return null;
    }

    /** A single value gets told of every form; whoever began a list or a mapping wants to know what is wrong inside. */
    private void report(Node node, List<Misfit> misfits, Problems problems) {
        boolean inside = node instanceof Node.Items || node instanceof Node.Entries;
        if (misfits.isEmpty() || (misfits.size() > 1 && !inside)) {
            problems.error(node.location(), Shapes.found(node) + schema().expected());
            return;
        }
        Misfit best = misfits.stream().min(BEST_FIRST).orElseThrow();
        if (inside) {
            problems.addAll(best.problems);
            return;
        }
        String others = String.join(
                ", or ",
                forms.stream()
                        .map(Shape::schema)
                        .filter(schema -> !schema.equals(best.schema))
                        .map(Schema::expected)
                        .toList());
        for (Problem problem : best.problems.all()) {
            problems.error(problem.location(), problem.message() + (others.isEmpty() ? "" : ", or " + others));
        }
    }

    private static int known(Schema schema, Node node) {
        return switch (schema) {
            case Schema.Keys keys
            when node instanceof Node.Entries mapping ->
                (int) mapping.entries().stream()
                        .filter(entry -> keys.find(entry.key()) != null)
                        .count();
            case Schema.AnyOf any ->
                any.forms().stream().mapToInt(form -> known(form, node)).max().orElse(0);
            default -> 0;
        };
    }

    private static boolean suits(Schema schema, Node node) {
        return switch (schema) {
            case Schema.Value v -> node instanceof Node.Scalar;
            case Schema.Whole w -> node instanceof Node.Scalar;
            case Schema.Choice c -> node instanceof Node.Scalar;
            case Schema.ListOf l -> node instanceof Node.Items;
            case Schema.MapOf m -> node instanceof Node.Entries || node instanceof Node.Empty;
            case Schema.Keys k -> node instanceof Node.Entries || node instanceof Node.Empty;
            case Schema.AnyOf a -> a.forms().stream().anyMatch(form -> suits(form, node));
        };
    }

    @Override
    public Schema schema() {
        return new Schema.AnyOf(forms.stream().<Schema>map(Shape::schema).toList());
    }
}
