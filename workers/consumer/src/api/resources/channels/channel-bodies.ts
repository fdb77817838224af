import { ChannelSettings, Provider } from "@coccinelle/core";
import type { Channel } from "@coccinelle/db";
import * as z from "zod";
import { invalidRequest, toErrorDetails } from "../../frame/api-error.ts";
import { text } from "../../frame/fields.ts";
import { CHANNEL_PROVIDERS, type CredentialColumns, type SettingColumns } from "./channel-providers.ts";

export const CreateChannelBody = byProvider(
  "NewChannel",
  Provider.options.map((provider) =>
    z.strictObject({
      provider: z.literal(provider),
      address: text(50),
      credentials: CHANNEL_PROVIDERS[provider].credentials,
      settings: CHANNEL_PROVIDERS[provider].settings.prefault({}),
    }),
  ),
);

/**
 * The address and the provider stay, since messages are recognised by the address. Settings and credentials are
 * replaced whole. `readChannelChanges` checks them once the channel, and so its provider, is known.
 */
export const UpdateChannelBody = z
  .strictObject({
    credentials: z.unknown().optional().meta(describeInput("credentials")),
    settings: z.unknown().optional().meta(describeInput("settings")),
  })
  .meta({ id: "ChannelChanges" });

export const ChannelAnswer = byProvider(
  "Channel",
  Provider.options.map((provider) =>
    z.strictObject({
      id: z.string(),
      provider: z.enum([provider]),
      address: z.string(),
      settings: ChannelSettings,
      ...CHANNEL_PROVIDERS[provider].answer,
      createdAt: z.iso.datetime(),
      updatedAt: z.iso.datetime(),
    }),
  ),
);

/**
 * Reads new credentials and settings by the rules of the channel's provider.
 *
 * @throws ApiError naming each wrong field
 */
export function readChannelChanges(
  provider: Provider,
  body: z.infer<typeof UpdateChannelBody>,
): { credentials?: CredentialColumns | undefined; settings?: SettingColumns | undefined } {
  const { credentials, settings } = CHANNEL_PROVIDERS[provider];
  const parsed = z.object({ credentials, settings }).partial().safeParse(body);
  if (!parsed.success) throw invalidRequest(toErrorDetails(parsed.error));
  return parsed.data;
}

/** Copies field by field, so that no credential can ever be in an answer. */
export function toChannelAnswer(channel: Channel): Record<string, unknown> {
  const { id, provider, address, settings, createdAt, updatedAt } = channel;
  const own = CHANNEL_PROVIDERS[provider].toAnswer(channel);
  return { id, provider, address, settings, ...own, createdAt, updatedAt };
}

/**
 * A schema of each provider, told apart by the field `provider`. One schema alone needs no union.
 *
 * @param id the name in the description of the API
 */
function byProvider<Schema extends z.ZodObject>(
  id: string,
  schemas: readonly Schema[],
): Schema | z.ZodDiscriminatedUnion<[Schema, ...Schema[]], "provider"> {
  const [first, ...others] = schemas;
  if (!first) throw new Error("there is no provider");
  return others.length === 0
    ? first.meta({ id })
    : z.discriminatedUnion("provider", [first, ...others]).meta({ id });
}

/** Describes the field in OpenAPI as any of the providers takes it. */
function describeInput(field: "credentials" | "settings"): Record<string, unknown> {
  const [first, ...others] = Provider.options.map((provider) => {
    const { $schema, ...schema } = z.toJSONSchema(CHANNEL_PROVIDERS[provider][field], { io: "input" });
    return schema;
  });
  return first && others.length === 0 ? first : { anyOf: [first, ...others] };
}
