import {
  ChannelSettings,
  DEFAULT_COUNTRY,
  NotFoundError,
  Provider,
  TwilioCredentials,
  VoiceSettings,
} from "@coccinelle/core";
import {
  type Channel,
  deleteChannel,
  findChannel,
  insertChannel,
  listChannels,
  updateChannel,
} from "@coccinelle/db";
import { channelCredentialsPlace } from "@coccinelle/vault";
import * as z from "zod";
import { openVault } from "../../bindings.ts";
import { PageQuery, pageOf, RowParams, TenantParams, text } from "../frame/fields.ts";
import { defineOperation, NoBody, NoQuery, type OperationContext } from "../frame/operation.ts";
import { jsonResponse, noContent } from "../frame/responses.ts";
import { readChannelAddress } from "./channel-address.ts";

/** A person's typing mistake is refused, where stored settings may be of a newer version. */
const Settings = z.strictObject({
  ...ChannelSettings.shape,
  voice: z.strictObject(VoiceSettings.shape).optional(),
});

const CreateChannelBody = z
  .strictObject({
    provider: z.literal("twilio"),
    address: text(50),
    credentials: TwilioCredentials,
    settings: Settings.default({}),
  })
  .meta({ id: "NewChannel" });

/** The address stays: it is what messages are recognised by. Settings and credentials are replaced whole. */
const UpdateChannelBody = CreateChannelBody.pick({ credentials: true })
  .extend({ settings: Settings })
  .partial()
  .meta({ id: "ChannelChanges" });

const ChannelAnswer = z
  .strictObject({
    id: z.string(),
    provider: Provider,
    address: z.string(),
    settings: ChannelSettings,
    accountSid: z.string().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: "Channel" });

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
    async handle({ params: { tenantId }, body: { provider, address, credentials, settings } }, env, context) {
      const id = context.newId();
      const channel = {
        id,
        tenantId,
        provider,
        address: readChannelAddress(address, settings.defaultCountry ?? DEFAULT_COUNTRY),
        ...(await sealedCredentials(env, { id, tenantId }, credentials, context)),
        ...channelSettings(settings),
      };
      context.audit({ target: id });
      return jsonResponse(201, toAnswer(await insertChannel(env.DB, channel, context.clock())));
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
      return jsonResponse(200, { items: items.map(toAnswer), nextCursor });
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
      return jsonResponse(200, toAnswer(channel));
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
    async handle({ params: { tenantId, id }, body: { credentials, settings } }, env, context) {
      const changes = {
        ...(credentials && (await sealedCredentials(env, { id, tenantId }, credentials, context))),
        ...(settings && channelSettings(settings)),
      };
      return jsonResponse(200, toAnswer(await updateChannel(env.DB, tenantId, id, changes, context.clock())));
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

/** The columns that credentials fill: sealed, and the account that a request is recognised by in the clear. */
async function sealedCredentials(
  env: Env,
  channel: { id: string; tenantId: string },
  credentials: TwilioCredentials,
  context: OperationContext,
): Promise<Pick<Channel, "accountId" | "credentials">> {
  const sealed = await openVault(env, context).seal(
    JSON.stringify(credentials),
    channelCredentialsPlace(channel),
  );
  return { accountId: credentials.accountSid, credentials: sealed };
}

/** The columns that settings fill. */
function channelSettings(settings: ChannelSettings): Pick<Channel, "serviceId" | "settings"> {
  return { serviceId: settings.messagingServiceSid ?? null, settings };
}

/** Field by field, so that no credential ever joins it. */
function toAnswer({ id, provider, address, settings, accountId, createdAt, updatedAt }: Channel) {
  return { id, provider, address, settings, accountSid: accountId, createdAt, updatedAt };
}

function channelNotFound(): NotFoundError {
  return new NotFoundError("channel: there is none with this id");
}
