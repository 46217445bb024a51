# The flags of the default profile: the one place that has them; sourced by ./telpher. TELPHER_JAVA_OPTS comes after
# them, so that it wins. Memory: heap 80 MiB, Netty's buffers 160 MiB, code 48 MiB at most; about 110 MiB in all after a
# start, 150 MiB with 1,000 busy connections (bench/http-proxy). A small young generation stays nearer to
# the caches of a core; half of it are survivors, which may be nearly full, so that requests that wait are not promoted and the old one stays small.
# SerialGC and compact headers use the least; a start on few cores is not slowed by collector threads. Netty's own events for JFR cost a tenth of
# a second of a start. The id of the machine is a part of ids of channels that nobody sees: so no interface is looked for, and none missed.
# trackAllThreads: a list of all virtual threads costs two map operations a request; a thread dump then shows those
# that are mounted. Pooled buffers: loops have their own caches. Unsafe: without it each operation of io_uring asks for
# the address of its buffer by JNI, and each access to a buffer takes a detour; JDK 25 still permits it.
# What the compilers leave behind in glibc's heap is given back; two arenas of it are enough.
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
TELPHER_DEFAULT_JAVA_OPTS="-XX:+UseSerialGC -Xms32m -Xmx80m -Xmn18m -XX:SurvivorRatio=2 -XX:TargetSurvivorRatio=90 -XX:MinHeapFreeRatio=20 -Xss512k \
-XX:+UseCompactObjectHeaders -XX:MaxDirectMemorySize=160m -XX:ReservedCodeCacheSize=48m -XX:MaxMetaspaceSize=96m \
-Djdk.trackAllThreads=false -XX:+ExitOnOutOfMemoryError -XX:-UsePerfData \
-Djava.net.preferIPv6Addresses=system -Dio.netty.leakDetection.level=disabled -Dio.netty.allocator.type=pooled \
-Dio.netty.allocator.maxOrder=7 -Dio.netty.allocator.numDirectArenas=2 -Dio.netty.allocator.numHeapArenas=1 \
-XX:TrimNativeHeapInterval=1000 -Dio.netty.jfr.enabled=false -Dio.netty.machineId=02:00:00:00:00:00 \
--sun-misc-unsafe-memory-access=allow -Dio.netty.noUnsafe=false"
