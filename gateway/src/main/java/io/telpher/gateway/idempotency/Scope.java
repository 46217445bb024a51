package io.telpher.gateway.idempotency;

import io.telpher.core.Json;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.http.ClientCertificate;
import io.telpher.http.Cookies;
import io.telpher.http.Exchange;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.Peer;
import io.telpher.http.Tokens;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whose key it is: the same one of another caller is another key. */
sealed interface Scope {
    FieldName AUTHORIZATION = FieldName.of("authorization");

    Shape<Scope> SHAPE = Shapes.parsed("caller, ip, route, header:NAME or cookie:NAME", Scope::parse);

    /** What tells callers apart. */
    String of(HttpRequest request);

    /** By who it was found to be, else by credentials, else by certificate, else by address. */
    record Caller() implements Scope {
        @Override
        public String of(HttpRequest request) {
            Exchange.Identity known = request.exchange().identity();
            if (known != null) {
                String user = known.claim("sub");
                return user == null
                        ? "proof " + known.proof()
                        : "user " + Json.compact(Arrays.asList(known.claim("iss"), user));
            }
            String credentials = request.fields().value(AUTHORIZATION);
            if (credentials != null) {
                return "authorization " + credentials;
            }
            Peer.Tls tls = request.peer().tls();
            ClientCertificate certificate = tls == null ? null : tls.client();
            return certificate != null
                    ? "certificate " + certificate.fingerprint()
                    : "ip " + request.exchange().client();
        }
    }

    /** By the client's address. */
    record Ip() implements Scope {
        @Override
        public String of(HttpRequest request) {
            return request.exchange().client();
        }
    }

    /** Everybody's. */
    record Route() implements Scope {
        @Override
        public String of(HttpRequest request) {
            return "";
        }
    }

    /** By a field. */
    record Header(FieldName name) implements Scope {
        @Override
        public String of(HttpRequest request) {
            return Objects.requireNonNullElse(request.fields().joined(name), "");
        }
    }

    /** By a cookie. */
    record Cookie(String name) implements Scope {
        @Override
        public String of(HttpRequest request) {
            return Objects.requireNonNullElse(Cookies.value(request.fields(), name), "");
        }
    }

    private static @Nullable Scope parse(String text) {
        String name = text.substring(text.indexOf(':') + 1);
        return switch (text.substring(0, text.length() - name.length())) {
            case "" ->
                switch (text) {
                    case "caller" -> new Caller();
                    case "ip" -> new Ip();
                    case "route" -> new Route();
                    default -> null;
                };
            case "header:" -> Tokens.isToken(name) ? new Header(FieldName.of(name)) : null;
            case "cookie:" -> Tokens.isToken(name) ? new Cookie(name) : null;
            default -> null;
        };
    }
}
