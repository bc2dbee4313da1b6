package io.trailseal.api.oidc;

import static io.trailseal.indexer.access.Role.ANALYST;
import static io.trailseal.indexer.access.Role.AUDITOR;
import static io.trailseal.indexer.access.Role.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.api.oidc.GroupRoles.Grant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GroupRolesTest {
  private static final String A = "111122223333";
  private static final String B = "444455556666";

  private static Optional<Grant> grant(String text, String... groups) {
    return GroupRoles.parse(text).grant(List.of(groups));
  }

  @Test
  void aGroupGivesItsRoles() {
    String text = "sec = auditor; CN=ops,OU=it = operator analyst ;";
    assertThat(grant(text, "sec")).contains(new Grant(Set.of(AUDITOR), Optional.empty()));
    assertThat(grant(text, "other", "CN=ops,OU=it"))
        .contains(new Grant(Set.of(OPERATOR, ANALYST), Optional.empty()));
    assertThat(grant(text)).isEmpty();
  }

  @Test
  void aGroupIsMeantToTheLetter() {
    assertThat(grant("sec = auditor", "Sec", "se", "sec ", "/sec", "")).isEmpty();
  }

  @Test
  void accountsOfOneRoleAddUp() {
    String text = "a = analyst in %s; b = analyst in %s; all = analyst".formatted(A, B);
    assertThat(grant(text, "a")).contains(new Grant(Set.of(ANALYST), Optional.of(Set.of(A))));
    assertThat(grant(text, "a", "b"))
        .contains(new Grant(Set.of(ANALYST), Optional.of(Set.of(A, B))));
    assertThat(grant(text, "a", "all")).contains(new Grant(Set.of(ANALYST), Optional.empty()));
  }

  @Test
  void aRoleThatShowsNoEventsWidensNoRestriction() {
    String text = "a = analyst in %s; ops = operator".formatted(A);
    assertThat(grant(text, "a", "ops"))
        .contains(new Grant(Set.of(ANALYST, OPERATOR), Optional.of(Set.of(A))));
  }

  @Test
  void anAuditorForSomeAccountsDoesNotBecomeOneForAll() {
    String text = "all = analyst; a = auditor in %s".formatted(A);
    assertThat(grant(text, "all", "a"))
        .contains(new Grant(Set.of(ANALYST, AUDITOR), Optional.of(Set.of(A))));
  }

  @Test
  void whatIsReadIsPrintedAsItCanBeReadAgain() {
    GroupRoles read =
        GroupRoles.parse("x=operator;  a b = auditor ANALYST in %s,%s".formatted(B, A));
    assertThat(read).hasToString("x = operator; a b = analyst auditor in %s %s".formatted(A, B));
    assertThat(GroupRoles.parse(read.toString())).isEqualTo(read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "analyst",
        "= analyst",
        "a =",
        "a = root",
        "a = in 111122223333",
        "a = analyst in",
        "a = analyst in 11112222333",
        "a = analyst 111122223333"
      })
  void whatIsNoMappingIsSaid(String text) {
    assertThatThrownBy(() -> GroupRoles.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("must ");
  }
}
