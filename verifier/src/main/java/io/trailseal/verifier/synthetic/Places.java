package io.trailseal.verifier.synthetic;

import java.util.List;

/// Where calls come from, and with which program.
///
/// Addresses are taken from networks that belong to nobody: private ones, 192.0.2.0/24 (RFC 5737),
/// 198.18.0.0/15 (RFC 2544) and 2001:db8::/32 (RFC 3849). 198.51.100.0/24 and 203.0.113.0/24 are
/// the [story's][Story] intruder's alone.
final class Places {
  private static final String BROWSER =
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";

  private static final List<List<String>> AGENTS_OF_APPS =
      List.of(
          List.of(
              "aws-sdk-java/2.29.20 md/io#sync md/http#Apache ua/2.1 os/Linux#6.1.115-126.197.amzn2023.x86_64 lang/java#21.0.5 md/OpenJDK_64-Bit_Server_VM#21.0.5+11-LTS md/vendor#Amazon.com_Inc. md/en_US cfg/retry-mode#standard"),
          List.of("aws-sdk-go-v2/1.32.5 os/linux lang/go#1.23.3 md/GOOS#linux md/GOARCH#arm64"),
          List.of(
              "Boto3/1.35.71 md/Botocore#1.35.71 ua/2.0 os/linux#6.1.115-126.197.amzn2023.x86_64 md/arch#x86_64 lang/python#3.12.7 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.35.71"),
          List.of(
              "aws-sdk-js/3.699.0 ua/2.1 os/linux#5.10.228-219.884.amzn2.x86_64 lang/js md/nodejs#22.11.0 api/s3#3.699.0"),
          List.of(
              "aws-sdk-go/1.55.5 (go1.22.9; linux; amd64) amazon-ssm-agent/3.3.1611.0",
              "amazon-ssm-agent/3.3.1611.0"));

  private final Dice dice;
  private final String region;

  Places(Dice dice, String region) {
    this.dice = dice;
    this.region = region;
  }

  byte[][] addresses(Kind kind, int number, String service) {
    List<String> addresses =
        switch (kind) {
          case SLR, SERVICE, FAS -> List.of(service + ".amazonaws.com");
          case APP ->
              number % 4 == 0
                  ? List.of("10.0.%d.%d".formatted(dice.below(250), 4 + dice.below(250)))
                  : List.of(anywhere());
          case LAMBDA, CI -> List.of(anywhere(), anywhere(), anywhere());
          case SSO, CONSOLE -> List.of(office(), number % 3 == 0 ? office6() : office());
          case USER -> List.of(office());
          case ROOT -> List.of("192.0.2.10");
        };
    return bytes(addresses);
  }

  private String anywhere() {
    return "198.%d.%d.%d".formatted(18 + dice.below(2), dice.below(256), 1 + dice.below(254));
  }

  private String office() {
    return "192.0.2." + (10 + dice.below(60));
  }

  private String office6() {
    return "2001:db8:%s:%s:%s:%s:%s:%s"
        .formatted(dice.hex(3), dice.hex(2), dice.hex(4), dice.hex(4), dice.hex(4), dice.hex(4))
        .replaceAll(":0+([0-9a-f])", ":$1");
  }

  byte[][] agents(Kind kind, int number, String service) {
    List<String> agents =
        switch (kind) {
          case SLR, SERVICE, FAS -> List.of(service + ".amazonaws.com");
          case APP -> AGENTS_OF_APPS.get(number % AGENTS_OF_APPS.size());
          case LAMBDA ->
              List.of(
                  "Boto3/1.35.71 md/Botocore#1.35.71 ua/2.0 os/linux#5.10.228-240.880.amzn2.x86_64 md/arch#x86_64 lang/python#3.12.7 md/pyimpl#CPython exec-env/AWS_Lambda_python3.12 cfg/retry-mode#legacy Botocore/1.35.71");
          case CI ->
              number % 2 == 0
                  ? List.of(
                      "APN/1.0 HashiCorp/1.0 Terraform/1.9.8 (+https://www.terraform.io) terraform-provider-aws/5.77.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.32.5 ua/2.1 os/linux lang/go#1.23.3 md/GOOS#linux md/GOARCH#amd64")
                  : List.of(
                      "aws-cli/2.22.5 md/awscrt#0.22.0 ua/2.0 os/linux#6.8.0-1017-azure md/arch#x86_64 lang/python#3.12.6 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off");
          case SSO, USER ->
              kind == Kind.SSO && number % 2 == 0
                  ? List.of(BROWSER, "aws-internal/3 aws-sdk-java/1.12.779 console." + region)
                  : List.of(
                      "aws-cli/2.22.5 md/awscrt#0.22.0 ua/2.0 os/macos#24.1.0 md/arch#arm64 lang/python#3.12.6 md/pyimpl#CPython cfg/retry-mode#standard md/installer#source md/prompt#off",
                      "Boto3/1.34.162 md/Botocore#1.34.162 ua/2.0 os/macos#24.1.0 md/arch#arm64 lang/python#3.11.9 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.34.162");
          case CONSOLE, ROOT -> List.of(BROWSER);
        };
    return bytes(agents);
  }

  private static byte[][] bytes(List<String> texts) {
    return texts.stream().map(ByteDraft::ascii).toArray(byte[][]::new);
  }
}
