package io.trailseal.api.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.ProblemException;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Role;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ExportsTest {
  private static Caller with(Role... roles) {
    return new Caller(
        Caller.Kind.USER, "ann", Optional.empty(), Set.of(roles), Optional.empty(), "127.0.0.1");
  }

  @Test
  void anAnalystsExportEndsAtAThousandHundredsAndAnAuditorsNowhere() {
    long most = Exports.EVENTS_OF_ANALYSTS_MAX;
    assertThatCode(() -> Exports.refuseTooMany(with(Role.ANALYST), most))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Exports.refuseTooMany(with(Role.ANALYST), most + 1))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.EXPORT_TOO_LARGE))
        .hasMessageContaining("100,000");
    assertThatCode(() -> Exports.refuseTooMany(with(Role.AUDITOR, Role.ANALYST), Long.MAX_VALUE))
        .doesNotThrowAnyException();
  }
}
