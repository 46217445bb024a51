package io.telpher.net.proxyprotocol.wire;

/** Writes the header with which a connection to an upstream begins. */
public enum ProxyHeaderWriter {
    /** One line of text; TLVs cannot be said in it. */
    V1 {
        @Override
        public byte[] write(ProxyHeader header) {
            return ProxyV1.write(header);
        }
    },
    /** Binary, with TLVs and a checksum. */
    V2 {
        @Override
        public byte[] write(ProxyHeader header) {
            return ProxyV2.write(header);
        }
    };

    /** The header as bytes; without addresses it is LOCAL (UNKNOWN in version 1). */
    public abstract byte[] write(ProxyHeader header);
}
