import { NotFoundError } from "@coccinelle/core";
import { type ApiKey, insertApiKey, KeyRole, listApiKeys, revokeApiKey } from "@coccinelle/db";
import * as z from "zod";
import { createApiKey, hashSecret } from "../frame/api-key.ts";
import { PageQuery, pageOf, RowParams, TenantParams, text } from "../frame/fields.ts";
import { defineOperation, NoBody, NoQuery } from "../frame/operation.ts";
import { jsonResponse, noContent } from "../frame/responses.ts";

const NewKey = z
  .strictObject({
    role: KeyRole,
    name: text(100).optional().describe("The person or the program that it is for"),
  })
  .meta({ id: "NewKey" });

const Key = z
  .strictObject({
    id: z.string(),
    role: KeyRole,
    name: z.string().nullable(),
    createdAt: z.iso.datetime(),
    createdBy: z.string().describe("The actor that made the key"),
    lastUsedAt: z.iso.datetime().nullable().describe("Precise to the hour"),
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Key" });

const CreatedKey = Key.extend({
  key: z.string().describe("To be sent as `Authorization: Bearer <key>`"),
}).meta({ id: "CreatedKey" });

const PATH = "/api/tenants/:tenantId/keys";

export const keyOperations = [
  defineOperation({
    method: "POST",
    path: PATH,
    summary: "Make a key for the tenant; only this answer shows it",
    params: TenantParams,
    query: NoQuery,
    body: NewKey,
    answers: { 201: CreatedKey },
    async handle(
      { params: { tenantId }, body: { role, name = null } },
      env,
      { actor, audit, clock, randomBytes },
    ) {
      const { id, secret, key } = createApiKey(randomBytes);
      const created = { id, tenantId, role, name, createdBy: actor.id, secretHash: hashSecret(secret) };
      audit({ target: id });
      return jsonResponse(201, { ...toAnswer(await insertApiKey(env.DB, created, clock())), key });
    },
  }),
  defineOperation({
    method: "GET",
    path: PATH,
    access: "operator",
    summary: "List the tenant's keys, the newest first, without their secrets",
    params: TenantParams,
    query: PageQuery,
    body: NoBody,
    answers: { 200: pageOf(Key) },
    async handle({ params: { tenantId }, query }, env) {
      const { items, nextCursor } = await listApiKeys(env.DB, tenantId, query);
      return jsonResponse(200, { items: items.map(toAnswer), nextCursor });
    },
  }),
  defineOperation({
    method: "DELETE",
    path: `${PATH}/:id`,
    summary: "Revoke a key, at once and for good",
    params: RowParams,
    query: NoQuery,
    body: NoBody,
    answers: { 204: NoBody },
    async handle({ params: { tenantId, id } }, env, { clock }) {
      const revoked = await revokeApiKey(env.DB, tenantId, id, clock());
      if (!revoked) throw new NotFoundError("key: there is none with this id");
      return noContent();
    },
  }),
];

function toAnswer({ tenantId, ...answer }: ApiKey) {
  return answer;
}
