package io.trailseal.indexer.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VaultTest {
  private static final long SMALL_PACK_BYTES = 4_000;

  @TempDir Path folder;

  private Path pack(long number) {
    return folder.resolve(PackFormat.fileName(number));
  }

  private static Payload payload(String text) {
    return Payload.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Payload> randomPayloads(Random random, int count, int bytesMax) {
    List<Payload> payloads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[random.nextInt(bytesMax)];
      random.nextBytes(bytes);
      payloads.add(Payload.adopt(bytes));
    }
    return payloads;
  }

  private static List<String> damageIn(Vault vault) throws IOException {
    List<String> damage = new ArrayList<>();
    vault.scan((pack, offset, what) -> damage.add("%d@%d %s".formatted(pack, offset, what)));
    return damage;
  }

  private static void flip(Path file, long at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) at] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void whatWasAppendedComesBackAlsoAfterReopening() throws IOException {
    long seed = 1;
    List<Payload> payloads = new ArrayList<>(randomPayloads(new Random(seed), 200, 3_000));
    payloads.add(Payload.adopt(new byte[0]));
    payloads.add(Payload.adopt(new byte[700_000]));
    payloads.add(payload("after a large one"));
    List<VaultRef> refs;
    try (Vault vault = Vaults.open(folder)) {
      refs = vault.append(payloads);
      assertAllThere(vault, refs, payloads);
    }
    try (Vault vault = Vaults.open(folder)) {
      assertAllThere(vault, refs, payloads);
      List<VaultRef> more = vault.append(payloads);
      assertThat(more.getFirst().offset()).isGreaterThan(refs.getLast().offset());
      assertAllThere(vault, more, payloads);
      assertThat(damageIn(vault)).isEmpty();
      assertThat(vault.scan((_, _, _) -> {}).objects()).isEqualTo(2L * payloads.size());
      assertThat(vault.bytes()).isEqualTo(Files.size(pack(0)));
    }
  }

  private static void assertAllThere(Vault vault, List<VaultRef> refs, List<Payload> payloads)
      throws IOException {
    assertThat(refs).hasSameSizeAs(payloads);
    for (int i = 0; i < refs.size(); i++) {
      assertThat(refs.get(i).hash()).isEqualTo(payloads.get(i).hash());
      assertThat(vault.read(refs.get(i))).isEqualTo(payloads.get(i).borrow());
    }
  }

  @Test
  void aFullPackIsFollowedByTheNext() throws IOException {
    List<Payload> payloads = randomPayloads(new Random(2), 50, 1_500);
    try (Vault vault = PackVault.open(folder, SMALL_PACK_BYTES, PackFile::new)) {
      List<VaultRef> refs = vault.append(payloads);
      assertThat(refs.getLast().pack()).isGreaterThan(3);
      assertAllThere(vault, refs, payloads);
      assertThat(damageIn(vault)).isEmpty();
      // One that is larger than a pack gets a pack to itself.
      assertAllThere(
          vault,
          vault.append(List.of(Payload.adopt(new byte[9_000]))),
          List.of(Payload.adopt(new byte[9_000])));
    }
  }

  @Test
  void aTailTornAtAnyByteIsCutOffAndEverythingBeforeItStays() throws IOException {
    List<Payload> kept = randomPayloads(new Random(3), 5, 200);
    List<VaultRef> refs;
    VaultRef last;
    try (Vault vault = Vaults.open(folder)) {
      refs = vault.append(kept);
      last = vault.append(List.of(payload("the last record, torn"))).getFirst();
    }
    byte[] whole = Files.readAllBytes(pack(0));
    for (int length = (int) last.offset(); length < whole.length; length++) {
      Files.write(pack(0), Arrays.copyOf(whole, length));
      try (Vault vault = Vaults.open(folder)) {
        assertThat(Files.size(pack(0))).as("torn at %d", length).isEqualTo(last.offset());
        assertAllThere(vault, refs, kept);
        assertThatThrownBy(() -> vault.read(last)).isInstanceOf(VaultDamagedException.class);
        VaultRef again = vault.append(List.of(payload("the last record, torn"))).getFirst();
        assertThat(again).as("redelivered after %d", length).isEqualTo(last);
        assertThat(damageIn(vault)).isEmpty();
      }
    }
  }

  @Test
  void aPackTornWhileBeingCreatedIsBegunAgain() throws IOException {
    for (int length = 0; length < PackFormat.FILE_HEADER_BYTES; length++) {
      Files.write(pack(0), new byte[length]);
      try (Vault vault = Vaults.open(folder)) {
        VaultRef ref = vault.append(List.of(payload("first"))).getFirst();
        assertThat(ref.pack()).isZero();
        assertThat(vault.read(ref)).isEqualTo(payload("first").borrow());
        assertThat(damageIn(vault)).isEmpty();
      }
      Files.delete(pack(0));
    }
  }

  @Test
  void aFlippedByteIsNeverCutOffAndIsFoundByReadingAndByScanning() throws IOException {
    List<Payload> payloads = randomPayloads(new Random(4), 6, 60);
    List<VaultRef> refs = new ArrayList<>();
    try (Vault vault = Vaults.open(folder)) {
      for (Payload payload : payloads) {
        refs.addAll(vault.append(List.of(payload)));
      }
    }
    byte[] whole = Files.readAllBytes(pack(0));
    // Everything before the last record had been synced when the last was written.
    int end = (int) refs.getLast().offset();
    for (int at = 0; at < end; at++) {
      Files.write(pack(0), whole);
      flip(pack(0), at);
      try (Vault vault = Vaults.open(folder)) {
        assertThat(damageIn(vault)).as("flipped at %d", at).hasSize(1);
        for (int i = 0; i < refs.size(); i++) {
          VaultRef ref = refs.get(i);
          long from = ref.offset() + PackFormat.RECORD_HEADER_BYTES;
          if (at >= from && at < from + ref.length()) {
            assertThatThrownBy(() -> vault.read(ref)).isInstanceOf(VaultDamagedException.class);
          } else {
            assertThat(vault.read(ref)).isEqualTo(payloads.get(i).borrow());
          }
        }
        VaultRef next = vault.append(List.of(payload("more"))).getFirst();
        assertThat(vault.read(next)).isEqualTo(payload("more").borrow());
        assertThat(damageIn(vault)).as("flipped at %d, then appended", at).hasSize(1);
      }
      assertThat(Files.size(pack(0))).isGreaterThanOrEqualTo(whole.length);
      Files.deleteIfExists(pack(1));
    }
  }

  @Test
  void aWholeLastRecordThatIsWrongIsLeftAloneAndTheNextAppendStartsANewPack() throws IOException {
    VaultRef last;
    try (Vault vault = Vaults.open(folder)) {
      vault.append(List.of(payload("one")));
      last = vault.append(List.of(payload("two"))).getFirst();
    }
    flip(pack(0), last.offset() + PackFormat.RECORD_HEADER_BYTES);
    byte[] damaged = Files.readAllBytes(pack(0));
    try (Vault vault = Vaults.open(folder)) {
      assertThat(vault.append(List.of(payload("three"))).getFirst().pack()).isEqualTo(1);
      // It may be a leftover of an append that never finished, which is no damage.
      assertThat(damageIn(vault)).isEmpty();
      assertThat(vault.scan((_, _, _) -> {}).leftoverBytes())
          .isEqualTo(PackFormat.RECORD_HEADER_BYTES + 3);
      assertThatThrownBy(() -> vault.read(last)).isInstanceOf(VaultDamagedException.class);
    }
    assertThat(Files.readAllBytes(pack(0))).isEqualTo(damaged);
  }

  @Test
  void anObjectThatImitatesARecordHeaderIsNotTakenForOne() throws IOException {
    byte[] imitation = new byte[PackFormat.RECORD_HEADER_BYTES + 4];
    PackFormat.putRecordHeader(
        imitation, 0, new PackFormat.RecordHeader(0x54524c5331L, 0, 4, Sha256.of(new byte[4])));
    VaultRef ref;
    try (Vault vault = Vaults.open(folder)) {
      ref = vault.append(List.of(Payload.copyOf(imitation))).getFirst();
      vault.append(List.of(payload("next")));
    }
    flip(pack(0), ref.offset());
    try (Vault vault = Vaults.open(folder)) {
      assertThat(damageIn(vault)).hasSize(1);
      assertThat(vault.scan((_, _, _) -> {}).objects()).isEqualTo(1);
      assertThat(vault.read(ref)).isEqualTo(imitation);
    }
  }

  @Test
  void aLargeObjectAtTheEndIsFoundWhenReopening() throws IOException {
    byte[] large = new byte[3 * 1024 * 1024];
    new Random(5).nextBytes(large);
    VaultRef ref;
    try (Vault vault = Vaults.open(folder)) {
      ref = vault.append(List.of(payload("small"), Payload.copyOf(large))).getLast();
    }
    try (Vault vault = Vaults.open(folder)) {
      assertThat(vault.read(ref)).isEqualTo(large);
      assertThat(vault.append(List.of(payload("next"))).getFirst().pack()).isZero();
    }
    try (var channel = java.nio.channels.FileChannel.open(pack(0), StandardOpenOption.WRITE)) {
      channel.truncate(ref.offset() + 2_000_000);
    }
    try (Vault vault = Vaults.open(folder)) {
      assertThat(vault.append(List.of(Payload.copyOf(large))).getFirst()).isEqualTo(ref);
    }
  }

  @Test
  void aMissingPackIsNamed() throws IOException {
    List<Payload> payloads = randomPayloads(new Random(6), 30, 1_000);
    List<VaultRef> refs;
    try (Vault vault = PackVault.open(folder, SMALL_PACK_BYTES, PackFile::new)) {
      refs = vault.append(payloads);
    }
    Files.delete(pack(1));
    try (Vault vault = PackVault.open(folder, SMALL_PACK_BYTES, PackFile::new)) {
      assertThat(damageIn(vault)).containsExactly("1@0 the pack file is missing");
      VaultRef gone = refs.stream().filter(ref -> ref.pack() == 1).findFirst().orElseThrow();
      assertThatThrownBy(() -> vault.read(gone))
          .isInstanceOf(VaultDamagedException.class)
          .hasMessageContaining("the pack file is missing");
    }
  }

  @Test
  void aPackOfANewerFormatIsRefusedByVersion() throws IOException {
    try (Vault vault = Vaults.open(folder)) {
      vault.append(List.of(payload("one")));
    }
    byte[] bytes = Files.readAllBytes(pack(0));
    byte[] header = PackFormat.fileHeader(0, PackFormat.marker(bytes));
    header[11] = 2;
    var crc = new java.util.zip.CRC32C();
    crc.update(header, 0, 28);
    java.nio.ByteBuffer.wrap(header).putInt(28, (int) crc.getValue());
    System.arraycopy(header, 0, bytes, 0, header.length);
    Files.write(pack(0), bytes);
    assertThatThrownBy(() -> Vaults.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has format version 2 and this program knows up to 1");
  }

  @Test
  void anObjectOverTheLimitIsRefusedBeforeAnythingIsWritten() throws IOException {
    try (Vault vault = Vaults.open(folder)) {
      Payload large = Payload.adopt(new byte[Vault.OBJECT_BYTES_MAX + 1]);
      assertThatThrownBy(() -> vault.append(List.of(payload("small"), large)))
          .hasMessageContaining("an object has at most 67,108,864 bytes");
      assertThat(vault.bytes()).isZero();
    }
  }

  @Test
  void aDiskThatFillsUpLosesTheBatchAndNothingElse() throws IOException {
    FillingDisk disk = new FillingDisk();
    List<Payload> payloads = randomPayloads(new Random(7), 20, 900);
    try (Vault vault = PackVault.open(folder, SMALL_PACK_BYTES, disk::open)) {
      List<VaultRef> first = vault.append(payloads.subList(0, 3));
      List<VaultRef> kept = new ArrayList<>(first);
      for (long room = 0; room < 2_500; room += 97) {
        disk.room = room;
        assertThatThrownBy(() -> vault.append(payloads))
            .isInstanceOf(IOException.class)
            .hasMessage("No space left on device");
        disk.room = Long.MAX_VALUE;
        kept.addAll(vault.append(payloads.subList(0, 3)));
        assertThat(damageIn(vault)).as("after failing with %d bytes left", room).isEmpty();
      }
      for (int i = 0; i < kept.size(); i++) {
        assertThat(vault.read(kept.get(i))).isEqualTo(payloads.get(i % 3).borrow());
      }
    }
    try (Vault vault = PackVault.open(folder, SMALL_PACK_BYTES, PackFile::new)) {
      assertThat(damageIn(vault)).isEmpty();
    }
  }

  @Test
  void afterAFailedSyncThePackIsLeftAndTheNextAppendStartsANewOne() throws IOException {
    FillingDisk disk = new FillingDisk();
    try (Vault vault = PackVault.open(folder, SMALL_PACK_BYTES, disk::open)) {
      vault.append(List.of(payload("one")));
      disk.syncFails = true;
      assertThatThrownBy(() -> vault.append(List.of(payload("two")))).hasMessage("sync failed");
      disk.syncFails = false;
      assertThat(vault.append(List.of(payload("two"))).getFirst().pack()).isEqualTo(1);
      assertThat(damageIn(vault)).isEmpty();
    }
  }

  @Test
  void anInterruptedThreadReadsAndAppendsAndBreaksNothing() throws IOException {
    try (Vault vault = Vaults.open(folder)) {
      Thread.currentThread().interrupt();
      VaultRef ref = vault.append(List.of(payload("while interrupted"))).getFirst();
      assertThat(vault.read(ref)).isEqualTo(payload("while interrupted").borrow());
      assertThat(Thread.interrupted()).isTrue();
      assertThat(vault.read(vault.append(List.of(payload("after"))).getFirst()))
          .isEqualTo(payload("after").borrow());
    }
  }

  @Test
  void readersRunBesideAnAppend() throws Exception {
    try (Vault vault = PackVault.open(folder, 200_000, PackFile::new);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Payload> payloads = randomPayloads(new Random(8), 100, 2_000);
      List<VaultRef> refs = vault.append(payloads);
      List<Future<?>> running = new ArrayList<>();
      for (int reader = 0; reader < 8; reader++) {
        running.add(
            threads.submit(
                () -> {
                  for (int round = 0; round < 5; round++) {
                    assertAllThere(vault, refs, payloads);
                  }
                  return null;
                }));
      }
      for (int i = 0; i < 20; i++) {
        vault.append(payloads.subList(0, 10));
      }
      for (Future<?> each : running) {
        each.get();
      }
      assertThat(damageIn(vault)).isEmpty();
    }
  }

  /// A disk with so much room left; a write that does not fit is done as far as it goes.
  private static final class FillingDisk {
    private long room = Long.MAX_VALUE;
    private boolean syncFails;

    PackFile open(Path path, boolean forWriting) throws IOException {
      return new PackFile(path, forWriting) {
        @Override
        void write(long position, byte[] bytes, int offset, int length) throws IOException {
          int fits = (int) Math.min(room, length);
          super.write(position, bytes, offset, fits);
          room -= fits;
          if (fits < length) {
            throw new IOException("No space left on device");
          }
        }

        @Override
        void sync() throws IOException {
          if (syncFails) {
            throw new IOException("sync failed");
          }
          super.sync();
        }
      };
    }
  }
}
