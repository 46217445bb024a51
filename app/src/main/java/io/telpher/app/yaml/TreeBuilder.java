package io.telpher.app.yaml;

import io.telpher.core.config.Location;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Makes a tree of the parser's events. For one document, then thrown away. */
final class TreeBuilder {
    /** How deep mappings and lists may stand in each other. */
    static final int MAX_DEPTH = 50;
    /** How many nodes the tree may have when aliases are counted as what they stand for. */
    static final int MAX_NODES = 200_000;

    private static final String CORE_TAGS = "tag:yaml.org,2002:";
    private static final Set<String> TAGS = Set.of("str", "int", "float", "bool", "null", "map", "seq");
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

    /** A node that an alias can stand for, and how many nodes it is. */
    private record Anchored(Node node, int size, int height) {}

    private final String file;
    private final Iterator<Event> events;
    private final Problems problems;
    private final Map<Anchor, Anchored> anchors = new HashMap<>();
    private Location reached;
    private int nodes;
    private int height;

    TreeBuilder(String file, Iterator<Event> events, Problems problems) {
        this.file = file;
        this.events = events;
        this.problems = problems;
        this.reached = new Location(file, 1, 1);
    }

    /** Where the last thing ended that could be read. */
    Location reached() {
        return reached;
    }

    private Event next() {
        Event event = events.next();
        reached = location(file, event.getEndMark());
        return event;
    }

    /** A limit was passed: reading further would cost too much. */
    static final class Limit extends RuntimeException {
        final transient Location where;
        final transient String problem;

        Limit(Location where, String problem) {
            super(problem, null, false, false);
            this.where = where;
            this.problem = problem;
        }
    }

    Node document() {
        Node root = new Node.Empty(new Location(file, 1, 1));
        boolean seen = false;
        while (events.hasNext()) {
            Event event = next();
            if (!(event instanceof DocumentStartEvent)) {
                continue;
            }
            if (seen) {
                problems.error(where(event), "a second document (\"---\"), expected one document only");
                break;
            }
            seen = true;
            root = node(next(), 1, problems);
        }
        return root;
    }

    /** The node that begins with this event. Afterwards {@link #height} says how many levels it has. */
    private Node node(Event event, int depth, Problems at) {
        Location where = where(event);
        if (event instanceof AliasEvent alias) {
            return aliased(alias, where, depth, at);
        }
        int before = nodes;
        count(1, depth, where);
        Node node = switch (event) {
            case ScalarEvent scalar -> {
                height = 1;
                yield scalar(scalar, where, at);
            }
            case CollectionStartEvent start -> {
                tag(start.getTag(), where, at);
                yield start.getEventId() == Event.ID.MappingStart
                        ? mapping(where, depth, at)
                        : sequence(where, depth, at);
            }
            default -> throw new Limit(where, "unexpected " + event.getEventId());
        };
        Anchored anchored = new Anchored(node, nodes - before, height);
        ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, anchored));
        return node;
    }

    private Node aliased(AliasEvent alias, Location where, int depth, Problems at) {
        Anchored target = anchors.get(alias.getAlias());
        if (target == null) {
            at.error(
                    where,
                    "alias *" + alias.getAlias() + " before its anchor, expected &" + alias.getAlias() + " above");
            height = 1;
            return new Node.Empty(where);
        }
        count(target.size, depth + target.height - 1, where);
        height = target.height;
        return target.node;
    }

    private void count(int more, int depth, Location where) {
        nodes += more;
        if (nodes > MAX_NODES) {
            throw new Limit(where, "more than " + MAX_NODES + " values, aliases counted as what they stand for");
        }
        if (depth > MAX_DEPTH) {
            throw new Limit(where, "more than " + MAX_DEPTH + " levels of lists and mappings in each other");
        }
    }

    private Node scalar(ScalarEvent scalar, Location where, Problems at) {
        tag(scalar.getTag(), where, at);
        return scalar.isPlain() && NULLS.contains(scalar.getValue())
                ? new Node.Empty(where)
                : new Node.Scalar(where, scalar.getValue());
    }

    private Node sequence(Location where, int depth, Problems at) {
        List<Node> items = new ArrayList<>();
        int highest = 0;
        for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
            items.add(node(event, depth + 1, at.at("[" + items.size() + "]")));
            highest = Math.max(highest, height);
        }
        height = highest + 1;
        return new Node.Items(where, List.copyOf(items));
    }

    private Node mapping(Location where, int depth, Problems at) {
        List<Node.Entry> entries = new ArrayList<>();
        Map<String, Location> known = new HashMap<>();
        int highest = 0;
        for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
            Location here = where(event);
            String key = key(event, depth, at);
            Node value = node(next(), depth + 1, key == null ? at : at.at(key));
            highest = Math.max(highest, height);
            Location first = key == null ? null : known.putIfAbsent(key, here);
            if (first != null) {
                at.at(String.valueOf(key)).error(here, "duplicate key, first on line " + first.line());
            } else if (key != null) {
                entries.add(new Node.Entry(here, key, value));
            }
        }
        height = highest + 1;
        return new Node.Entries(where, List.copyOf(entries));
    }

    private @Nullable String key(Event event, int depth, Problems at) {
        Node key = node(event, depth + 1, at);
        if (!(key instanceof Node.Scalar scalar)) {
            at.error(where(event), "found " + key.describe() + " as a key, expected a word");
            return null;
        }
        if (scalar.text().equals("<<") && event instanceof ScalarEvent written && written.isPlain()) {
            at.error(where(event), "merge keys are not part of YAML 1.2; use an alias for the whole value");
            return null;
        }
        return scalar.text();
    }

    private void tag(Optional<String> tag, Location where, Problems at) {
        if (tag.isEmpty() || tag.get().equals("!")) {
            return;
        }
        String name = tag.get();
        if (!name.startsWith(CORE_TAGS) || !TAGS.contains(name.substring(CORE_TAGS.length()))) {
            at.error(where, "unknown tag " + name + ", expected a plain value");
        }
    }

    private Location where(Event event) {
        return location(file, event.getStartMark());
    }

    static Location location(String file, Optional<Mark> mark) {
        return new Location(
                file,
                mark.map(Mark::getLine).orElse(0) + 1,
                mark.map(Mark::getColumn).orElse(0) + 1);
    }
}
