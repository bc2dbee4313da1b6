package io.trailseal.indexer.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AddressesTest {
  @Test
  void addressesOfBothFamiliesAreRead() {
    assertThat(Addresses.parse("203.0.113.7").map(InetAddress::getHostAddress))
        .contains("203.0.113.7");
    assertThat(Addresses.parse("0.0.0.0")).isPresent();
    assertThat(Addresses.parse("2001:DB8::1").map(InetAddress::getHostAddress))
        .contains("2001:db8:0:0:0:0:0:1");
    assertThat(Addresses.parse("::ffff:10.0.0.1")).contains(Addresses.parse("10.0.0.1").get());
  }

  @Test
  void whatTheJdkWouldGuessAtIsRefused() {
    for (String text :
        List.of(
            "",
            "1.2",
            "1.2.3",
            "1.2.3.4.",
            ".1.2.3",
            "1.2.3.4.5",
            "256.1.1.1",
            "01.2.3.4",
            "0x7f.0.0.1",
            "localhost",
            "AWS Internal",
            "fe80::1%eth0",
            "[::1]",
            ":",
            "1::2::3",
            "s3.amazonaws.com",
            "１.2.3.4",
            "99999999999.1.1.1")) {
      assertThat(Addresses.parse(text)).as(text).isEmpty();
    }
  }

  @Test
  void aBlockHasAPrefixThatFits() {
    assertThat(Addresses.parseBlock("10.0.0.0/8").map(Addresses.Block::prefixLength)).contains(8);
    assertThat(Addresses.parseBlock("2001:db8::/128")).isPresent();
    for (String text :
        List.of("10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "::/129", "x/8", "1.1.1.1/-1")) {
      assertThat(Addresses.parseBlock(text)).as(text).isEmpty();
    }
  }
}
