import { NotFoundError } from "@coccinelle/core";
import { openCrm } from "../../bindings.ts";
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
    async handle({ params: { tenantId, id, tag } }, env, context) {
      await openCrm(env, tenantId, context).addCustomerTags(id, [tag]);
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
    async handle({ params: { tenantId, id, tag } }, env, context) {
      const removed = await openCrm(env, tenantId, context).removeCustomerTag(id, tag);
      if (!removed) throw new NotFoundError("tag: the customer does not have it");
      return noContent();
    },
  }),
];
