package io.trailseal.api.connection;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stands at the server's port: counts connections and puts a watch on each.
@Singleton
final class ConnectionGuard implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionGuard.class);

  /// Whoever knocks without end must not fill the log.
  private static final long NANOS_BETWEEN_REMARKS = TimeUnit.MINUTES.toNanos(1);

  private final ConnectionLimits limits;
  private final ConnectionCounts counts;
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong remarkedNanos =
      new AtomicLong(System.nanoTime() - NANOS_BETWEEN_REMARKS);

  ConnectionGuard(ConnectionLimits limits, ProxyTrust proxies) {
    this.limits = limits;
    this.counts = new ConnectionCounts(limits, proxies);
  }

  @Override
  public NettyServerCustomizer.Registry onCreated(
      BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
    NettyServerCustomizer.Registry registry = event.getBean();
    registry.register(
        new NettyServerCustomizer() {
          @Override
          public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
            return role == ChannelRole.CONNECTION ? new OfConnection(channel) : this;
          }
        });
    return registry;
  }

  private final class OfConnection implements NettyServerCustomizer {
    private final Channel channel;

    OfConnection(Channel channel) {
      this.channel = channel;
    }

    @Override
    public void onInitialPipelineBuilt() {
      if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
        // It was closed again before anybody looked.
        var _ = channel.close();
        return;
      }
      if (!counts.enter(remote.getAddress())) {
        var _ = channel.close();
        remark(remote);
        return;
      }
      var _ = channel.closeFuture().addListener(_ -> counts.leave(remote.getAddress()));
      channel.config().setOption(ChannelOption.SO_SNDBUF, ConnectionLimits.SEND_BUFFER_BYTES);
      new ConnectionWatch(channel, limits).install();
    }
  }

  private void remark(InetSocketAddress remote) {
    long count = refused.incrementAndGet();
    long now = System.nanoTime();
    long before = remarkedNanos.get();
    if (now - before >= NANOS_BETWEEN_REMARKS && remarkedNanos.compareAndSet(before, now)) {
      LOG.warn(
          "too many connections: one from {} was closed, {} so far",
          remote.getAddress().getHostAddress(),
          count);
    }
  }
}
