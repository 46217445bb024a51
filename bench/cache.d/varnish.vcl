# Varnish as one would tune it for this job: the rules that it comes with, but a request with a cookie is looked up, since what the
# origin lets be shared does not depend on it. Its log is the ring in shared memory that it always writes; nobody reads it.
vcl 4.1;

backend origin {
    .host = "127.0.0.1";
    .port = "${origin}";
}

sub vcl_recv {
    if (req.method == "GET" || req.method == "HEAD") {
        unset req.http.Cookie;
    }
}
