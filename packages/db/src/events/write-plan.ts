import type { CustomerColumns, CustomerDraft } from "./customer-draft.ts";
import { COUNT_MESSAGES } from "./message-counts.ts";
import type { EventsPlan } from "./plan-events.ts";
import { describeEvent } from "./recordable-event.ts";

/** The tags of a customer that a message created. The message's channel is the third tag. */
const CREATION_TAGS = ["auto-created", "premier-contact"];
const POSSIBLE_DUPLICATE_TAG = "possible-duplicate";

/** One statement over any number of rows, which it takes as one JSON parameter. No statement for no rows. */
function overRows(db: D1Database, sql: string, rows: readonly unknown[]): D1PreparedStatement[] {
  return rows.length === 0 ? [] : [db.prepare(sql).bind(JSON.stringify(rows))];
}

/** Ends the transaction where a customer has changed since the plan was made. */
const GUARD = `
  INSERT INTO plan_guard (stale)
  SELECT 1 FROM json_each(?1) e
  LEFT JOIN prospects p ON p.id = e.value ->> 'id' AND p.tenant_id = e.value ->> 'tenantId'
  WHERE p.first_name IS NOT e.value ->> '$.before.firstName'
    OR p.last_name IS NOT e.value ->> '$.before.lastName'
    OR p.phone IS NOT e.value ->> '$.before.phone'
    OR p.email IS NOT e.value ->> '$.before.email'
    OR p.preferred_channel IS NOT e.value ->> '$.before.preferredChannel'
    OR p.created_at IS NOT e.value ->> '$.before.createdAt'
    OR p.metadata IS NOT e.value ->> '$.before.metadata'`;

const UPDATE_CUSTOMERS = `
  UPDATE prospects SET
    first_name = e.value ->> '$.after.firstName',
    last_name = e.value ->> '$.after.lastName',
    phone = e.value ->> '$.after.phone',
    email = e.value ->> '$.after.email',
    preferred_channel = e.value ->> '$.after.preferredChannel',
    created_at = e.value ->> '$.after.createdAt',
    metadata = e.value ->> '$.after.metadata'
  FROM json_each(?1) e
  WHERE prospects.id = e.value ->> 'id' AND prospects.tenant_id = e.value ->> 'tenantId'`;

/** Goes before the customers are written. An identity that another customer has by now ends the transaction. */
const ASSIGN_IDENTITIES = `
  INSERT INTO customer_identities (tenant_id, kind, value, prospect_id)
  SELECT e.value ->> 'tenantId', e.value ->> 'kind', e.value ->> 'value', e.value ->> 'prospectId'
  FROM json_each(?1) e`;

const INSERT_CUSTOMERS = `
  INSERT INTO prospects (id, tenant_id, first_name, last_name, phone, email, preferred_channel, segment, created_at, last_contact_at, metadata)
  SELECT e.value ->> 'id', e.value ->> 'tenantId', e.value ->> '$.after.firstName', e.value ->> '$.after.lastName',
    e.value ->> '$.after.phone', e.value ->> '$.after.email', e.value ->> '$.after.preferredChannel', 'prospect',
    e.value ->> '$.after.createdAt', e.value ->> 'lastContactAt', e.value ->> '$.after.metadata'
  FROM json_each(?1) e`;

const INSERT_TAGS = `
  INSERT INTO customer_tags (id, tenant_id, prospect_id, tag, created_at)
  SELECT e.value ->> 'id', e.value ->> 'tenantId', e.value ->> 'prospectId', e.value ->> 'tag', e.value ->> 'createdAt'
  FROM json_each(?1) e
  WHERE true
  ON CONFLICT (prospect_id, tag) DO NOTHING`;

const MOVE_CHANNEL_TAGS = `
  UPDATE OR IGNORE customer_tags SET tag = e.value ->> '$.channelTag.to'
  FROM json_each(?1) e
  WHERE customer_tags.prospect_id = e.value ->> 'id' AND customer_tags.tag = e.value ->> '$.channelTag.from'
    AND customer_tags.tenant_id = e.value ->> 'tenantId'`;

const INSERT_ACTIVITIES = `
  INSERT INTO customer_activities (id, tenant_id, prospect_id, type, channel, description, metadata, created_at)
  SELECT e.value ->> 'id', e.value ->> 'tenantId', e.value ->> 'prospectId', e.value ->> 'type', e.value ->> 'channel',
    e.value ->> 'description', e.value ->> 'metadata', e.value ->> 'createdAt'
  FROM json_each(?1) e
  WHERE true
  ON CONFLICT (id) DO NOTHING`;

/** Moves the last contact forward only, so a late or repeated message does not change it. */
const TOUCH_CUSTOMERS = `
  UPDATE prospects SET last_contact_at = e.value ->> 'lastContactAt'
  FROM json_each(?1) e
  WHERE prospects.id = e.value ->> 'id' AND prospects.tenant_id = e.value ->> 'tenantId'
    AND (prospects.last_contact_at IS NULL OR prospects.last_contact_at < e.value ->> 'lastContactAt')`;

function isChanged(before: CustomerColumns, after: CustomerColumns): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}

/** A customer before and after the plan, in the form that the statements read. */
function toRow(draft: CustomerDraft) {
  const { id, tenantId, before, lastContactAt, channelTag } = draft;
  return { id, tenantId, before, after: draft.columns, lastContactAt, channelTag };
}

/** The statements of a plan, to be run in one transaction. Empty where nothing changes. */
export function planStatements(db: D1Database, plan: EventsPlan, newId: () => string): D1PreparedStatement[] {
  const rows = plan.customers.map(toRow);
  const created = rows.filter((row) => row.before === null);
  const existing = rows.filter((row) => row.before !== null);
  const changed = existing.filter((row) => row.before !== null && isChanged(row.before, row.after));
  const touched = plan.customers.filter(
    (draft) => draft.before && draft.lastContactAt !== draft.lastContactBefore,
  );

  const tags = [
    ...created.flatMap(({ id, tenantId, after, channelTag }) =>
      [...CREATION_TAGS, ...(channelTag ? [channelTag.to] : [])].map((tag) => ({
        tenantId,
        prospectId: id,
        tag,
        createdAt: after.createdAt,
      })),
    ),
    ...plan.possibleDuplicates.map((customer) => ({
      ...customer,
      tag: POSSIBLE_DUPLICATE_TAG,
      createdAt: plan.activities[0]?.createdAt,
    })),
  ].map((tag) => ({ id: newId(), ...tag }));

  const activities = plan.activities.map(({ event, prospectId, createdAt }) => ({
    id: event.id,
    tenantId: event.tenantId,
    prospectId,
    type: event.type,
    channel: event.channel,
    description: describeEvent(event),
    metadata: JSON.stringify(event.metadata),
    createdAt,
  }));

  return [
    ...overRows(db, GUARD, changed),
    ...overRows(db, ASSIGN_IDENTITIES, plan.assignments),
    ...overRows(db, INSERT_CUSTOMERS, created),
    ...overRows(db, UPDATE_CUSTOMERS, changed),
    ...overRows(db, INSERT_TAGS, tags),
    ...overRows(
      db,
      MOVE_CHANNEL_TAGS,
      existing.filter((row) => row.channelTag !== null),
    ),
    ...overRows(db, COUNT_MESSAGES, activities),
    ...overRows(db, INSERT_ACTIVITIES, activities),
    ...overRows(db, TOUCH_CUSTOMERS, touched.map(toRow)),
  ];
}
