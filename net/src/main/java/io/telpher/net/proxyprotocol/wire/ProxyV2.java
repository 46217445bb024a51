package io.telpher.net.proxyprotocol.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Version 2: a signature, a command, a family, a length, addresses, TLVs. */
final class ProxyV2 {
    /** Signature, command, family and length. */
    static final int FIXED_BYTES = 16;

    private static final int VERSION = 0x20;
    private static final int LOCAL = 0;
    private static final int PROXY = 1;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;
    private static final int UNIX = 3;
    private static final int UNIX_BYTES = 216;

    private ProxyV2() {}

    /** How long the header is of which the fixed part is there. */
    static int length(byte[] bytes) throws BadProxyHeader {
        int command = bytes[12] & 0xff;
        if ((command & 0xf0) != VERSION) {
            throw new BadProxyHeader("expected version 2");
        }
        if ((command & 0x0f) > PROXY) {
            throw new BadProxyHeader("expected the command LOCAL or PROXY");
        }
        return FIXED_BYTES + (((bytes[14] & 0xff) << 8) | (bytes[15] & 0xff));
    }

    /** Reads a whole header of this length. */
    static ProxyHeader read(byte[] bytes, int length) throws BadProxyHeader {
        int family = bytes[13] & 0xff;
        if (family >> 4 > UNIX || (family & 0x0f) > 2) {
            throw new BadProxyHeader("no such family or protocol");
        }
        if ((bytes[12] & 0x0f) == LOCAL) {
            return ProxyHeader.LOCAL; // what follows is to be ignored
        }
        int addressBytes = addressBytes(family);
        if (length - FIXED_BYTES < addressBytes) {
            throw new BadProxyHeader("too short for its addresses");
        }
        ProxyExtras extras = ProxyTlvs.read(bytes, FIXED_BYTES + addressBytes, length);
        return new ProxyHeader(addresses(family, ByteBuffer.wrap(bytes, FIXED_BYTES, addressBytes)), extras);
    }

    private static int addressBytes(int family) {
        return switch (family >> 4) {
            case 1 -> 12;
            case 2 -> 36;
            case UNIX -> UNIX_BYTES;
            default -> 0;
        };
    }

    /** Null for what is no TCP connection over IP. */
    private static ProxyHeader.@Nullable Addresses addresses(int family, ByteBuffer in) {
        if (family != TCP4 && family != TCP6) {
            return null;
        }
        int bytes = family == TCP4 ? 4 : 16;
        InetAddress source = address(in, bytes);
        InetAddress destination = address(in, bytes);
        int sourcePort = in.getShort() & 0xffff;
        int destinationPort = in.getShort() & 0xffff;
        return new ProxyHeader.Addresses(
                new InetSocketAddress(source, sourcePort), new InetSocketAddress(destination, destinationPort));
    }

    private static InetAddress address(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return ProxyV1.address(bytes);
    }

    static byte[] write(ProxyHeader header) {
        ProxyHeader.Addresses known = header.addresses();
        ByteBuffer out = ByteBuffer.allocate(ProxyHeaderReader.BYTES_MAX).put(ProxyHeaderReader.V2);
        if (known == null) {
            return finish(out.put((byte) (VERSION | LOCAL)).put((byte) 0).putShort((short) 0));
        }
        byte[] source = known.source().getAddress().getAddress();
        byte[] destination = known.destination().getAddress().getAddress();
        boolean four = source.length == 4 && destination.length == 4;
        out.put((byte) (VERSION | PROXY)).put((byte) (four ? TCP4 : TCP6)).putShort((short) 0);
        out.put(four ? source : mapped(source)).put(four ? destination : mapped(destination));
        out.putShort((short) known.source().getPort())
                .putShort((short) known.destination().getPort());
        ProxyTlvs.write(header.extras(), out);
        return finish(out);
    }

    private static byte[] mapped(byte[] address) {
        if (address.length == 16) {
            return address;
        }
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(address, 0, mapped, 12, 4);
        return mapped;
    }

    private static byte[] finish(ByteBuffer out) {
        out.putShort(14, (short) (out.position() - FIXED_BYTES));
        byte[] bytes = ProxyTlvs.written(out);
        ProxyTlvs.seal(bytes);
        return bytes;
    }
}
