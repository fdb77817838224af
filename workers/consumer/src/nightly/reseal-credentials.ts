import { errorFields, type Log } from "@coccinelle/core";
import { listCredentialsToReseal, replaceCredentials, type SealedCredentials } from "@coccinelle/db";
import { credentialsPlace, type Vault } from "@coccinelle/vault";

const PAGE_SIZE = 100;

interface ResealDeps {
  db: D1Database;
  vault: Vault;
  log: Log;
}

type ResealOutcome = "resealed" | "changedMeanwhile" | "failed";

/**
 * Seals all credentials under the vault's current key, so that an operator can take an older key out of the
 * keyring. Credentials that somebody changes meanwhile keep the new value. Credentials that do not open are
 * logged and stay as they are.
 */
export async function resealCredentials(deps: ResealDeps): Promise<void> {
  const counts: Record<ResealOutcome, number> = { resealed: 0, changedMeanwhile: 0, failed: 0 };
  const done = new Set<string>();
  for (;;) {
    // Rows that were not resealed stay in the list. The page has room for them, so that they hide no others.
    const room = PAGE_SIZE + counts.changedMeanwhile + counts.failed;
    const page = await listCredentialsToReseal(deps.db, deps.vault.currentPrefix, room);
    const due = page.filter((row) => !done.has(`${row.table} ${row.id}`));
    if (due.length === 0) break;
    for (const row of due) {
      counts[await reseal(row, deps)] += 1;
      done.add(`${row.table} ${row.id}`);
    }
  }
  deps.log(counts.failed > 0 ? "error" : "info", "credentials_resealed", counts);
}

async function reseal(row: SealedCredentials, { db, vault, log }: ResealDeps): Promise<ResealOutcome> {
  const place = credentialsPlace(row.table, row);
  let plaintext: string;
  try {
    plaintext = await vault.open(row.credentials, place);
  } catch (error) {
    log("error", "credentials_not_resealed", errorFields(error));
    return "failed";
  }
  const sealed = await vault.seal(plaintext, place);
  return (await replaceCredentials(db, row, sealed)) ? "resealed" : "changedMeanwhile";
}
