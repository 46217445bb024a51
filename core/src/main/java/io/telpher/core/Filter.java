package io.telpher.core;

/**
 * What wraps a {@link Service}: it may answer itself, change the request or the reply, or call {@code next} more than once.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
@FunctionalInterface
public interface Filter<Q, R> {

    /** Answers the request, usually by way of {@code next}. */
    R call(Q request, Service<Q, R> next) throws Exception;

    /** This filter around {@code service}. */
    default Service<Q, R> then(Service<Q, R> service) {
        return request -> call(request, service);
    }

    /** This filter around {@code inner}, itself around whatever comes next. */
    default Filter<Q, R> then(Filter<Q, R> inner) {
        return (request, next) -> call(request, inner.then(next));
    }
}
