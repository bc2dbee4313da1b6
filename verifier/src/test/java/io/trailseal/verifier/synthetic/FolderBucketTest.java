package io.trailseal.verifier.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FolderBucketTest {
  @TempDir Path folder;
  private FolderBucket bucket;

  @BeforeEach
  void open() throws IOException {
    bucket = FolderBucket.at(folder.resolve("bucket"));
  }

  @Test
  void anObjectComesBackWithItsMetadata() throws IOException {
    Map<String, String> metadata = Map.of("signature", "ab\"\\\n12", "signature-algorithm", "RSA");
    bucket.put("a/b/object.json.gz", new byte[] {1, 2, 3}, metadata);

    StoredObject object = bucket.get("a/b/object.json.gz").orElseThrow();
    assertThat(object.content().toByteArray()).containsExactly(1, 2, 3);
    assertThat(object.metadata()).isEqualTo(metadata);
    assertThat(folder.resolve("bucket/a/b/object.json.gz.metadata.json")).isRegularFile();
  }

  @Test
  void metadataFilesAreNoObjectsAndAreOnlyThereWhenThereIsMetadata() throws IOException {
    bucket.put("a/one", new byte[1], Map.of("signature", "00"));
    bucket.put("a/two", new byte[1], Map.of());
    assertThat(bucket.keys("")).containsExactly("a/one", "a/two");
    assertThat(folder.resolve("bucket/a/two.metadata.json")).doesNotExist();

    bucket.put("a/one", new byte[1], Map.of());
    assertThat(bucket.get("a/one").orElseThrow().metadata()).isEmpty();
    assertThat(folder.resolve("bucket/a/one.metadata.json")).doesNotExist();
  }

  @Test
  void keysAreListedByPrefixAndInOrder() throws IOException {
    for (String key : new String[] {"b/2", "a-b/1", "a/2", "a/10", "a/1/x"}) {
      bucket.put(key, new byte[0], Map.of());
    }
    assertThat(bucket.keys("")).containsExactly("a-b/1", "a/1/x", "a/10", "a/2", "b/2");
    assertThat(bucket.keys("a/1")).containsExactly("a/1/x", "a/10");
    assertThat(bucket.keys("a/1/")).containsExactly("a/1/x");
    assertThat(bucket.keys("nothing/here")).isEmpty();
  }

  @Test
  void aDeletedObjectIsGoneWithItsMetadata() throws IOException {
    assertThat(bucket.isEmpty()).isTrue();
    bucket.put("a/one", new byte[1], Map.of("signature", "00"));
    assertThat(bucket.isEmpty()).isFalse();
    assertThat(bucket.delete("a/one")).isTrue();
    assertThat(bucket.delete("a/one")).isFalse();
    assertThat(bucket.get("a/one")).isEmpty();
    assertThat(folder.resolve("bucket/a/one.metadata.json")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/etc/outside",
        "../outside",
        "a/../../outside",
        "a/./b",
        "a//b",
        "a/",
        "a\\..\\..\\outside",
        "C:outside",
        "nul\0l",
        "a/object.metadata.json"
      })
  void aKeyThatWouldLeaveTheFolderIsRefused(String key) throws IOException {
    assertThatThrownBy(() -> bucket.put(key, new byte[1], Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("key ")
        .hasMessageNotContaining("\0");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("bucket"));
    }
  }

  @Test
  void aSymbolicLinkOutOfTheFolderIsNotFollowed() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.createSymbolicLink(folder.resolve("bucket/link"), outside);
    assertThatThrownBy(() -> bucket.put("link/object", new byte[1], Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("symbolic link");
    assertThat(outside).isEmptyDirectory();
  }
}
