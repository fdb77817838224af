import { ConflictError, NotFoundError } from "@coccinelle/core";
import { cancelReplay, countRecorded, findReplay, listReplays } from "@coccinelle/db";
import { PageQuery } from "../../frame/fields.ts";
import { defineOperation, NoBody, NoQuery } from "../../frame/operation.ts";
import { jsonResponse } from "../../frame/responses.ts";
import { ReplayAnswer, ReplayDetail, ReplayPage } from "./dead-letter-answers.ts";
import { SCOPES } from "./scopes.ts";

export const replayOperations = SCOPES.flatMap(({ path, whose, params, rowParams, reads, changes }) => [
  defineOperation({
    method: "GET",
    path: `${path}/replays`,
    access: reads,
    summary: `List the replays of dead letters ${whose}, the latest first`,
    params,
    query: PageQuery,
    body: NoBody,
    answers: { 200: ReplayPage },
    async handle({ params: { tenantId }, query }, env) {
      return jsonResponse(200, await listReplays(env.DB, tenantId, query));
    },
  }),
  defineOperation({
    method: "GET",
    path: `${path}/replays/:id`,
    access: reads,
    summary: `Show how far a replay of dead letters ${whose} has come`,
    params: rowParams,
    query: NoQuery,
    body: NoBody,
    answers: { 200: ReplayDetail },
    async handle({ params: { tenantId, id } }, env) {
      const replay = await findReplay(env.DB, { tenantId, replayId: id });
      if (!replay) throw notFound();
      return jsonResponse(200, { ...replay, recorded: await countRecorded(env.DB, replay) });
    },
  }),
  defineOperation({
    method: "POST",
    path: `${path}/replays/:id/cancel`,
    access: changes,
    summary: `End a replay of dead letters ${whose} before its next page; the events that were sent stay sent`,
    params: rowParams,
    query: NoQuery,
    body: NoBody,
    answers: { 200: ReplayAnswer },
    async handle({ params: { tenantId, id } }, env, { clock }) {
      const ref = { tenantId, replayId: id };
      const cancelled = await cancelReplay(env.DB, ref, clock());
      if (cancelled) return jsonResponse(200, cancelled);
      if (await findReplay(env.DB, ref)) throw new ConflictError("replay: it has ended already");
      throw notFound();
    },
  }),
]);

function notFound(): NotFoundError {
  return new NotFoundError("replay: there is none with this id");
}
