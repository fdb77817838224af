import { DEFAULT_COUNTRY, NotFoundError } from "@coccinelle/core";
import {
  type Channel,
  deleteChannel,
  findChannel,
  insertChannel,
  listChannels,
  updateChannel,
} from "@coccinelle/db";
import { channelCredentialsPlace } from "@coccinelle/vault";
import { openVault } from "../../../bindings.ts";
import { PageQuery, pageOf, RowParams, TenantParams } from "../../frame/fields.ts";
import { defineOperation, NoBody, NoQuery, type OperationContext } from "../../frame/operation.ts";
import { jsonResponse, noContent } from "../../frame/responses.ts";
import {
  ChannelAnswer,
  CreateChannelBody,
  readChannelChanges,
  toChannelAnswer,
  UpdateChannelBody,
} from "./channel-bodies.ts";
import { CHANNEL_PROVIDERS, type CredentialColumns } from "./channel-providers.ts";

const PATH = "/api/tenants/:tenantId/channels";

export const channelOperations = [
  defineOperation({
    method: "POST",
    path: PATH,
    summary: "Add a number or another address at a provider, with the credentials that verify its messages",
    params: TenantParams,
    query: NoQuery,
    body: CreateChannelBody,
    answers: { 201: ChannelAnswer },
    async handle({ params: { tenantId }, body }, env, context) {
      const id = context.newId();
      const { provider, credentials, settings } = body;
      const country = settings.settings.defaultCountry ?? DEFAULT_COUNTRY;
      const channel = {
        id,
        tenantId,
        provider,
        address: CHANNEL_PROVIDERS[provider].readAddress(body.address, country),
        ...(await sealCredentials(env, { id, tenantId }, credentials, context)),
        ...settings,
      };
      context.audit({ target: id });
      return jsonResponse(201, toChannelAnswer(await insertChannel(env.DB, channel, context.clock())));
    },
  }),
  defineOperation({
    method: "GET",
    path: PATH,
    summary: "List channels, the newest first, without credentials",
    params: TenantParams,
    query: PageQuery,
    body: NoBody,
    answers: { 200: pageOf(ChannelAnswer) },
    async handle({ params: { tenantId }, query }, env) {
      const { items, nextCursor } = await listChannels(env.DB, tenantId, query);
      return jsonResponse(200, { items: items.map(toChannelAnswer), nextCursor });
    },
  }),
  defineOperation({
    method: "GET",
    path: `${PATH}/:id`,
    summary: "Show a channel, without credentials",
    params: RowParams,
    query: NoQuery,
    body: NoBody,
    answers: { 200: ChannelAnswer },
    async handle({ params: { tenantId, id } }, env) {
      const channel = await findChannel(env.DB, tenantId, id);
      if (!channel) throw channelNotFound();
      return jsonResponse(200, toChannelAnswer(channel));
    },
  }),
  defineOperation({
    method: "PATCH",
    path: `${PATH}/:id`,
    summary: "Replace a channel's credentials, its settings, or both",
    params: RowParams,
    query: NoQuery,
    body: UpdateChannelBody,
    answers: { 200: ChannelAnswer },
    async handle({ params: { tenantId, id }, body }, env, context) {
      const channel = await findChannel(env.DB, tenantId, id);
      if (!channel) throw channelNotFound();
      const { credentials, settings } = readChannelChanges(channel.provider, body);
      const changes = {
        ...(credentials && (await sealCredentials(env, { id, tenantId }, credentials, context))),
        ...settings,
      };
      return jsonResponse(
        200,
        toChannelAnswer(await updateChannel(env.DB, tenantId, id, changes, context.clock())),
      );
    },
  }),
  defineOperation({
    method: "DELETE",
    path: `${PATH}/:id`,
    summary: "Delete a channel: what is sent to its address is the tenant's no more",
    params: RowParams,
    query: NoQuery,
    body: NoBody,
    answers: { 204: NoBody },
    async handle({ params: { tenantId, id } }, env) {
      if (!(await deleteChannel(env.DB, tenantId, id))) throw channelNotFound();
      return noContent();
    },
  }),
];

async function sealCredentials(
  env: Env,
  channel: Pick<Channel, "id" | "tenantId">,
  { credentials, accountId }: CredentialColumns,
  context: OperationContext,
): Promise<Pick<Channel, "accountId" | "credentials">> {
  const sealed = await openVault(env, context).seal(
    JSON.stringify(credentials),
    channelCredentialsPlace(channel),
  );
  return { accountId, credentials: sealed };
}

function channelNotFound(): NotFoundError {
  return new NotFoundError("channel: there is none with this id");
}
