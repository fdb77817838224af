import { pick, type Random } from "../../../support/seeded-random.ts";
import type { KillWorld } from "./kill-world.ts";

/** The acts of people and programs, as far as the end has to show them. */
export interface History {
  /** Everyone who ever had an e-mail address: customers, and contacts that a person made in the CRM. */
  holders: Map<string, Set<string>>;
  /** Contacts that a person made in the CRM. */
  madeThere: Set<string>;
  /** Customers whose contacts a person deleted in the CRM. */
  deletedThere: Set<string>;
  mergedThere: Set<string>;
  optedOutThere: Set<string>;
  /** Activities that a person deleted in the CRM. */
  activitiesDeletedThere: Set<string>;
  /** Notes that were deleted here, and whose they were. */
  notesDeleted: Map<string, string>;
}

export function newHistory(): History {
  return {
    holders: new Map(),
    madeThere: new Set(),
    deletedThere: new Set(),
    mergedThere: new Set(),
    optedOutThere: new Set(),
    activitiesDeletedThere: new Set(),
    notesDeleted: new Map(),
  };
}

/** Whether somebody else ever had one of a customer's e-mail addresses. */
export function isContested({ holders }: History, prospectId: string): boolean {
  return [...holders.values()].some((each) => each.has(prospectId) && each.size > 1);
}

type Act = (world: KillWorld, history: History) => Promise<unknown> | unknown;

/** Few, so that they meet. */
const ADDRESSES = Array.from({ length: 8 }, (_, index) => `person${index}@example.com`);
const SEGMENTS = ["prospect", "client", "vip"];
const CHANNELS = ["sms", "whatsapp", "phone", "email"];

function chooseEmail({ random, newId }: KillWorld, { holders }: History, holder: string): string | null {
  if (random() < 0.25) return null;
  const email = random() < 0.4 ? `${newId()}@example.com` : (pick(random, ADDRESSES) ?? "");
  holders.set(email, (holders.get(email) ?? new Set()).add(holder));
  return email;
}

async function pickCustomer({ query, tenantId, random }: KillWorld): Promise<string | undefined> {
  const rows = await query<{ id: string }>(
    "SELECT id FROM prospects WHERE tenant_id = ?1 ORDER BY rowid",
    tenantId,
  );
  return pick(random, rows)?.id;
}

/** For an act on one of the customers, where there is one. */
function onCustomer(act: (world: KillWorld, id: string, history: History) => Promise<unknown>): Act {
  return async (world, history) => {
    const id = await pickCustomer(world);
    if (id !== undefined) await act(world, id, history);
  };
}

/** Contacts that this side knows whose they are: what becomes of another is nobody's to know. */
async function listMappedContacts({ standIn, query, integrationId }: KillWorld) {
  const rows = await query<{ prospect_id: string; external_id: string }>(
    "SELECT prospect_id, external_id FROM crm_sync_mappings WHERE integration_id = ?1",
    integrationId,
  );
  const customerOf = new Map(rows.map((row) => [row.external_id, row.prospect_id]));
  return standIn
    .listContacts()
    .flatMap(({ id, prospectId }) =>
      prospectId !== null && customerOf.get(id) === prospectId ? [{ id, prospectId }] : [],
    );
}

function onContact(
  act: (world: KillWorld, contact: { id: string; prospectId: string }, history: History) => void,
): Act {
  return async (world, history) => {
    const contact = pick(world.random, await listMappedContacts(world));
    if (contact) act(world, contact, history);
  };
}

/** Each with the same chance: what is there more than once is done more often. */
const ACTS: readonly Act[] = [
  createCustomer,
  createCustomer,
  createCustomer,
  onCustomer((world, id, history) =>
    world.query("UPDATE prospects SET email = ?2 WHERE id = ?1", id, chooseEmail(world, history, id)),
  ),
  onCustomer(({ query, random }, id) =>
    query("UPDATE prospects SET phone = ?2 WHERE id = ?1", id, choosePhone(random)),
  ),
  onCustomer(({ query, random }, id) =>
    query("UPDATE prospects SET segment = ?2 WHERE id = ?1", id, pick(random, SEGMENTS) ?? ""),
  ),
  onCustomer(({ query, tenantId, newId }, id) =>
    query(
      "INSERT INTO customer_tags (id, tenant_id, prospect_id, tag) VALUES (?1, ?2, ?3, ?1)",
      newId(),
      tenantId,
      id,
    ),
  ),
  onCustomer(addActivity),
  onCustomer(addActivity),
  onCustomer(addActivity),
  onCustomer(addNote),
  onCustomer(addNote),
  onCustomer(({ query, newId }, id) =>
    query("UPDATE customer_notes SET content = id || ' ' || ?2 WHERE prospect_id = ?1", id, newId()),
  ),
  onCustomer(async ({ query }, prospectId, { notesDeleted }) => {
    const deleted = await query<{ id: string }>(
      `DELETE FROM customer_notes WHERE id = (
         SELECT id FROM customer_notes WHERE prospect_id = ?1 ORDER BY rowid LIMIT 1) RETURNING id`,
      prospectId,
    );
    for (const { id } of deleted) notesDeleted.set(id, prospectId);
  }),
  onCustomer(({ query, tenantId }, id) =>
    query(
      "INSERT INTO opt_outs VALUES (?1, ?2, 'sms', 'person', '2026-01-01') ON CONFLICT DO NOTHING",
      tenantId,
      id,
    ),
  ),
  onCustomer(({ query }, id) => query("DELETE FROM prospects WHERE id = ?1", id)),
  ({ standIn, random }, { holders, madeThere }) => {
    const email = pick(random, ADDRESSES) ?? "";
    if (standIn.listContacts().some(({ emails }) => emails.includes(email))) return;
    const id = standIn.addContact(email);
    madeThere.add(id);
    holders.set(email, (holders.get(email) ?? new Set()).add(id));
  },
  onContact(({ standIn }, { id }) => standIn.renameContact(id)),
  onContact(({ standIn }, { id }) => standIn.advanceContact(id)),
  onContact(({ standIn }, { id, prospectId }, { optedOutThere }) => {
    standIn.optOutContact(id);
    optedOutThere.add(prospectId);
  }),
  onContact(({ standIn }, { id, prospectId }, { deletedThere }) => {
    standIn.removeContact(id);
    deletedThere.add(prospectId);
  }),
  async (world, history) => {
    const [primary, secondary] = (await listMappedContacts(world)).toSorted(() => world.random() - 0.5);
    if (!primary || !secondary) return;
    world.standIn.mergeContacts(primary.id, secondary.id);
    history.mergedThere.add(primary.prospectId).add(secondary.prospectId);
  },
  async ({ standIn, query, integrationId, random }, { activitiesDeletedThere }) => {
    const known = await query<{ activity_id: string; external_id: string }>(
      "SELECT activity_id, external_id FROM crm_activity_mappings WHERE integration_id = ?1 AND external_id <> ''",
      integrationId,
    );
    const there = new Set(standIn.listActivities().map(({ id }) => id));
    const chosen = pick(
      random,
      known.filter(({ external_id }) => there.has(external_id)),
    );
    if (!chosen) return;
    standIn.removeActivity(chosen.external_id);
    activitiesDeletedThere.add(chosen.activity_id);
  },
  (world) => world.pass(Math.floor(world.random() * 600)),
];

function choosePhone(random: Random): string {
  return `+336${String(Math.floor(random() * 1e8)).padStart(8, "0")}`;
}

function createCustomer(world: KillWorld, history: History): Promise<unknown> {
  const { query, tenantId, random, newId } = world;
  const id = newId();
  return query(
    `INSERT INTO prospects (id, tenant_id, first_name, last_name, phone, email, segment, created_at)
     VALUES (?1, ?2, ?3, 'Martin', ?4, ?5, 'prospect', '2026-11-20 09:00:00.000')`,
    id,
    tenantId,
    random() < 0.1 ? null : "Sophie",
    random() < 0.7 ? choosePhone(random) : null,
    chooseEmail(world, history, id),
  );
}

/** Its text is its id, by which it is known in the CRM; its moment is often another's, too. */
function addActivity({ query, tenantId, random, newId }: KillWorld, prospectId: string): Promise<unknown> {
  return query(
    `INSERT INTO customer_activities (id, tenant_id, prospect_id, type, channel, description, created_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?1, ?6)`,
    newId(),
    tenantId,
    prospectId,
    pick(random, ["message_received", "message_sent"]) ?? "",
    pick(random, CHANNELS) ?? "",
    `2026-11-20 09:00:00.00${Math.floor(random() * 3)}`,
  );
}

/** Its text begins with its id. */
function addNote({ query, tenantId, random, newId }: KillWorld, prospectId: string): Promise<unknown> {
  return query(
    `INSERT INTO customer_notes (id, tenant_id, prospect_id, content, created_at) VALUES (?1, ?2, ?3, ?1, ?4)`,
    newId(),
    tenantId,
    prospectId,
    `2026-11-20 09:00:00.00${Math.floor(random() * 3)}`,
  );
}

/** Does as many things as are asked for, as chance has it. */
export async function act(world: KillWorld, history: History, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await pick(world.random, ACTS)?.(world, history);
}

export async function createCustomers(world: KillWorld, history: History, count: number): Promise<void> {
  for (let made = 0; made < count; made += 1) await createCustomer(world, history);
}
