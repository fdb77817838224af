import type { ContactVerbs } from "../../contacts/contact-verbs.ts";
import type { AdapterContext } from "../api/adapter-context.ts";
import { readByIds } from "../api/read-by-ids.ts";
import { writeRecords } from "../api/write-records.ts";
import { KEY_PROPERTY } from "./contact-fields.ts";
import type { HubspotPlan } from "./contact-plan.ts";
import { readState, toContactRecord } from "./contact-record.ts";
import { findHolders, findUnmapped } from "./find-contacts.ts";

/** How HubSpot finds, reads and writes contacts. */
export function createHubspotVerbs(context: AdapterContext): ContactVerbs<HubspotPlan> {
  const { api, settings, known, reservations, getPlan, refuseProperties } = context;
  return {
    systemName: "HubSpot",
    known,
    reservations,
    refuseFields: (_, fields) => refuseProperties(fields),
    async loadPlans() {
      const plan = await getPlan();
      return { forNew: plan, ofId: () => plan };
    },
    find: (plan, pushes) => findUnmapped(context, plan, pushes),
    async follow(ids) {
      const records = await readByIds(context, await getPlan(), ids);
      return new Map(
        Array.from(records, ([id, record]) => {
          if (record === null) {
            known.forget(id);
            return [id, null];
          }
          const how = record.id === id ? "updated" : "merged";
          return [id, { record: toContactRecord(record, settings), how }];
        }),
      );
    },
    update: (_, updates) =>
      writeRecords(
        "contacts",
        updates.map(({ target, properties }) => ({
          id: target.externalId,
          properties,
          objectWriteTraceId: target.push.customer.id,
        })),
        api.updateContacts,
      ),
    async create(_, creations) {
      const inputs = creations.map(({ push, properties }) => ({
        id: push.customer.id,
        idProperty: KEY_PROPERTY,
        properties,
        objectWriteTraceId: push.customer.id,
      }));
      const results = await writeRecords("contacts", inputs, api.upsertContacts);
      return results.map((result) => (result.kind === "gone" ? { kind: "unmentioned" } : result));
    },
    findHolders: (conflicts) => findHolders(context, conflicts),
    readNewState: async (_, customerId, properties) =>
      readState({ [KEY_PROPERTY]: customerId, ...properties }, settings),
  };
}
