package io.trailseal.appliance.lifecycle;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A second process's side of the local door.
public final class DoorClient {
  private volatile @Nullable SocketChannel channel;

  /// How a visit went.
  public sealed interface Outcome {
    /// The owner ran the command.
    record Answered(int exitCode) implements Outcome {}

    /// Nothing was run: nobody is behind the door, or it was just closing.
    record NobodyThere() implements Outcome {}

    /// Nothing was run: the owner says why.
    record Refused(String why) implements Outcome {}
  }

  /// Answers what the owner asks.
  @FunctionalInterface
  public interface Answering {
    /// @return one line without its end
    String answer(String question) throws IOException;
  }

  /// Has the owner of the store run the command.
  ///
  /// @param person answers for the person at this end; never called where the request says that
  ///   there is none
  /// @throws IOException if the owner went away in the middle, so that it is not known what was
  ///   done
  public Outcome run(
      Home home, DoorRequest request, OutputStream out, OutputStream err, Answering person)
      throws IOException {
    Optional<UnixDomainSocketAddress> address = DoorAddress.find(home);
    if (address.isEmpty()) {
      return new Outcome.NobodyThere();
    }
    SocketChannel connected;
    try {
      connected = SocketChannel.open(address.get());
    } catch (IOException _) {
      return new Outcome.NobodyThere(); // A socket file without anybody behind it, or none at all.
    }
    channel = connected;
    try (connected) {
      DoorFrames frames = new DoorFrames(connected);
      boolean heard = false;
      try {
        try {
          frames.writeRequest(request);
        } catch (ProtocolException e) {
          throw e;
        } catch (IOException _) {
          // It hung up before it was asked. What it said before that, if anything, is read next.
        }
        while (true) {
          DoorFrames.Frame frame =
              frames
                  .read(DoorFrames.OUTPUT_BYTES_MAX)
                  .orElseThrow(() -> new EOFException("the owner of the store went away"));
          heard = true;
          byte[] payload = frame.payload().array();
          switch (frame.kind()) {
            case DoorFrames.OUTPUT -> out.write(payload);
            case DoorFrames.ERRORS -> {
              // What was written to the output before should be seen before.
              out.flush();
              err.write(payload);
              err.flush();
            }
            case DoorFrames.QUESTION -> {
              if (!request.answers()) {
                throw new ProtocolException("the owner of the store asks where nobody answers");
              }
              out.flush();
              frames.writeAnswer(person.answer(new String(payload, StandardCharsets.UTF_8)));
            }
            case DoorFrames.EXIT -> {
              out.flush();
              return new Outcome.Answered(frame.payload().getInt());
            }
            case DoorFrames.REFUSED -> {
              return new Outcome.Refused(new String(payload, StandardCharsets.UTF_8));
            }
            default ->
                throw new ProtocolException(
                    "the owner of the store sent a frame of unknown kind " + frame.kind());
          }
        }
      } catch (ProtocolException e) {
        throw e;
      } catch (IOException e) {
        if (heard) {
          throw new IOException(
              "the process that owns the store went away in the middle; look at its log", e);
        }
        return new Outcome.NobodyThere(); // It was just closing.
      }
    }
  }

  /// Gives up: the owner notices and cancels the command.
  public void cancel() throws IOException {
    SocketChannel connected = channel;
    if (connected != null) {
      connected.close();
    }
  }
}
