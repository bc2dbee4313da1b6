package io.trailseal.api.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.core.convert.ConversionService;
import io.micronaut.http.netty.NettyHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxyTrustTest {
  private static final ProxyTrust TRUST =
      new ProxyTrust(
          List.of(Network.parse("10.1.0.0/16"), Network.parse("2001:db8::/32")),
          Optional.of("X-Remote-User"));

  private static Peer peer(ProxyTrust trust, String remote, String... headers) throws Exception {
    // Also values that a server would not let through.
    HttpHeaders all = DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1]);
    }
    return trust.peer(
        InetAddress.ofLiteral(remote), false, new NettyHttpHeaders(all, ConversionService.SHARED));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.1.2.3    | 192.0.2.7                       | 192.0.2.7",
        "10.1.2.3    | 203.0.113.9, 192.0.2.7          | 192.0.2.7",
        "10.1.2.3    | 203.0.113.9, 192.0.2.7, 10.1.9.9| 192.0.2.7",
        "10.1.2.3    | 10.1.7.7, 10.1.9.9              | 10.1.7.7",
        "10.1.2.3    | 192.0.2.7:4711                  | 192.0.2.7",
        "10.1.2.3    | [2001:db9::1]:4711              | 2001:db9:0:0:0:0:0:1",
        "10.1.2.3    | 127.0.0.1                       | 127.0.0.1",
        "10.1.2.3    | unknown                         | 10.1.2.3",
        "10.1.2.3    | 192.0.2.7, evil.example         | 10.1.2.3",
        "10.1.2.3    | ''                              | 10.1.2.3",
        "2001:db8::1 | 2001:db9::7                     | 2001:db9:0:0:0:0:0:7",
        "10.2.2.3    | 192.0.2.7                       | 10.2.2.3",
        "192.0.2.1   | 10.1.2.3                        | 192.0.2.1",
      })
  void theRightmostThatIsNoProxyOfOursAsks(String remote, String forwarded, String address)
      throws Exception {
    Peer peer = peer(TRUST, remote, "X-Forwarded-For", forwarded);
    assertThat(peer.from()).isEqualTo(address);
    // What a proxy passes on never counts as this machine, whatever it names.
    assertThat(peer.thisMachine()).isFalse();
  }

  @Test
  void severalHeadersAreOneList() throws Exception {
    assertThat(
            peer(
                    TRUST,
                    "10.1.2.3",
                    "X-Forwarded-For",
                    "203.0.113.9",
                    "X-Forwarded-For",
                    "192.0.2.7")
                .from())
        .isEqualTo("192.0.2.7");
  }

  @Test
  void aUsersNameIsBelievedFromAProxyOnly() throws Exception {
    assertThat(peer(TRUST, "10.1.2.3", "X-Remote-User", "alice").user()).contains("alice");
    assertThat(peer(TRUST, "10.1.2.3").user()).isEmpty();
    assertThat(peer(TRUST, "192.0.2.1", "X-Remote-User", "alice").user()).isEmpty();
    assertThat(peer(TRUST, "127.0.0.1", "X-Remote-User", "alice").user()).isEmpty();
    ProxyTrust withoutUsers = new ProxyTrust(TRUST.proxies(), Optional.empty());
    assertThat(peer(withoutUsers, "10.1.2.3", "X-Remote-User", "alice").user()).isEmpty();
    for (String wrong : List.of("", " ", "a b", "a\tb", "é", "x".repeat(129))) {
      assertThatThrownBy(() -> peer(TRUST, "10.1.2.3", "X-Remote-User", wrong))
          .isInstanceOf(ProxyTrust.UnbelievableException.class);
    }
    assertThatThrownBy(
            () -> peer(TRUST, "10.1.2.3", "X-Remote-User", "alice", "X-Remote-User", "root"))
        .isInstanceOf(ProxyTrust.UnbelievableException.class);
  }

  @Test
  void whoPassesOnIsNotThisMachine() throws Exception {
    assertThat(peer(ProxyTrust.NOBODY, "127.0.0.1").thisMachine()).isTrue();
    assertThat(peer(ProxyTrust.NOBODY, "::1").thisMachine()).isTrue();
    assertThat(peer(ProxyTrust.NOBODY, "192.0.2.1").thisMachine()).isFalse();
    for (String header : List.of("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP")) {
      assertThat(peer(ProxyTrust.NOBODY, "127.0.0.1", header, "127.0.0.1").thisMachine()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.128/25, 192.0.2.200, true",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "0.0.0.0/0, 203.0.113.1, true",
    "0.0.0.0/0, ::1, false",
    "'::/0', 203.0.113.1, false",
    "'2001:db8::/33', '2001:db8:7fff::1', true",
    "'2001:db8::/33', '2001:db8:8000::1', false",
    "'::ffff:10.0.0.1', 10.0.0.1, true",
  })
  void aRangeHoldsWhatSharesItsBits(String network, String address, boolean contained) {
    assertThat(Network.parse(network).contains(InetAddress.ofLiteral(address)))
        .isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.com",
        "10.0.0.0/33",
        "10.0.0.1/8",
        "10.0.0.0/",
        "10.0.0",
        "10.0.0.256",
        "::1/129",
        "fe80::1%eth0",
        "10.0.0.0/8/8",
        "0x7f.0.0.1",
        "-1",
      })
  void whatIsNoRangeIsSaidWithWhatOneIs(String wrong) {
    assertThatThrownBy(() -> Network.parse(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("must ");
  }
}
