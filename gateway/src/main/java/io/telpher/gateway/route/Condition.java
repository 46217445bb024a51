package io.telpher.gateway.route;

import io.telpher.http.ClientCertificate;
import io.telpher.http.Cookies;
import io.telpher.http.FieldName;
import io.telpher.http.FormText;
import io.telpher.http.HttpRequest;
import io.telpher.http.Peer;
import java.util.List;
import java.util.Locale;

/** What a match asks of a request, and of whose it is, besides host, path and method. */
sealed interface Condition {

    /** True if the request has it. */
    boolean holds(HttpRequest request);

    /** What the value must be. */
    Wanted test();

    /** One of the lines of a field passes. */
    record Header(FieldName name, Wanted test) implements Condition {
        @Override
        public boolean holds(HttpRequest request) {
            for (String value : request.fields().values(name)) {
                if (test.passes(value)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String toString() {
            return "header " + name + test;
        }
    }

    /** The first cookie of this name passes. */
    record Cookie(String name, Wanted test) implements Condition {
        @Override
        public boolean holds(HttpRequest request) {
            String value = Cookies.value(request.fields(), name);
            return value != null && test.passes(value);
        }

        @Override
        public String toString() {
            return "cookie " + name + test;
        }
    }

    /** The first query parameter of this name, decoded, passes. */
    record Query(String name, Wanted test) implements Condition {
        @Override
        public boolean holds(HttpRequest request) {
            String query = request.query();
            if (query == null) {
                return false;
            }
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (FormText.decoded(equals < 0 ? pair : pair.substring(0, equals))
                        .equals(name)) {
                    return test.passes(equals < 0 ? "" : FormText.decoded(pair.substring(equals + 1)));
                }
            }
            return false;
        }

        @Override
        public String toString() {
            return "query " + name + test;
        }
    }

    /** The certificate that the client showed, and that was accepted, has it; of several names one will do. */
    record Client(Part part, Wanted test) implements Condition {
        /** What a certificate says of its owner. */
        enum Part {
            SUBJECT,
            COMMON_NAME,
            DNS,
            URI,
            FINGERPRINT;

            private List<String> of(ClientCertificate certificate) {
                return switch (this) {
                    case SUBJECT -> List.of(certificate.subject());
                    case COMMON_NAME ->
                        certificate.commonName() == null ? List.of() : List.of(certificate.commonName());
                    case DNS -> certificate.names();
                    case URI -> certificate.uris();
                    case FINGERPRINT -> List.of(certificate.fingerprint());
                };
            }

            @Override
            public String toString() {
                return name().toLowerCase(Locale.ROOT).replace('_', '-');
            }
        }

        @Override
        public boolean holds(HttpRequest request) {
            Peer.Tls tls = request.peer().tls();
            ClientCertificate certificate = tls == null ? null : tls.client();
            return certificate != null && part.of(certificate).stream().anyMatch(test::passes);
        }

        @Override
        public String toString() {
            return "client " + part + test;
        }
    }
}
