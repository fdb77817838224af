import type { BulkJob, MappingWrite, SyncCursors } from "@coccinelle/db";
import type { PassContext } from "../pass-context.ts";

/** Mappings in one transaction: more of them would keep the database from everybody else. */
const SLICE_SIZE = 500;

/** Writes what became of a job's customers, in slices, and last where the job stands. A slice may be written again. */
export async function commitBulk(
  pass: PassContext,
  { mappings, changed }: { mappings: readonly MappingWrite[]; changed: readonly string[] },
  cursors: { bulk: BulkJob | null } & Partial<SyncCursors>,
): Promise<void> {
  const { store } = pass;
  for (let start = 0; start < mappings.length; start += SLICE_SIZE) {
    await store.commit({ mappings: mappings.slice(start, start + SLICE_SIZE) });
  }
  await store.commit({ changed, cursors });
  Object.assign(pass.cursors, cursors);
}
