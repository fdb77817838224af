import { errorFields, type Log } from "@coccinelle/core";
import type { SyncStore } from "@coccinelle/db";
import { endPass } from "../engine/end-pass.ts";
import { type PassResult, toFailure } from "../engine/pass-result.ts";

interface FailPassDeps {
  store: SyncStore;
  clock: () => Date;
  random: () => number;
  log: Log;
}

/** Records a pass that could not even begin its work, so that people see why. */
export async function failPass(deps: FailPassDeps, error: unknown): Promise<PassResult> {
  const begun = await deps.store.beginPass();
  if (begun === null) return { kind: "stopped" };
  const { result, failures } = toFailure(error, begun.failures, deps);
  deps.log(result.kind === "failed" ? "error" : "info", "sync_pass_not_begun", errorFields(error));
  return endPass(deps, result, { startedAt: deps.clock(), counts: new Map(), failures, cursors: {} });
}
