/// Who may use the appliance, and who asked what, and when?
///
/// Accounts and tokens lie in tables of the ledger's database and can be changed; that they were
/// changed, and everything anybody did, are entries of the ledger and cannot.
@NullMarked
package io.trailseal.indexer.access;

import org.jspecify.annotations.NullMarked;
