package io.telpher.httpnetty;

import io.telpher.http.HttpHandler;

class Http1ContractTest extends HttpTransportContract {
    @Override
    Transport open() {
        Rig rig = new Rig(2);
        return new Transport() {
            @Override
            public HttpHandler serve(HttpHandler handler) throws Exception {
                int port = rig.serve(SERVER_SETTINGS, handler).address().getPort();
                return rig.client(port, CLIENT_SETTINGS);
            }

            @Override
            public void close() throws Exception {
                rig.close();
            }
        };
    }
}
