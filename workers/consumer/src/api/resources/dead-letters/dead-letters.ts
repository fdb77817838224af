import { NotFoundError } from "@coccinelle/core";
import {
  countSelection,
  discardDeadLetters,
  findDeadLetter,
  findSyncFailure,
  listDeadLetters,
  listSyncFailures,
  parseSyncFailureId,
} from "@coccinelle/db";
import type * as z from "zod";
import { invalidRequest } from "../../frame/api-error.ts";
import { PageQuery } from "../../frame/fields.ts";
import { defineOperation, NoBody, NoQuery, type OperationContext } from "../../frame/operation.ts";
import { jsonResponse } from "../../frame/responses.ts";
import {
  DeadLetterDetail,
  DeadLetterPage,
  DiscardAnswer,
  EditAnswer,
  ForecastAnswer,
  ReplayAnswer,
} from "./dead-letter-answers.ts";
import {
  checkSyncFilter,
  FilterFields,
  readEventReason,
  readSelection,
  readSyncReason,
  SelectionBody,
} from "./dead-letter-selection.ts";
import { EditBody, editDeadLetter } from "./edit-dead-letter.ts";
import { replayDeadLetters } from "./replay-dead-letters.ts";
import { SCOPES } from "./scopes.ts";

const ListDeadLettersQuery = PageQuery.extend(FilterFields);

export const deadLetterOperations = SCOPES.flatMap(({ path, whose, params, rowParams, reads, changes }) => [
  defineOperation({
    method: "GET",
    path: `${path}/dead-letters`,
    access: reads,
    summary: `List the dead letters ${whose}, the latest failure first; with source=sync the customers and activities that a CRM does not have as it should`,
    params,
    query: ListDeadLettersQuery,
    body: NoBody,
    answers: { 200: DeadLetterPage },
    handle: ({ params: { tenantId }, query }, env) => listResponse(env, tenantId, query),
  }),
  defineOperation({
    method: "GET",
    path: `${path}/dead-letters/:id`,
    access: reads,
    summary: `Show a dead letter ${whose}, with its whole event and its history`,
    params: rowParams,
    query: NoQuery,
    body: NoBody,
    answers: { 200: DeadLetterDetail },
    handle: ({ params: { tenantId, id } }, env) => itemResponse(env, tenantId, id),
  }),
  defineOperation({
    method: "POST",
    path: `${path}/dead-letters/replay`,
    access: changes,
    summary: `Send dead letters ${whose} again, or tell what that would do`,
    params,
    query: NoQuery,
    body: SelectionBody,
    answers: { 202: ReplayAnswer, 200: ForecastAnswer },
    handle: ({ params: { tenantId }, body }, env, context) => replayDeadLetters(env, tenantId, body, context),
  }),
  defineOperation({
    method: "POST",
    path: `${path}/dead-letters/discard`,
    access: changes,
    summary: `Put dead letters ${whose} aside for good, or count how many that would be`,
    params,
    query: NoQuery,
    body: SelectionBody,
    answers: { 200: DiscardAnswer },
    handle: ({ params: { tenantId }, body }, env, context) => discardResponse(env, tenantId, body, context),
  }),
  defineOperation({
    method: "POST",
    path: `${path}/dead-letters/:id/edit`,
    access: changes,
    summary: `Send a corrected event in the place of a dead letter ${whose}, or tell what that would do`,
    params: rowParams,
    query: NoQuery,
    body: EditBody,
    answers: { 202: EditAnswer, 200: EditAnswer },
    handle: ({ params, body }, env, context) => editDeadLetter(env, params, body, context),
  }),
]);

async function listResponse(
  env: Env,
  tenantId: string | null,
  { limit, cursor, source, reason, ...filter }: z.output<typeof ListDeadLettersQuery>,
): Promise<Response> {
  const page = { limit, cursor };
  if (source === "events") {
    const events = { ...filter, reason: readEventReason(reason) };
    return jsonResponse(200, await listDeadLetters(env.DB, tenantId, events, page));
  }
  checkSyncFilter(filter);
  if (tenantId === null) {
    throw invalidRequest([{ path: "source", message: "failed syncs all have a tenant" }]);
  }
  return jsonResponse(
    200,
    await listSyncFailures(env.DB, tenantId, { reason: readSyncReason(reason) }, page),
  );
}

async function itemResponse(env: Env, tenantId: string | null, id: string): Promise<Response> {
  const syncKey = tenantId === null ? null : parseSyncFailureId(id);
  if (tenantId !== null && syncKey !== null) {
    const failure = await findSyncFailure(env.DB, tenantId, syncKey);
    if (!failure) throw notFound();
    return jsonResponse(200, { ...failure, history: [] });
  }
  const deadLetter = await findDeadLetter(env.DB, tenantId, id);
  if (!deadLetter) throw notFound();
  return jsonResponse(200, deadLetter);
}

async function discardResponse(
  env: Env,
  tenantId: string | null,
  body: SelectionBody,
  { actor, audit, clock }: OperationContext,
): Promise<Response> {
  const { reason, dryRun } = body;
  audit({ reason });
  const asked = readSelection(tenantId, body);
  if (asked.source === "sync") {
    throw invalidRequest([{ path: "ids", message: "failed syncs cannot be discarded: mend or delete them" }]);
  }
  if (asked.selection.status !== "parked") {
    throw invalidRequest([{ path: "status", message: "only parked dead letters can be discarded" }]);
  }
  if (dryRun) {
    return jsonResponse(200, { dryRun, ...(await countSelection(env.DB, tenantId, asked.selection)) });
  }
  const act = { actor: { id: actor.id, name: actor.name }, reason, at: clock() };
  const counts = await discardDeadLetters(env.DB, tenantId, asked.selection, act);
  audit({ count: counts.total });
  return jsonResponse(200, { dryRun, ...counts });
}

function notFound(): NotFoundError {
  return new NotFoundError("dead letter: there is none with this id");
}
