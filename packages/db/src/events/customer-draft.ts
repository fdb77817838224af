import { type Identity, type MessageChannel, PLACEHOLDER_NAME } from "@coccinelle/core";
import * as z from "zod";
import { toSqliteTime } from "../sql/time.ts";
import { type AutoCreated, isEarlier, nameOf, readAutoCreated, replacesName } from "./auto-created.ts";
import type { SenderCustomer } from "./read-senders.ts";
import type { RecordableEvent } from "./recordable-event.ts";

/** The columns of `prospects` that messages write. */
export interface CustomerColumns {
  firstName: string | null;
  lastName: string | null;
  phone: string | null;
  email: string | null;
  preferredChannel: string | null;
  createdAt: string | null;
  metadata: string | null;
}

const JsonObject = z.record(z.string(), z.unknown());

function parseOwnMetadata(text: string | null): Record<string, unknown> | null {
  if (text === null) return {};
  try {
    return JsonObject.parse(JSON.parse(text));
  } catch {
    // Another program wrote this text. It stays as it is.
    return null;
  }
}

/** A customer as it will be after a batch of events. Each event is applied in turn. */
export class CustomerDraft {
  readonly id: string;
  readonly tenantId: string;
  /** The columns as they were read. Null for a new customer. */
  readonly before: CustomerColumns | null;
  readonly lastContactBefore: string | null;
  /** The channel tag that a new customer is given, or that an earlier first message changes. */
  channelTag: { from: string | null; to: string } | null = null;
  lastContactAt: string | null;

  #columns: Omit<CustomerColumns, "metadata">;
  /** Null where the text cannot be read. Then the text stays as it is. */
  #metadata: Record<string, unknown> | null;
  /** The text as it was read, until a value in it changes. */
  #metadataText: string | null;
  #auto: AutoCreated;

  static fromRow(row: SenderCustomer): CustomerDraft {
    return new CustomerDraft(row.id, row.tenant_id, row);
  }

  static create(id: string, event: RecordableEvent): CustomerDraft {
    return new CustomerDraft(id, event.tenantId, null);
  }

  private constructor(id: string, tenantId: string, row: SenderCustomer | null) {
    this.id = id;
    this.tenantId = tenantId;
    this.#columns = {
      firstName: row ? row.first_name : PLACEHOLDER_NAME.firstName,
      lastName: row ? row.last_name : PLACEHOLDER_NAME.lastName,
      phone: row?.phone ?? null,
      email: row?.email ?? null,
      preferredChannel: row?.preferred_channel ?? null,
      createdAt: row?.created_at ?? null,
    };
    this.before = row ? { ...this.#columns, metadata: row.metadata } : null;
    this.#metadataText = row?.metadata ?? null;
    this.#metadata = parseOwnMetadata(this.#metadataText);
    this.#auto = readAutoCreated(this.#metadata ?? {});
    this.lastContactBefore = row?.last_contact_at ?? null;
    this.lastContactAt = this.lastContactBefore;
  }

  get columns(): CustomerColumns {
    return { ...this.#columns, metadata: this.#metadataText };
  }

  /** Applies one message. The result is the same in whatever order the messages come. */
  apply(event: RecordableEvent): void {
    const at = toSqliteTime(new Date(event.occurredAt));
    if (this.lastContactAt === null || this.lastContactAt < at) this.lastContactAt = at;
    if (this.#metadata === null) return;
    this.#applyFirstContact(event, at);
    const name = nameOf(event);
    if (name && replacesName(name, { ...this.#columns, autoName: this.#auto.autoName })) {
      this.#columns.firstName = name.firstName;
      this.#columns.lastName = name.lastName;
      this.#setMetadata({ autoName: name });
    }
  }

  /** Writes a new identity into its column, where the column is empty. */
  addIdentity({ kind, value }: Identity): void {
    if (kind === "phone" || kind === "email") this.#columns[kind] ??= value;
  }

  /** Marks that another customer may be the same person. */
  addPossibleDuplicate(id: string): void {
    if (this.#metadata === null) return;
    const marked = z.array(z.string()).safeParse(this.#metadata.possibleDuplicates).data ?? [];
    if (!marked.includes(id)) this.#setMetadata({ possibleDuplicates: [...marked, id].sort() });
  }

  /** A customer that messages created began with the earliest message, even if that message came late. */
  #applyFirstContact(event: RecordableEvent, at: string): void {
    const first = { at: event.occurredAt, eventId: event.id, channel: event.channel };
    const earliest = this.#auto.autoCreated;
    const isNew = this.before === null && earliest === undefined;
    if (!isNew && (earliest === undefined || !isEarlier(first, earliest))) return;
    const columns = this.#columns;
    if (isNew || columns.createdAt === toSqliteTime(new Date(earliest?.at ?? at))) columns.createdAt = at;
    if (columns.preferredChannel === (earliest?.channel ?? null)) columns.preferredChannel = first.channel;
    this.#moveChannelTag(earliest?.channel ?? null, first.channel);
    this.#setMetadata({ autoCreated: first });
  }

  #setMetadata(changes: AutoCreated & { possibleDuplicates?: string[] }): void {
    this.#metadata = { ...this.#metadata, ...changes };
    this.#metadataText = JSON.stringify(this.#metadata);
    this.#auto = readAutoCreated(this.#metadata);
  }

  #moveChannelTag(from: string | null, to: MessageChannel): void {
    this.channelTag = { from: this.channelTag ? this.channelTag.from : from, to };
  }
}
