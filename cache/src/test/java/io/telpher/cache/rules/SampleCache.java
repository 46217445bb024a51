package io.telpher.cache.rules;

import io.telpher.cache.key.KeyRules;
import io.telpher.cache.rules.Decision.Answer;
import io.telpher.cache.rules.Decision.Complete;
import io.telpher.cache.rules.Decision.Forward;
import io.telpher.cache.rules.Decision.Validate;
import io.telpher.cache.rules.Outcome.Change;
import io.telpher.http.ContentRange;
import io.telpher.http.EntityTags;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpDate;
import io.telpher.http.HttpRequest;
import io.telpher.http.Method;
import io.telpher.http.MultipartRanges;
import io.telpher.http.Ranges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cache made of the rules and a map, with an origin behind it that answers conditions and ranges as it should. Its time is
 * told. It shows in which order the rules are asked.
 */
final class SampleCache {
    static final long START_MILLIS = 1_767_225_600_000L;

    record Entry(StoredMeta meta, Fields fields, String content) implements Stored {}

    /** What a client got; {@code hit} if nobody was asked before it got it. */
    record Got(int status, Fields fields, String content, boolean hit, String cacheStatus) {
        @Nullable
        String field(String name) {
            return fields.joined(FieldName.of(name));
        }
    }

    final List<HttpRequest> asked = new ArrayList<>();
    final Map<String, List<Entry>> stored = new HashMap<>();
    KeyRules keys = KeyRules.PLAIN;
    long nowMillis = START_MILLIS;
    long delayMillis;
    boolean away;
    private CachePolicy policy = CachePolicy.DEFAULT;
    private int status = 200;
    private String content = "content";
    private Fields fields = Fields.EMPTY;

    SampleCache policy(CachePolicy other) {
        policy = other;
        return this;
    }

    /** From now on the origin answers so. The date is added. */
    SampleCache origin(int otherStatus, String otherContent, String... otherFields) {
        status = otherStatus;
        content = otherContent;
        fields = Sample.fields(otherFields);
        return this;
    }

    SampleCache origin(String... otherFields) {
        return origin(200, "content", otherFields);
    }

    SampleCache after(double seconds) {
        nowMillis += (long) (seconds * 1_000);
        return this;
    }

    HttpRequest lastAsked() {
        return asked.getLast();
    }

    Got get(String path, String... requestFields) {
        return call(Sample.get(path, requestFields));
    }

    Got call(HttpRequest request) {
        List<Entry> entries = stored.computeIfAbsent(key(request), key -> new ArrayList<>());
        Decision<Entry> decision = new Deciding(policy).decide(nowMillis, request, List.copyOf(entries));
        return switch (decision) {
            case Answer<Entry> answer -> {
                if (answer.behind() != null) {
                    validate(request.withFields(answer.behind().fields()), answer.behind(), entries);
                }
                yield got(request, answer, CacheStatus.hit("test", answer).text(), true);
            }
            case Validate<Entry> validate -> validate(request, validate, entries);
            case Complete<Entry> complete -> complete(request, complete, entries);
            case Forward<Entry> forward -> forward(request, forward.reason(), entries);
            case Decision.Unavailable<Entry> none -> new Got(504, Fields.EMPTY, "", true, "");
        };
    }

    private String key(HttpRequest request) {
        return request.method().equals(Method.QUERY)
                ? keys.queryKey(request, content(request).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .text()
                : keys.key(request).text();
    }

    private static String content(HttpRequest request) {
        try {
            return new String(request.body().readAll(1_000), java.nio.charset.StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private Got validate(HttpRequest request, Validate<Entry> validate, List<Entry> entries) {
        Updating updating = new Updating(policy);
        Outcome<Entry> outcome;
        Came came = null;
        if (away) {
            asked.add(request.withFields(validate.fields()));
            outcome = updating.failed(nowMillis, request, validate);
            if (outcome == null) {
                return new Got(502, Fields.EMPTY, "", false, "");
            }
        } else {
            came = ask(request.withFields(validate.fields()));
            outcome = updating.validated(nowMillis, request, validate, List.copyOf(entries), came.reply());
        }
        return outcome(request, outcome, validate.reason(), entries, came);
    }

    private Got complete(HttpRequest request, Complete<Entry> complete, List<Entry> entries) {
        Came came = ask(request.withFields(complete.fields()));
        return outcome(
                request,
                new Updating(policy).completed(request, complete, List.copyOf(entries), came.reply()),
                Decision.Reason.PARTIAL,
                entries,
                came);
    }

    private Got forward(HttpRequest request, Decision.Reason reason, List<Entry> entries) {
        if (away) {
            return new Got(502, Fields.EMPTY, "", false, "");
        }
        Came came = ask(keys.sent(request));
        if (request.method().equals(Method.HEAD)) {
            new Updating(policy)
                    .head(request, List.copyOf(entries), came.reply())
                    .forEach(each -> change(each, entries));
        }
        Invalidation wrong = Invalidation.of(
                keys, request, came.reply().status(), came.reply().fields());
        wrong.uris().forEach(uri -> stored.keySet().removeIf(key -> key.split("\n", -1)[0].equals(uri)));
        List<Entry> now = stored.computeIfAbsent(key(request), key -> new ArrayList<>());
        return outcome(
                request, new Updating(policy).forwarded(request, List.copyOf(now), came.reply()), reason, now, came);
    }

    private Got outcome(
            HttpRequest request,
            Outcome<Entry> outcome,
            Decision.Reason reason,
            List<Entry> entries,
            @Nullable Came came) {
        return switch (outcome) {
            case Outcome.Use<Entry> use -> {
                use.changes().forEach(change -> change(change, entries));
                Entry entry = new Entry(use.meta(), use.fields(), use.stored().content());
                Content what = Deciding.content(request, use.meta());
                yield what == null
                        ? forward(request, Decision.Reason.PARTIAL, entries)
                        : got(
                                request,
                                new Answer<>(entry, what, use.meta().ageMillis(nowMillis), false, null),
                                CacheStatus.forwarded("test", reason, 304, null).text(),
                                false);
            }
            case Outcome.ServeStale<Entry> stale ->
                got(
                        request,
                        stale.answer(),
                        CacheStatus.hit("test", stale.answer()).text(),
                        false);
            case Outcome.Pass<Entry> pass -> {
                entries.removeAll(pass.gone());
                if (pass.storable() instanceof Storable.Store store) {
                    entries.add(new Entry(
                            store.meta().complete()
                                    ? store.meta().ended(came.content().length())
                                    : store.meta(),
                            store.fields(),
                            padded(store.meta(), came)));
                }
                yield new Got(
                        came.reply().status(),
                        came.reply().fields(),
                        came.content(),
                        false,
                        CacheStatus.forwarded("test", reason, 0, pass.storable())
                                .text());
            }
            case Outcome.Join<Entry> join -> {
                String old = join.stored().content();
                String joined = old.substring(0, (int) join.place().first())
                        + came.content()
                        + old.substring((int) join.place().last() + 1);
                entries.remove(join.stored());
                Storable.Store now = join.now();
                Entry entry = new Entry(now.meta(), now.fields(), joined);
                entries.add(entry);
                yield join.content() != null
                        ? got(request, new Answer<>(entry, join.content(), 0, false, null), "", false)
                        : new Got(206, came.reply().fields(), came.content(), false, "");
            }
            case Outcome.Again<Entry> again -> forward(request, reason, entries);
        };
    }

    /** A part at its place, holes being dots. */
    private static String padded(StoredMeta meta, Came came) {
        if (came.reply().status() != 206) {
            return came.content();
        }
        ContentRange part = ContentRange.parse(came.reply().fields().value(FieldName.CONTENT_RANGE));
        return ".".repeat((int) part.first()) + came.content() + ".".repeat((int) (meta.size() - part.last() - 1));
    }

    private static void change(Change<Entry> change, List<Entry> entries) {
        entries.remove(change.stored());
        if (change.now() != null) {
            entries.add(new Entry(
                    change.now().meta(), change.now().fields(), change.stored().content()));
        }
    }

    private static Got got(HttpRequest request, Answer<Entry> answer, String cacheStatus, boolean hit) {
        StoredMeta meta = answer.stored().meta();
        List<Ranges.Range> ranges =
                answer.content() instanceof Content.Parts(List<Ranges.Range> parts) ? parts : List.of();
        MultipartRanges several =
                ranges.size() > 1 ? new MultipartRanges("text/plain", meta.size(), ranges, "b") : null;
        StringBuilder content = new StringBuilder();
        for (Ranges.Range range : ranges) {
            content.append(answer.stored().content(), (int) range.first(), (int) range.last() + 1);
        }
        if (answer.content() instanceof Content.Whole) {
            content.append(answer.stored().content());
        }
        return new Got(
                Heads.status(meta, answer.content()),
                Heads.fields(meta, answer.stored().fields(), answer.content(), answer.ageMillis(), several),
                request.method().equals(Method.HEAD) ? "" : content.toString(),
                hit,
                cacheStatus);
    }

    private record Came(Reply reply, String content) {}

    private Came ask(HttpRequest request) {
        asked.add(request);
        long sent = nowMillis;
        nowMillis += delayMillis;
        Fields now = fields.contains(FieldName.DATE)
                ? fields
                : fields.with(FieldName.DATE, HttpDate.text(nowMillis / 1_000));
        String tag = now.value(FieldName.ETAG);
        String modified = now.value(FieldName.LAST_MODIFIED);
        String ifNoneMatch = request.fields().value(FieldName.IF_NONE_MATCH);
        boolean same = ifNoneMatch != null
                ? EntityTags.names(ifNoneMatch, tag, true)
                : modified != null && modified.equals(request.fields().value(FieldName.IF_MODIFIED_SINCE));
        int as = same && status == 200 ? 304 : status;
        String ifRange = request.fields().value(FieldName.IF_RANGE);
        String range = request.fields().value(FieldName.RANGE);
        if (as == 200 && range != null && (ifRange == null || ifRange.equals(tag))) {
            Ranges.Range part =
                    ((Ranges.Some) Ranges.of(range, content.length())).parts().getFirst();
            String cut = content.substring((int) part.first(), (int) part.last() + 1);
            Fields partly = now.edit()
                    .add(Field.of(FieldName.CONTENT_RANGE, ContentRange.text(part, content.length())))
                    .done();
            return new Came(new Reply(206, partly, cut.length(), sent, nowMillis), cut);
        }
        boolean none = as == 304 || request.method().equals(Method.HEAD);
        return new Came(new Reply(as, now, none ? 0 : content.length(), sent, nowMillis), none ? "" : content);
    }
}
