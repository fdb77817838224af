import type { BulkJob, MappingWrite, SyncCursors } from "@coccinelle/db";
import type { PassContext } from "../pass-context.ts";

/** Mappings in one transaction. More of them would keep everybody else from the database for too long. */
const SLICE_SIZE = 500;

/** Writes the mappings of a job's customers in slices, and last the state of the job. A slice may be written again. */
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
