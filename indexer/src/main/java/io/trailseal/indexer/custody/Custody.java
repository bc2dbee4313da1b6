package io.trailseal.indexer.custody;

import io.trailseal.indexer.follow.Follower;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import java.io.IOException;
import java.util.List;

/// Runs the verifier on arrivals and appends what it concludes.
public final class Custody implements Follower {
  private final Ledger ledger;
  private final Vault vault;

  public Custody(Ledger ledger, Vault vault) {
    this.ledger = ledger;
    this.vault = vault;
  }

  /// Enters the keys of a ListPublicKeys answer (a file's bytes) into the key ring: from now on
  /// what they signed counts as CloudTrail's. Only a person who compared the fingerprints with
  /// AWS's own answer should call this.
  ///
  /// @param region the AWS region whose digests they sign
  /// @param provenance how they were learned, for a person
  /// @return how many were new
  public int trustKeys(byte[] listPublicKeysAnswer, String region, String provenance)
      throws IOException {
    throw new IOException(
        "custody not built yet: " + region + provenance + listPublicKeysAnswer.length + vault);
  }

  /// Concludes what is absent: for every log file and digest that a verified digest names and that
  /// is not here, the verdict `missing`; for every log file that no digest lists although the
  /// digests around its delivery time are here and verified, `unlisted`. To be called when a source
  /// has been taken in to its end, because before that everything is still absent.
  public void concludeAbsences() throws IOException {
    throw new IOException("custody not built yet");
  }

  @Override
  public String name() {
    return "custody";
  }

  @Override
  public LedgerPosition position() throws IOException {
    return ledger.custodyPosition();
  }

  @Override
  public void follow(List<Recorded> batch) throws IOException {
    throw new IOException("custody not built yet");
  }

  @Override
  public void settle() {}
}
