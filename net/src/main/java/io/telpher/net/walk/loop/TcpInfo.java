package io.telpher.net.walk.loop;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.channel.unix.RawUnixChannelOption;
import io.telpher.net.walk.wire.TcpFacts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** TCP_INFO and TCP_CONGESTION of Linux. */
final class TcpInfo {
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_CONGESTION = 13;
    private static final int NAME_BYTES = 16;
    private static final int OPTION_SYN_DATA = 32; // TCPI_OPT_SYN_DATA
    private static final RawUnixChannelOption CONGESTION =
            new RawUnixChannelOption("TCP_CONGESTION", IPPROTO_TCP, TCP_CONGESTION, NAME_BYTES);

    private TcpInfo() {}

    static @Nullable TcpFacts of(Channel channel) {
        if (!(channel instanceof EpollSocketChannel socket) || !socket.isOpen()) {
            return null;
        }
        EpollTcpInfo info;
        try {
            info = socket.tcpInfo();
        } catch (RuntimeException e) {
            return null; // closed meanwhile
        }
        return new TcpFacts(
                info.rtt(),
                info.rttvar(),
                info.sndCwnd(),
                info.totalRetrans(),
                info.sndMss(),
                info.pmtu(),
                (info.options() & OPTION_SYN_DATA) != 0,
                congestion(socket));
    }

    private static String congestion(EpollSocketChannel socket) {
        try {
            ByteBuffer name = socket.config().getOption(CONGESTION);
            if (name == null) {
                return "";
            }
            ByteBuffer bytes = name.duplicate().clear();
            byte[] text = new byte[bytes.remaining()];
            bytes.get(text);
            return new String(text, StandardCharsets.ISO_8859_1).replaceAll("\0.*", "");
        } catch (RuntimeException e) {
            return "";
        }
    }
}
