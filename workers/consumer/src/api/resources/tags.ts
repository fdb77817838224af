import { NotFoundError } from "@coccinelle/core";
import { getCRMDatabaseService } from "@coccinelle/db";
import { RowParams, Tag } from "../frame/fields.ts";
import { defineOperation, NoBody, NoQuery } from "../frame/operation.ts";
import { noContent } from "../frame/responses.ts";

const TagParams = RowParams.extend({ tag: Tag });

const PATH = "/api/tenants/:tenantId/customers/:id/tags/:tag";

export const tagOperations = [
  defineOperation({
    method: "PUT",
    path: PATH,
    summary: "Give a customer a tag",
    params: TagParams,
    query: NoQuery,
    body: NoBody,
    answers: { 204: NoBody },
    async handle({ params: { tenantId, id, tag } }, env) {
      await getCRMDatabaseService(env.DB, tenantId).addCustomerTags(id, [tag]);
      return noContent();
    },
  }),
  defineOperation({
    method: "DELETE",
    path: PATH,
    summary: "Take a tag from a customer",
    params: TagParams,
    query: NoQuery,
    body: NoBody,
    answers: { 204: NoBody },
    async handle({ params: { tenantId, id, tag } }, env) {
      const removed = await getCRMDatabaseService(env.DB, tenantId).removeCustomerTag(id, tag);
      if (!removed) throw new NotFoundError("tag: the customer does not have it");
      return noContent();
    },
  }),
];
