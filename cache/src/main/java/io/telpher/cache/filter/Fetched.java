package io.telpher.cache.filter;

import io.telpher.cache.filter.CacheEvents.Result;
import io.telpher.cache.filter.growth.Growth;
import io.telpher.cache.rules.CacheStatus;
import io.telpher.cache.rules.Decision;
import io.telpher.cache.rules.Decision.Answer;
import io.telpher.cache.rules.Decision.Reason;
import io.telpher.cache.rules.Heads;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Entry;
import io.telpher.http.Body;
import io.telpher.http.FieldName;
import io.telpher.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** What came of asking an origin. Whoever gets one answers by it, or {@linkplain #discard discards} it. */
sealed interface Fetched {

    /** It is not wanted. */
    void discard();

    /** The same, fetched by another, who may have done so a while ago: who asks is told. */
    default Fetched collapsed(long nowMillis) {
        return this;
    }

    /** What brings in content that others share, and holds it; it is to be run. Nothing to do if somebody does so already. */
    default Runnable content() {
        return () -> {};
    }

    /**
     * A finished response to the one who got this.
     *
     * @param meta of what it is made of
     */
    record Ready(HttpResponse response, StoredMeta meta, Result result) implements Fetched {
        @Override
        public void discard() {
            response.body().discard();
        }
    }

    /** Nothing for the one who got this: he asks again, since now it is known what tells requests apart, or by himself. */
    record Nothing(boolean again) implements Fetched {
        @Override
        public void discard() {}
    }

    /**
     * An answer for the one alone who asked.
     *
     * @param who asked
     */
    record Own(Object who, HttpResponse response, Result result) implements Fetched {
        @Override
        public void discard() {
            response.body().discard();
        }
    }

    /**
     * An answer for all whom the entry answers.
     *
     * @param entry held
     * @param who asked
     * @param own the head of the answer to who asked, as its origin sent it; null if it is made of the entry, as that of others
     * @param answer what answers who asked, if its head is made of the entry
     * @param told what became of the request, for {@code Cache-Status}
     */
    record Shared(
            Entry entry,
            Object who,
            @Nullable HttpResponse own,
            @Nullable Answer<Entry> answer,
            CacheStatus told,
            Result result)
            implements Fetched {

        @Override
        public Fetched collapsed(long nowMillis) {
            HttpResponse head = own;
            String age = Heads.age(entry.meta().ageMillis(nowMillis));
            HttpResponse other =
                    head == null ? null : head.withFields(head.fields().with(FieldName.AGE, age));
            return new Shared(entry, who, other, answer, told.withCollapsed(), Result.JOINED);
        }

        /** For the one who asked. */
        Ready own(Asked asked) {
            HttpResponse head = own;
            if (head != null) {
                return ready(head, entry.content());
            }
            Answer<Entry> mine = answer;
            if (mine == null) {
                throw new IllegalStateException("neither a head nor an answer");
            }
            return new Ready(
                    Answers.of(asked.request(), mine, told), mine.stored().meta(), result);
        }

        /** The origin's answer with this content. */
        Ready ready(HttpResponse head, Body content) {
            HttpResponse response = new HttpResponse(head.status(), told.addTo(head.fields()), content, head.end());
            return new Ready(response, entry.meta(), result);
        }

        /** For somebody else. */
        Fetched copy(Asked asked, Decision<Entry> decision) {
            return switch (decision) {
                case Answer<Entry> theirs
                when !theirs.stale() ->
                    new Ready(
                            Answers.of(asked.request(), theirs, told.withCollapsed()),
                            theirs.stored().meta(),
                            Result.JOINED);
                case Decision.Forward<Entry> forward -> new Nothing(forward.reason() == Reason.VARY_MISS);
                default -> new Nothing(false);
            };
        }

        @Override
        public Runnable content() {
            return entry instanceof Growth growth && growth.starts() ? growth : Fetched.super.content();
        }

        @Override
        public void discard() {
            entry.letGo();
        }
    }
}
