import { PipelineError, TransientError } from "@coccinelle/core";
import * as associations from "@hubspot/api-client/lib/codegen/crm/associations/v4/index.js";
import * as contacts from "@hubspot/api-client/lib/codegen/crm/contacts/index.js";
import * as objects from "@hubspot/api-client/lib/codegen/crm/objects/index.js";
import * as properties from "@hubspot/api-client/lib/codegen/crm/properties/index.js";
import * as z from "zod";
import type { Send } from "../../http/transport.ts";
import {
  AccountAnswer,
  AssociatedAnswer,
  AssociationsAnswer,
  PropertiesAnswer,
  PropertyDefinition,
  ReadAnswer,
  SearchAnswer,
  UpsertAnswer,
  WriteAnswer,
} from "./answers.ts";

/** Engagements, by the name of their type in the API. */
export type EngagementType = "communications" | "calls" | "emails" | "notes";
export type ObjectType = "contacts" | EngagementType;

export type RecordUpdate = contacts.SimplePublicObjectBatchInput;
export type RecordUpsert = contacts.SimplePublicObjectBatchInputUpsert;
export type EngagementCreation = objects.SimplePublicObjectBatchInputForCreate;
export type SearchRequest = contacts.PublicObjectSearchRequest;
export type AssociationCreation = associations.PublicAssociationMultiPost;
export type PropertyCreation = properties.PropertyCreate;

export interface RecordQuery {
  ids: readonly string[];
  /** A unique property that the ids are values of; record ids without it. */
  idProperty?: string;
  properties: readonly string[];
}

export type HubspotApi = ReturnType<typeof createHubspotApi>;

/**
 * The calls that a sync makes, through HubSpot's SDK. Each answer is parsed. Throws what the transport
 * throws, and `TransientError` for an answer that cannot be read.
 */
export function createHubspotApi(send: Send) {
  const contactApi = contacts.createConfiguration({
    httpApi: contacts.wrapHttpLibrary({ send: carry(send, contacts.ResponseContext) }),
  });
  const objectApi = objects.createConfiguration({
    httpApi: objects.wrapHttpLibrary({ send: carry(send, objects.ResponseContext) }),
  });
  const propertyApi = properties.createConfiguration({
    httpApi: properties.wrapHttpLibrary({ send: carry(send, properties.ResponseContext) }),
  });
  const associationApi = associations.createConfiguration({
    httpApi: associations.wrapHttpLibrary({ send: carry(send, associations.ResponseContext) }),
  });

  const contactBatch = new contacts.BatchApi(contactApi);
  const contactBasic = new contacts.BasicApi(contactApi);
  const contactSearch = new contacts.SearchApi(contactApi);
  const objectBatch = new objects.BatchApi(objectApi);
  const schema = new properties.CoreApi(propertyApi);
  const associationBatch = new associations.BatchApi(associationApi);

  return {
    readContacts: (query: RecordQuery) => parse(ReadAnswer, contactBatch.read(toReadInput(query))),
    updateContacts: (inputs: RecordUpdate[]) => parse(WriteAnswer, contactBatch.update({ inputs })),
    upsertContacts: (inputs: RecordUpsert[]) => parse(UpsertAnswer, contactBatch.upsert({ inputs })),
    archiveContacts: (ids: readonly string[]) =>
      parse(z.unknown(), contactBatch.archive({ inputs: toIds(ids) })),
    /** By record id alone: an unknown e-mail address would be blocked for good. */
    eraseContact: (id: string) => parse(z.unknown(), contactBasic.purge({ objectId: id })),
    searchContacts: (request: SearchRequest) => parse(SearchAnswer, contactSearch.doSearch(request)),

    readEngagements: (type: EngagementType, query: RecordQuery) =>
      parse(ReadAnswer, objectBatch.read(type, toReadInput(query))),
    createEngagements: (type: EngagementType, inputs: EngagementCreation[]) =>
      parse(WriteAnswer, objectBatch.create(type, { inputs })),
    upsertEngagements: (type: EngagementType, inputs: objects.SimplePublicObjectBatchInputUpsert[]) =>
      parse(UpsertAnswer, objectBatch.upsert(type, { inputs })),

    updateEngagements: (type: EngagementType, inputs: objects.SimplePublicObjectBatchInput[]) =>
      parse(WriteAnswer, objectBatch.update(type, { inputs })),
    archiveEngagements: (type: EngagementType, ids: readonly string[]) =>
      parse(z.unknown(), objectBatch.archive(type, { inputs: toIds(ids) })),

    listEngagements: (type: EngagementType, inputs: { id: string; after?: string }[]) =>
      parse(AssociationsAnswer, associationBatch.getPage("contacts", type, { inputs })),
    associate: (type: EngagementType, inputs: AssociationCreation[]) =>
      parse(AssociatedAnswer, associationBatch.create(type, "contacts", { inputs })),

    /** The SDK has no client for it. */
    getAccount: () => parse(AccountAnswer, readAccount(send)),

    listProperties: (type: ObjectType) => parse(PropertiesAnswer, schema.getAll(type)),
    createProperty: (type: ObjectType, property: PropertyCreation) =>
      parse(PropertyDefinition, schema.create(type, property)),
  };
}

async function readAccount(send: Send): Promise<unknown> {
  const call = { path: "/account-info/v3/details", method: "GET", headers: {}, body: undefined };
  return JSON.parse((await send(call)).text);
}

function toIds(ids: readonly string[]): { id: string }[] {
  return ids.map((id) => ({ id }));
}

function toReadInput({ ids, idProperty, properties: names }: RecordQuery) {
  return {
    inputs: toIds(ids),
    properties: [...names],
    propertiesWithHistory: [],
    ...(idProperty !== undefined && { idProperty }),
  };
}

async function parse<Schema extends z.ZodType>(
  schema: Schema,
  answer: Promise<unknown>,
): Promise<z.infer<Schema>> {
  try {
    return schema.parse(await answer);
  } catch (error) {
    if (error instanceof PipelineError) throw error;
    // Neither the SDK's error nor the parser's goes along: they may quote the answer.
    throw new TransientError("HubSpot gave an answer that cannot be read");
  }
}

/** Each generated module has classes of its own under the same names; these are what is needed of them. */
interface SdkRequestContext {
  getUrl(): string;
  getHttpMethod(): string;
  getBody(): unknown;
}
type SdkResponseContext<Context> = new (
  status: number,
  headers: Record<string, string>,
  body: { text(): Promise<string>; binary(): Promise<never> },
) => Context;

/** The SDK's way to the network, in place of its own. */
function carry<Context>(send: Send, ResponseContext: SdkResponseContext<Context>) {
  return async (request: SdkRequestContext): Promise<Context> => {
    const body = request.getBody();
    const { pathname, search } = new URL(request.getUrl());
    const { status, headers, text } = await send({
      path: pathname + search,
      method: request.getHttpMethod(),
      headers: {},
      body: typeof body === "string" ? body : undefined,
    });
    return new ResponseContext(status, headers, {
      text: async () => text,
      binary: () => Promise.reject(new Error("no answer here is binary")),
    });
  };
}
