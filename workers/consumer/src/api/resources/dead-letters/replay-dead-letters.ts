import {
  beginReplay,
  countNotFound,
  countSelection,
  countSyncFailures,
  type DeadLetterSelection,
  listSelectedLetters,
  type OperatorAct,
  type Replay,
  type ReplayRef,
  retrySyncFailures,
} from "@coccinelle/db";
import { getReplayRunner, getSyncService } from "../../../bindings.ts";
import { type Forecast, type ForecastOutcome, forecastReplay } from "../../../replays/forecast-replay.ts";
import { startReplay } from "../../../replays/start-replay.ts";
import type { OperationContext } from "../../frame/operation.ts";
import { jsonResponse } from "../../frame/responses.ts";
import { requestPass } from "../integrations/request-pass.ts";
import { type AskedSelection, readSelection, type SelectionBody } from "./dead-letter-selection.ts";

/**
 * The limits of the dead letters that a dry run tells in detail. Where D1 refuses each of them alone, each takes
 * about 4 round trips, and an invocation may make 1,000 subrequests. Their text stands up to 3 times in one
 * statement, which may have 2 MB.
 */
export const FORECAST_LIMITS = { letters: 150, bytes: 500_000 };

/** Replays a selection of dead letters, or tells what that would do. */
export async function replayDeadLetters(
  env: Env,
  tenantId: string | null,
  body: SelectionBody,
  context: OperationContext,
): Promise<Response> {
  const { actor, audit, clock, newId } = context;
  const { reason, dryRun, ...askedFor } = body;
  audit({ reason });
  const asked = readSelection(tenantId, body);
  if (dryRun) return jsonResponse(200, await forecast(env, tenantId, asked, context));

  const ref = { tenantId, replayId: newId() };
  const act = { actor: { id: actor.id, name: actor.name }, reason, at: clock() };
  // The audit gets the id before the replay begins, so that it names a replay whose answer was lost.
  audit({ target: ref.replayId });
  const replay = await begin(env, ref, asked, { act, askedFor }, context);
  audit({ count: replay.total });
  return jsonResponse(202, replay);
}

async function begin(
  env: Env,
  ref: ReplayRef,
  asked: AskedSelection,
  { act, askedFor }: { act: OperatorAct; askedFor: unknown },
  { log }: OperationContext,
): Promise<Replay> {
  if (asked.source === "events") {
    const write = () => beginReplay(env.DB, ref, asked.selection, act, askedFor);
    return await startReplay(ref, write, { runner: getReplayRunner(env), log });
  }
  const { tenantId, selection } = asked;
  const { replay, counts } = await retrySyncFailures(env.DB, { ...ref, tenantId }, selection, act, askedFor);
  const sync = getSyncService(env);
  for (const { integrationId, count } of counts) {
    if (count > 0) await requestPass({ tenantId, integrationId }, { sync, log });
  }
  return replay;
}

async function forecast(
  env: Env,
  tenantId: string | null,
  asked: AskedSelection,
  { newId }: OperationContext,
) {
  if (asked.source === "events") {
    return await forecastEvents({ db: env.DB, newId }, tenantId, asked.selection);
  }
  const counts = await countSyncFailures(env.DB, asked.tenantId, asked.selection);
  const integrations = counts.filter(({ count }) => count > 0);
  const total = integrations.reduce((sum, { count }) => sum + count, 0);
  const notFound = countNotFound(asked.selection, total);
  const others = { alreadySettled: 0, inOtherReplay: 0, notReplayable: 0, notFound };
  return { dryRun: true, total, ...others, items: [], summary: summarize([]), integrations };
}

async function forecastEvents(
  { db, newId }: { db: D1Database; newId: () => string },
  tenantId: string | null,
  selection: DeadLetterSelection,
) {
  const { total, ...counts } = await countSelection(db, tenantId, selection);
  const letters = await listSelectedLetters(db, tenantId, selection, FORECAST_LIMITS);
  const items = await forecastReplay(letters, { db, newId });
  return {
    dryRun: true,
    total: total - counts.notReplayable,
    ...counts,
    items,
    summary: summarize(items),
  };
}

function summarize(items: readonly Forecast[]): Record<ForecastOutcome, number> {
  const summary = { creates_customer: 0, adds_activity: 0, nothing: 0, fails: 0 };
  for (const { outcome } of items) summary[outcome] += 1;
  return summary;
}
