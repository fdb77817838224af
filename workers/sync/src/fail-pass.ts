import {
  AuthorizationError,
  backoffSeconds,
  errorFields,
  errorMessage,
  type Log,
  RetryAfterError,
  type SyncStatus,
} from "@coccinelle/core";
import type { SyncStore } from "@coccinelle/db";
import type { PassResult } from "./engine/run-pass.ts";

interface FailPassDeps {
  store: SyncStore;
  clock: () => Date;
  random: () => number;
  log: Log;
}

/** Records a pass that could not even begin its work, so that people see why. */
export async function failPass(
  { store, clock, random, log }: FailPassDeps,
  error: unknown,
): Promise<PassResult> {
  const begun = await store.beginPass();
  if (begun === null) return { kind: "stopped" };
  const now = clock();
  const { result, status, failures } = judge(error, begun.failures, { now, random });
  log(status === "error" ? "error" : "info", "sync_pass_not_begun", {
    result: result.kind,
    ...errorFields(error),
  });
  await store.endPass({
    status,
    result: result.kind,
    startedAt: now,
    finishedAt: now,
    failures,
    counts: {},
    error: errorMessage(error),
  });
  return result;
}

function judge(
  error: unknown,
  failures: number,
  { now, random }: { now: Date; random: () => number },
): { result: PassResult; status: SyncStatus; failures: number } {
  const reason = errorMessage(error);
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  if (error instanceof AuthorizationError) {
    return { result: { kind: "needs_auth", reason }, status: "needs_auth", failures };
  }
  if (error instanceof RetryAfterError) {
    return {
      result: { kind: "wait", until: after(error.retryAfterSeconds), reason },
      status: "idle",
      failures,
    };
  }
  const retryAt = after(backoffSeconds(failures + 1, random));
  return { result: { kind: "failed", retryAt, reason }, status: "error", failures: failures + 1 };
}
