/// The trust kernel. What it requires is the promise: no network, no database, no framework.
module io.trailseal.verifier {
  requires static org.jspecify;
  requires tools.jackson.core;
  requires org.bouncycastle.provider;

  exports io.trailseal.verifier;
  exports io.trailseal.verifier.check;
  exports io.trailseal.verifier.cli;
  exports io.trailseal.verifier.digest;
  exports io.trailseal.verifier.key;
  exports io.trailseal.verifier.proof;
  exports io.trailseal.verifier.report;
  exports io.trailseal.verifier.source;
  exports io.trailseal.verifier.synthetic;
  exports io.trailseal.verifier.trail;
}
