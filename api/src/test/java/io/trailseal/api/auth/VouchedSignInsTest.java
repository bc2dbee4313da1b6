package io.trailseal.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.api.error.ProblemException;
import io.trailseal.api.oidc.GroupRoles.Grant;
import io.trailseal.api.oidc.Identity;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.AccessEntry;
import io.trailseal.indexer.access.AccessQuestion;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Role;
import io.trailseal.indexer.ledger.AccessDetail;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VouchedSignInsTest {
  @TempDir Path folder;
  private Instant now = Instant.parse("2026-03-10T12:00:00Z");
  private Store store;
  private VouchedSignIns signIns;

  @BeforeEach
  void open() throws IOException {
    store = Store.open(folder, "a test", () -> now);
    signIns = new VouchedSignIns(store);
  }

  @AfterEach
  void close() throws IOException {
    assertThat(store.fsck().check()).isEmpty();
    store.close();
  }

  private static Identity nemo(Optional<Grant> grant) {
    return new Identity(
        "https://idp.example", "Example", "7", "Nemo", grant, OptionalInt.of(1), "/");
  }

  private ProblemException refusal(Supplier<Identity> arriving) {
    // Each in a minute of its own, so that each is entered at once.
    now = now.plus(Duration.ofMinutes(2));
    return catchThrowableOfType(
        ProblemException.class,
        () -> signIns.signIn(signIns.identify(arriving, "192.0.2.1"), "192.0.2.1"));
  }

  private AccessEntry last() throws IOException {
    List<AccessEntry> entries =
        store.accessRecord().find(AccessQuestion.ALL, Optional.empty(), 1).entries();
    return entries.getFirst();
  }

  @Test
  void whoIsLetInIsOnRecordAndSoIsWhoIsNot() throws Exception {
    assertThat(refusal(() -> nemo(Optional.empty())).problem().code())
        .isEqualTo(ErrorCode.SIGN_IN_WITHOUT_ROLE);
    assertThat(last().accessed().action().name()).isEqualTo("SIGN_IN_REFUSED");
    assertThat(last().accessed().who().name()).isEqualTo("Nemo");
    assertThat(last().accessed().who().address()).isEqualTo("192.0.2.1");
    assertThat(last().detail(AccessDetail.REASON))
        .contains("identity provider: you are known, and may do nothing here");

    Grant grant = new Grant(Set.of(Role.AUDITOR), Optional.empty());
    SignedIn in = signIns.signIn(nemo(Optional.of(grant)), "192.0.2.1");
    assertThat(in.name()).startsWith("nemo~");
    assertThat(last().accessed().action().name()).isEqualTo("SIGNED_IN");
    assertThat(last().accessed().who().name()).isEqualTo(in.name());

    var _ = store.accounts().setDisabled(in.name(), true, Caller.machine("a test"));
    ProblemException disabled = refusal(() -> nemo(Optional.of(grant)));
    assertThat(disabled.problem().detail()).isEqualTo(in.name() + " is disabled here");
    assertThat(last().accessed().action().name()).isEqualTo("SIGN_IN_REFUSED");
    assertThat(last().accessed().who().name()).isEqualTo(in.name());

    ProblemException untrusted =
        refusal(
            () -> {
              throw Problem.of(ErrorCode.PROVIDER_NOT_BELIEVED, "a reason").exception();
            });
    assertThat(untrusted.problem().detail()).isEqualTo("a reason");
    assertThat(last().detail(AccessDetail.REASON))
        .contains("identity provider: the identity provider's answer is not believed");
  }

  @Test
  void whoLostEveryGroupIsPutOut() throws Exception {
    Grant grant = new Grant(Set.of(Role.AUDITOR), Optional.empty());
    SignedIn in = signIns.signIn(nemo(Optional.of(grant)), "192.0.2.1");
    assertThat(refusal(() -> nemo(Optional.empty())).problem().code())
        .isEqualTo(ErrorCode.SIGN_IN_WITHOUT_ROLE);
    assertThat(store.accounts().user(in.name()).orElseThrow().generation())
        .isNotEqualTo(in.generation());
    assertThat(last().accessed().who().name()).isEqualTo(in.name());
  }
}
