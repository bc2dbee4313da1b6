package io.trailseal.appliance.lifecycle;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The frames of the local door, as the package comment specifies them.
///
/// Threads: one reader and one writer at a time per channel; writers are kept apart here.
final class DoorFrames {
  static final byte REQUEST = 1;
  static final byte OUTPUT = 2;
  static final byte ERRORS = 3;
  static final byte EXIT = 4;
  static final byte REFUSED = 5;
  static final byte QUESTION = 6;
  static final byte ANSWER = 7;

  /// Raised when a frame changes its meaning. Owner and client can be of different versions only
  /// for as long as an upgraded program meets an owner that was not restarted.
  static final int VERSION = 2;

  /// Linux gives a command line 2 MB with its environment.
  static final int REQUEST_BYTES_MAX = 4 * 1024 * 1024;

  static final int OUTPUT_BYTES_MAX = 64 * 1024;

  /// A yes, a no, a word; whatever is longer was meant for something else.
  static final int ANSWER_BYTES_MAX = 4 * 1024;

  private static final int ARGUMENTS_MAX = 100_000;
  private static final int HEADER_BYTES = 5;

  private final SocketChannel channel;
  private volatile long writingSinceNanos;

  DoorFrames(SocketChannel channel) {
    this.channel = channel;
  }

  record Frame(byte kind, ByteBuffer payload) {}

  /// The next frame; empty where the other side has closed in order.
  Optional<Frame> read(int bytesMax) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    if (!fill(header)) {
      return Optional.empty();
    }
    byte kind = header.get();
    int length = header.getInt();
    if (length < 0 || length > bytesMax) {
      throw new ProtocolException(
          "a frame of kind %d must have at most %,d bytes, says it has %,d"
              .formatted(kind, bytesMax, length));
    }
    ByteBuffer payload = ByteBuffer.allocate(length);
    if (length > 0 && !fill(payload)) {
      throw new EOFException("the door closed in the middle of a frame");
    }
    payload.position(0);
    return Optional.of(new Frame(kind, payload));
  }

  private boolean fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        if (buffer.position() == 0) {
          return false;
        }
        throw new EOFException("the door closed in the middle of a frame");
      }
    }
    buffer.flip();
    return true;
  }

  synchronized void write(byte kind, byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + length);
    frame.put(kind).putInt(length).put(bytes, offset, length).flip();
    writingSinceNanos = System.nanoTime() | 1; // Never 0, which means "not writing".
    try {
      while (frame.hasRemaining()) {
        channel.write(frame);
      }
    } finally {
      writingSinceNanos = 0;
    }
  }

  /// How long the write in progress has been waiting for the other side to read; 0 for none.
  long blockedNanos() {
    long since = writingSinceNanos;
    return since == 0 ? 0 : System.nanoTime() - since;
  }

  void writeText(byte kind, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    write(kind, bytes, 0, bytes.length);
  }

  /// An answer that is too long is none.
  void writeAnswer(String answer) throws IOException {
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    write(ANSWER, bytes, 0, bytes.length <= ANSWER_BYTES_MAX ? bytes.length : 0);
  }

  void writeExit(int code) throws IOException {
    write(EXIT, ByteBuffer.allocate(Integer.BYTES).putInt(code).array(), 0, Integer.BYTES);
  }

  void writeRequest(DoorRequest request) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream data = new DataOutputStream(bytes)) {
      data.writeInt(VERSION);
      data.writeInt(request.arguments().size());
      for (String argument : request.arguments()) {
        text(data, argument);
      }
      text(data, request.workingFolder().toString());
      data.writeBoolean(request.outIsTerminal());
      data.writeBoolean(request.errIsTerminal());
      data.writeBoolean(request.answers());
      data.writeInt(request.columns());
    }
    if (bytes.size() > REQUEST_BYTES_MAX) {
      throw new ProtocolException(
          "the arguments must have at most %,d bytes, have %,d"
              .formatted(REQUEST_BYTES_MAX, bytes.size()));
    }
    write(REQUEST, bytes.toByteArray(), 0, bytes.size());
  }

  private static void text(DataOutputStream data, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    data.writeInt(utf8.length);
    data.write(utf8);
  }

  static DoorRequest request(Frame frame) throws ProtocolException {
    if (frame.kind() != REQUEST) {
      throw new ProtocolException("the first frame must be a request, was of kind " + frame.kind());
    }
    ByteBuffer payload = frame.payload();
    try {
      int version = payload.getInt();
      if (version != VERSION) {
        throw new ProtocolException(
            "the owner of the store understands version %d, was asked in version %d; restart the"
                    .formatted(VERSION, version)
                + " appliance after an upgrade");
      }
      int count = payload.getInt();
      if (count < 0 || count > ARGUMENTS_MAX) {
        throw new ProtocolException("there are 0 to %,d arguments".formatted(ARGUMENTS_MAX));
      }
      List<String> arguments = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        arguments.add(text(payload));
      }
      Path folder = Path.of(text(payload));
      boolean outIsTerminal = payload.get() != 0;
      boolean errIsTerminal = payload.get() != 0;
      boolean answers = payload.get() != 0;
      return new DoorRequest(
          arguments, folder, outIsTerminal, errIsTerminal, answers, payload.getInt());
    } catch (java.nio.BufferUnderflowException _) {
      throw new ProtocolException("the request ended too early");
    } catch (InvalidPathException e) {
      throw new ProtocolException("the working folder is no path: " + e.getReason());
    } catch (IllegalArgumentException e) {
      throw new ProtocolException(String.valueOf(e.getMessage()));
    }
  }

  private static String text(ByteBuffer payload) throws ProtocolException {
    int length = payload.getInt();
    if (length < 0 || length > payload.remaining()) {
      throw new ProtocolException("a text of %,d bytes does not fit".formatted(length));
    }
    byte[] utf8 = new byte[length];
    payload.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /// What is written here arrives at the other side as frames of `kind`.
  OutputStream stream(byte kind) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int at = 0; at < length; at += OUTPUT_BYTES_MAX) {
          DoorFrames.this.write(kind, bytes, offset + at, Math.min(OUTPUT_BYTES_MAX, length - at));
        }
      }
    };
  }
}
