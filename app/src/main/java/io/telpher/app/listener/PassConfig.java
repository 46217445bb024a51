package io.telpher.app.listener;

/** A listener of layer 4: who comes is connected to an endpoint, and what they say to each other is passed through. */
public sealed interface PassConfig extends ListenerConfig permits TcpListenerConfig, UdpListenerConfig {

    /** Which upstreams it leads to. */
    Targets to();
}
