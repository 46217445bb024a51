package io.telpher.testkit.server;

import io.telpher.testkit.FreePorts;
import io.telpher.testkit.Tool;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Redis Cluster of Debian's redis-server, put together by redis-cli: so many primaries, and replicas for each. */
public final class RealRedisCluster implements RedisServers {
    private static final int NODE_TIMEOUT_MILLIS = 1500;

    private final List<RealRedis> nodes;

    private RealRedisCluster(List<RealRedis> nodes) {
        this.nodes = nodes;
    }

    /** Starts primaries without replicas: a killed one leaves its slots to nobody. */
    public static RealRedisCluster start(Path directory, int shards) throws Exception {
        return start(directory, shards, 0);
    }

    /** Starts primaries with replicas, linked so that a killed primary is replaced. */
    public static RealRedisCluster start(Path directory, int shards, int replicas) throws Exception {
        List<RealRedis> nodes = new ArrayList<>();
        RealRedisCluster cluster = new RealRedisCluster(nodes);
        try {
            for (int i = 0; i < shards * (1 + replicas); i++) {
                nodes.add(node(directory));
            }
            cluster.create(replicas);
            return cluster;
        } catch (Exception | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    private static RealRedis node(Path directory) throws IOException, InterruptedException {
        return RealRedis.start(
                directory,
                "--cluster-enabled",
                "yes",
                "--cluster-port",
                Integer.toString(FreePorts.next()),
                "--cluster-node-timeout",
                Integer.toString(NODE_TIMEOUT_MILLIS),
                "--cluster-require-full-coverage",
                "no");
    }

    private void create(int replicas) throws Exception {
        List<String> line = new ArrayList<>(List.of("redis-cli", "--cluster", "create"));
        nodes.forEach(node -> line.add(node.address()));
        line.addAll(List.of("--cluster-replicas", Integer.toString(replicas), "--cluster-yes"));
        Tool.run(line.toArray(String[]::new)).succeeded();
        for (RealRedis node : nodes) {
            Eventually.see(
                    () -> node.cli("cluster", "info"),
                    text -> text.contains("cluster_state:ok") && text.contains("cluster_slots_ok:16384"));
            Eventually.see(
                    () -> node.cli("info", "replication"),
                    text -> text.contains("role:master") || text.contains("master_link_status:up"));
        }
    }

    /** Primaries first. */
    @Override
    public List<RealRedis> nodes() {
        return List.copyOf(nodes);
    }

    /** The addresses of the nodes, separated by commas. */
    public String addresses() {
        return String.join(", ", nodes.stream().map(RealRedis::address).toList());
    }

    @Override
    public String keys() {
        return "redis: [" + addresses() + "], cluster: true";
    }

    @Override
    public RealRedis primaryOf(String key) throws InterruptedException {
        int slot = Integer.parseInt(nodes.getFirst().cli("cluster", "keyslot", key));
        for (RealRedis node : nodes) {
            if (node.process().isAlive() && owns(node.cli("cluster", "nodes"), slot)) {
                return node;
            }
        }
        throw new AssertionError("nobody has slot " + slot);
    }

    /** Lines of {@code cluster nodes} end with the slots of a node, and its own is marked {@code myself}. */
    private static boolean owns(String view, int slot) {
        return view.lines()
                .filter(line -> line.contains("myself"))
                .flatMap(line -> List.of(line.split(" ")).stream().skip(8))
                .filter(range -> !range.startsWith("["))
                .map(range -> range.split("-"))
                .anyMatch(range ->
                        Integer.parseInt(range[0]) <= slot && slot <= Integer.parseInt(range[range.length - 1]));
    }

    @Override
    public void close() {
        nodes.forEach(RealRedis::close);
    }
}
