package io.telpher.gateway.proxy;

import io.telpher.core.Service;
import io.telpher.core.config.Networks;
import io.telpher.http.ClientCertificate;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.FieldNames;
import io.telpher.http.Fields;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Peer;
import io.telpher.http.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands outermost on every route: cleans a request of whatever ends at this hop and of what its sender may not
 * claim, finds out who the client is, and writes {@code X-Forwarded-*}, {@code Forwarded}, {@code X-Real-IP} and
 * {@code Via}, and {@code Client-Cert} where a client proved who it is. Everything further in reads fields that can be believed.
 *
 * <p>A client's own forwarding fields are replaced; a trusted proxy's are kept and ours appended. A request that has
 * passed a Telpher {@link #PASSAGES_MAX} times goes in a circle and is answered 508.
 */
public final class Forwarding implements HttpFilter {
    /** How often a request may pass a Telpher, by its {@code Via}. */
    public static final int PASSAGES_MAX = 10;

    private static final FieldName[] CLAIMS = {
        FieldName.FORWARDED,
        FieldName.X_FORWARDED_FOR,
        FieldName.X_FORWARDED_HOST,
        FieldName.X_FORWARDED_PORT,
        FieldName.X_FORWARDED_PROTO,
        FieldName.X_REAL_IP,
        FieldName.of("x-forwarded-by"),
        FieldName.of("x-forwarded-client-cert"),
        FieldName.of("x-forwarded-path"),
        FieldName.of("x-forwarded-prefix"),
        FieldName.of("x-forwarded-scheme"),
        FieldName.of("x-forwarded-server"),
        FieldName.of("x-forwarded-ssl"),
        FieldName.of("x-forwarded-tls-client-cert"),
        FieldName.of("x-forwarded-uri"),
        FieldName.of("x-client-ip"),
        FieldName.of("x-cluster-client-ip"),
        FieldName.of("x-original-forwarded-for"),
        FieldName.of("x-original-host"),
        FieldName.of("x-original-url"),
        FieldName.of("x-rewrite-url"),
        FieldName.of("client-cert"),
        FieldName.of("client-cert-chain"),
        FieldName.of("client-ip"),
        FieldName.of("true-client-ip"),
        FieldName.of("cf-connecting-ip"),
        FieldName.of("fastly-client-ip"),
    };
    private static final FieldNames FROM_CLIENT = HopByHop.requestAnd(CLAIMS);
    private static final FieldNames FROM_TRUSTED = HopByHop.requestAnd();

    private final Networks trusted;
    private final ForwardedFields fields = new ForwardedFields();

    /** Believes the forwarding fields of these. */
    public Forwarding(Networks trusted) {
        this.trusted = trusted;
    }

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        String via = request.fields().contains(FieldName.VIA) ? request.fields().joined(FieldName.VIA) : null;
        if (via != null && ForwardedFields.passages(via) >= PASSAGES_MAX) {
            request.body().discard();
            return Problem.of(508, "proxy_loop_detected", "The request goes in a circle.");
        }
        if (Passages.counts(request)) {
            HttpResponse answer = Passages.last(request);
            return answer != null ? answer : forward(Passages.oneLess(request), next);
        }
        return forward(request, next);
    }

    private HttpResponse forward(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        return next.call(trusts(request) ? fromTrusted(request) : fromClient(request));
    }

    /** Finds out who the client is, for those who must know before the request has a thread. */
    public void identify(HttpRequest head) {
        if (trusts(head)) {
            head.exchange().client(client(head.peer().address(), head.fields()));
        }
    }

    private String client(String peer, Fields received) {
        String list = received.joined(FieldName.X_FORWARDED_FOR);
        String forwarded = list != null ? null : received.joined(FieldName.FORWARDED);
        List<String> nodes = list != null
                ? ForwardedChain.members(list)
                : forwarded != null ? ForwardedChain.nodes(forwarded) : List.of();
        return ForwardedChain.client(peer, nodes, trusted);
    }

    /** True if the forwarding fields of whoever sent this are believed. */
    public boolean trusts(HttpRequest request) {
        return !trusted.isEmpty() && trusted.contains(request.peer().remote().getAddress());
    }

    /** The scheme by which the client came: what a trusted proxy says of it, else that of the connection. */
    public String scheme(HttpRequest head) {
        return trusts(head) ? scheme(head.fields(), head.scheme()) : head.scheme();
    }

    private HttpRequest fromClient(HttpRequest request) {
        Field[] ours = fields.of(request.peer().address(), request.authority(), request.scheme());
        Fields.Editor editor = request.fields().edit(ours.length + 1).removeAll(FROM_CLIENT);
        for (Field field : ours) {
            editor.add(field);
        }
        Peer.Tls tls = request.peer().tls();
        ClientCertificate certificate = tls == null ? null : tls.client();
        if (certificate != null) {
            certificate.forwarded().forEach(editor::add);
        }
        return request.withFields(
                editor.add(ForwardedFields.via(request.version())).done());
    }

    /** Rarer than the other and needs the values: made of strings. */
    private HttpRequest fromTrusted(HttpRequest request) {
        Fields received = request.fields();
        String peer = request.peer().address();
        String list = received.joined(FieldName.X_FORWARDED_FOR);
        String forwarded = received.joined(FieldName.FORWARDED);
        String client = client(peer, received);
        request.exchange().client(client);

        Fields.Editor editor = received.edit();
        editor.removeAll(FROM_TRUSTED);
        String scheme = scheme(received, request.scheme());
        editor.set(FieldName.X_FORWARDED_FOR, list != null ? list + ", " + peer : chain(client, peer));
        editor.set(FieldName.X_REAL_IP, client);
        editor.set(FieldName.X_FORWARDED_PROTO, scheme);
        keepOrSet(editor, received, FieldName.X_FORWARDED_HOST, request.authority());
        keepOrSet(editor, received, FieldName.X_FORWARDED_PORT, ForwardedFields.port(request.authority(), scheme));
        forwarded(editor, forwarded, list, ForwardedFields.element(peer, request.authority(), request.scheme()));
        editor.add(ForwardedFields.via(request.version()));
        return withScheme(request, scheme, editor.done());
    }

    /** A proxy that speaks only X-Forwarded-For has its list there; half a list in Forwarded would contradict it. */
    private static void forwarded(
            Fields.Editor editor, @Nullable String forwarded, @Nullable String list, String element) {
        if (forwarded != null) {
            editor.set(FieldName.FORWARDED, forwarded + ", " + element);
        } else if (list == null) {
            editor.set(FieldName.FORWARDED, element);
        }
    }

    private static String chain(String client, String peer) {
        return client.equals(peer) ? peer : client + ", " + peer;
    }

    private static void keepOrSet(Fields.Editor editor, Fields received, FieldName name, String value) {
        if (!received.contains(name) && !value.isEmpty()) {
            editor.add(name, value);
        }
    }

    private String scheme(Fields received, String own) {
        String claimed = received.value(FieldName.X_FORWARDED_PROTO);
        String forwarded = claimed != null ? null : received.joined(FieldName.FORWARDED);
        if (forwarded != null) {
            claimed = ForwardedChain.scheme(forwarded, trusted);
        }
        return claimed != null && (claimed.equals("https") || claimed.equals("http")) ? claimed : own;
    }

    private static HttpRequest withScheme(HttpRequest request, String scheme, Fields fields) {
        return new HttpRequest(
                request.method(),
                scheme,
                request.authority(),
                request.path(),
                request.query(),
                request.version(),
                fields,
                request.body(),
                request.exchange());
    }
}
