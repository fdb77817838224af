import { NotFoundError } from "@coccinelle/core";
import { DeadLetterReason, DeadLetterStatus, findDeadLetter, listDeadLetters } from "@coccinelle/db";
import * as z from "zod";
import { PageQuery, RowParams, TenantParams } from "./fields.ts";
import { jsonResponse } from "./json-response.ts";
import { defineOperation, NoBody, NoQuery } from "./operation.ts";

/** A day, which is its beginning in UTC, or an instant. */
const DayOrTime = z
  .union(
    [z.iso.date(), z.iso.datetime({ offset: true })],
    "a day or time, such as 2026-11-22 or 2026-11-22T08:00:00Z",
  )
  .transform((value) => new Date(value));

const ListDeadLettersQuery = PageQuery.extend({
  status: DeadLetterStatus.optional(),
  reason: DeadLetterReason.optional(),
  since: DayOrTime.optional(),
  until: DayOrTime.optional(),
});

const TENANT_PATH = "/api/tenants/:tenantId/dead-letters";
/** Those that no tenant could be found for. */
const UNOWNED_PATH = "/api/dead-letters";

export const deadLetterOperations = [
  defineOperation({
    method: "GET",
    path: TENANT_PATH,
    params: TenantParams,
    query: ListDeadLettersQuery,
    body: NoBody,
    handle: ({ params: { tenantId }, query }, env) => listResponse(env, tenantId, query),
  }),
  defineOperation({
    method: "GET",
    path: `${TENANT_PATH}/:id`,
    params: RowParams,
    query: NoQuery,
    body: NoBody,
    handle: ({ params: { tenantId, id } }, env) => itemResponse(env, tenantId, id),
  }),
  defineOperation({
    method: "GET",
    path: UNOWNED_PATH,
    params: z.strictObject({}),
    query: ListDeadLettersQuery,
    body: NoBody,
    handle: ({ query }, env) => listResponse(env, null, query),
  }),
  defineOperation({
    method: "GET",
    path: `${UNOWNED_PATH}/:id`,
    params: RowParams.omit({ tenantId: true }),
    query: NoQuery,
    body: NoBody,
    handle: ({ params: { id } }, env) => itemResponse(env, null, id),
  }),
];

async function listResponse(
  env: Env,
  tenantId: string | null,
  { limit, cursor, ...filter }: z.output<typeof ListDeadLettersQuery>,
): Promise<Response> {
  return jsonResponse(200, await listDeadLetters(env.DB, tenantId, filter, { limit, cursor }));
}

async function itemResponse(env: Env, tenantId: string | null, id: string): Promise<Response> {
  const deadLetter = await findDeadLetter(env.DB, tenantId, id);
  if (!deadLetter) throw new NotFoundError("dead letter: there is none with this id");
  return jsonResponse(200, deadLetter);
}
