package io.trailseal.api.connection;

import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/// Watches one connection: how long a request takes to arrive, whether anything is asked at all,
/// whether answers are read. Lets one request in at a time.
///
/// Threads: the connection's own.
final class ConnectionWatch {
  private static final long TICK_MILLIS = 500;

  private final Channel channel;
  private final ConnectionLimits limits;

  /// Since when a request arrives, or nothing does.
  private long sinceNanos = System.nanoTime();

  private boolean arriving;
  private boolean answering;
  private int requests;

  private long sentBytes;
  private long stallNanos = sinceNanos;
  private long stallBytes;

  ConnectionWatch(Channel channel, ConnectionLimits limits) {
    this.channel = channel;
    this.limits = limits;
  }

  void install() {
    ChannelPipeline pipeline = channel.pipeline();
    // Outside of TLS, where bytes leave one piece at a time.
    pipeline.addFirst("trailseal-sent", new Sent());
    String codec = ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC;
    pipeline.addBefore(codec, "trailseal-arriving", new Arriving());
    pipeline.addAfter(codec, "trailseal-one-at-a-time", new OneAtATime());
    Future<?> ticks =
        channel
            .eventLoop()
            .scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    var _ = channel.closeFuture().addListener(_ -> stop(ticks));
  }

  private static void stop(Future<?> ticks) {
    boolean _ = ticks.cancel(false);
  }

  private void tick() {
    long now = System.nanoTime();
    if (isStalled(now)) {
      var _ = channel.close();
    } else if (arriving) {
      if (now - sinceNanos > limits.requestWithin().toNanos()) {
        var _ = channel.close();
      }
    } else if (!answering && now - sinceNanos > limits.idleMax().toNanos()) {
      var _ = channel.close();
    }
  }

  /// Whether something waits to be read, and less was read for a while than anybody would.
  private boolean isStalled(long now) {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    if (waiting == null || waiting.totalPendingWriteBytes() == 0) {
      stallNanos = now;
      stallBytes = sentBytes;
      return false;
    }
    long nanos = now - stallNanos;
    if (nanos < limits.stallMax().toNanos()) {
      return false;
    }
    long sent = sentBytes + waiting.currentProgress() - stallBytes;
    if (sent * TimeUnit.SECONDS.toNanos(1) < nanos * ConnectionLimits.READ_BYTES_PER_SECOND_MIN) {
      return true;
    }
    stallNanos = now;
    stallBytes = sentBytes + waiting.currentProgress();
    return false;
  }

  /// Counts what the other end took.
  private final class Sent extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (message instanceof ByteBuf bytes) {
        int length = bytes.readableBytes();
        var _ = ctx.write(message, promise.unvoid()).addListener(_ -> sentBytes += length);
      } else {
        var _ = ctx.write(message, promise);
      }
    }
  }

  /// Notes a request's first byte.
  private final class Arriving extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (!arriving && !answering) {
        arriving = true;
        sinceNanos = System.nanoTime();
      }
      ctx.fireChannelRead(message);
    }
  }

  /// Keeps requests back until the one before is answered. Otherwise a client that never waits for
  /// an answer would have thousands worked on at a time: that many fit into what one read brings.
  private final class OneAtATime extends ChannelDuplexHandler {
    /// Whether more was sent than is answered over one connection.
    private boolean overrun;

    /// Parts of requests. No more than one read brought, because nothing is read while some wait.
    private final Deque<Object> waiting = new ArrayDeque<>();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (isEnough() && (overrun || message instanceof HttpRequest)) {
        overrun = true;
        ReferenceCountUtil.release(message);
      } else if (!waiting.isEmpty() || (answering && message instanceof HttpRequest)) {
        waiting.add(message);
      } else {
        letIn(ctx, message);
      }
    }

    private boolean isEnough() {
      return requests >= ConnectionLimits.REQUESTS_PER_CONNECTION_MAX;
    }

    private void letIn(ChannelHandlerContext ctx, Object message) {
      if (message instanceof HttpRequest request) {
        answering = true;
        requests++;
        if (request.headers().size() > ConnectionLimits.HEADERS_MAX) {
          request.setDecoderResult(
              DecoderResult.failure(
                  new TooLongHttpHeaderException(
                      "at most %d headers".formatted(ConnectionLimits.HEADERS_MAX))));
        }
      }
      if (message instanceof LastHttpContent) {
        arriving = false;
      }
      ctx.fireChannelRead(message);
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
      if (waiting.isEmpty()) {
        ctx.read();
      }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      boolean interim =
          message instanceof HttpResponse response
              && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
      boolean last = message instanceof LastHttpContent && !interim;
      if (!interim && message instanceof HttpResponse response && isEnough()) {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      }
      if (!last) {
        var _ = ctx.write(message, promise);
        return;
      }
      ChannelPromise written = promise.unvoid();
      if (isEnough()) {
        var _ = written.addListener(ChannelFutureListener.CLOSE);
      }
      var _ = ctx.write(message, written);
      answering = false;
      sinceNanos = System.nanoTime();
      if (!waiting.isEmpty()) {
        // Not from here: whoever writes is in the middle of its own bookkeeping.
        ctx.executor().execute(() -> letNextIn(ctx));
      }
    }

    private void letNextIn(ChannelHandlerContext ctx) {
      if (ctx.isRemoved() || answering) {
        return;
      }
      while (!waiting.isEmpty()
          && !((answering || isEnough()) && waiting.peek() instanceof HttpRequest)) {
        letIn(ctx, waiting.poll());
      }
      ctx.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      forget();
      ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
      forget();
    }

    private void forget() {
      waiting.forEach(ReferenceCountUtil::release);
      waiting.clear();
    }
  }
}
